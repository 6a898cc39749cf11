using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Proximity.Origins;
using Proximity.Wires;

namespace Proximity.Tests.Origins;

public class AddressRaceTests
{
    private static readonly IPAddress SixA = IPAddress.Parse("2001:db8::a");
    private static readonly IPAddress SixB = IPAddress.Parse("2001:db8::b");
    private static readonly IPAddress FourA = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress FourB = IPAddress.Parse("192.0.2.2");

    private readonly FakeTimeProvider time = new();
    private readonly ScriptedNetwork network = new();

    [Fact]
    public void Families_Alternate()
        => Assert.Equal([SixA, FourA, SixB, FourB], AddressRace.Interleave([SixA, SixB, FourA, FourB]));

    [Fact]
    public async Task FirstAddressConnects_NoOtherIsTried()
    {
        Task<Connected> race = RaceAsync(SixA, FourA);
        network.Succeed(SixA);
        Assert.NotNull((await race).Wire);
        Assert.Equal([SixA], network.Tried);
    }

    [Fact]
    public async Task FirstAddressFails_NextIsTriedAtOnce()
    {
        Task<Connected> race = RaceAsync(SixA, FourA);
        network.Fail(SixA);
        await network.TriedAsync(FourA);
        network.Succeed(FourA);
        Assert.NotNull((await race).Wire);
    }

    [Fact]
    public async Task FirstAddressIsSilent_NextIsTriedAfterItsDelay_AndTheLoserIsCancelled()
    {
        Task<Connected> race = RaceAsync(SixA, FourA);
        await network.TriedAsync(SixA);
        time.Advance(TimeSpan.FromMilliseconds(249));
        Assert.Equal([SixA], network.Tried);
        time.Advance(TimeSpan.FromMilliseconds(2));
        await network.TriedAsync(FourA);
        network.Succeed(FourA);
        Assert.NotNull((await race).Wire);
        Assert.True(network.WasCancelled(SixA));
    }

    [Fact]
    public async Task EveryAddressFails_TheLastReasonIsGiven()
    {
        Task<Connected> race = RaceAsync(SixA, FourA);
        network.Fail(SixA);
        await network.TriedAsync(FourA);
        network.Fail(FourA);
        Connected connected = await race;
        Assert.Null(connected.Wire);
        Assert.IsType<SocketException>(connected.Cause);
    }

    [Fact]
    public async Task Cancelling_EndsTheRace()
    {
        using var cancel = new CancellationTokenSource();
        Task<Connected> race = new AddressRace(network, time).ConnectAsync([SixA, FourA], 80, cancel.Token).AsTask();
        await network.TriedAsync(SixA);
        await cancel.CancelAsync();
        Assert.Null((await race).Wire);
    }

    private Task<Connected> RaceAsync(params IPAddress[] addresses)
        => new AddressRace(network, time).ConnectAsync(addresses, 80, TestContext.Current.CancellationToken).AsTask();

    /// <summary>Attempts end when the test says so.</summary>
    private sealed class ScriptedNetwork : Network
    {
        private readonly Dictionary<IPAddress, Attempt> attempts = [];
        private readonly Lock gate = new();

        public List<IPAddress> Tried { get; } = [];

        public void Succeed(IPAddress address) => Of(address).Outcome.TrySetResult(new Connected(MemoryWire.CreatePair().Near, null));

        public void Fail(IPAddress address) => Of(address).Outcome.TrySetResult(new Connected(null, new SocketException((int)SocketError.ConnectionRefused)));

        public bool WasCancelled(IPAddress address) => Of(address).Outcome.Task.Result.Cause is OperationCanceledException;

        public Task TriedAsync(IPAddress address) => Of(address).Begun.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        public override Listener Listen(IPAddress? address, int port) => throw new NotSupportedException();

        public override ValueTask<Resolution> ResolveAsync(string host, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override async ValueTask<Connected> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
        {
            Attempt attempt = Of(endPoint.Address);
            lock (gate)
            {
                Tried.Add(endPoint.Address);
            }

            attempt.Begun.TrySetResult();
            await using CancellationTokenRegistration registration = cancellationToken.Register(
                () => attempt.Outcome.TrySetResult(new Connected(null, new OperationCanceledException(cancellationToken))));
            return await attempt.Outcome.Task;
        }

        private Attempt Of(IPAddress address)
        {
            lock (gate)
            {
                if (!attempts.TryGetValue(address, out Attempt? attempt))
                {
                    attempts.Add(address, attempt = new Attempt());
                }

                return attempt;
            }
        }

        private sealed class Attempt
        {
            public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

            public TaskCompletionSource<Connected> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
