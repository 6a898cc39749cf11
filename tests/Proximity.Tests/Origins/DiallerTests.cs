using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Proximity.Origins;
using Proximity.Protocol;
using Proximity.Timing;
using Proximity.Wires;

namespace Proximity.Tests.Origins;

public sealed class DiallerTests : IDisposable
{
    private static readonly Hop Hop = new("origin.test", 80);

    private readonly FakeTimeProvider time = new();
    private readonly DeadlineClock clock;
    private readonly OriginPool pool;

    public DiallerTests()
    {
        clock = new DeadlineClock(time);
        pool = new OriginPool(new OriginPoolLimits(TimeSpan.FromMinutes(1), 8, 8), clock);
        pool.Return(new OriginConnection(MemoryWire.CreatePair().Near, Hop, new BufferPool()));
    }

    public void Dispose() => clock.Dispose();

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("2001:db8::1 192.0.2.1")]
    public async Task WithoutADescriptor_AnIdleConnectionIsClosed_AndTheDialRepeated(string addresses)
    {
        var network = new FullNetwork(
            address => pool.Count == 0 && address.AddressFamily == AddressFamily.InterNetwork ? null : SocketError.TooManyOpenSockets);
        Connected connected = await DialAsync(network, addresses);
        Assert.NotNull(connected.Wire);
        Assert.Equal(0, pool.Count);
    }

    [Fact]
    public async Task LackOfADescriptor_IsNotHiddenByAnotherAddressThatRefuses()
    {
        var network = new FullNetwork(address => address.AddressFamily == AddressFamily.InterNetwork ? SocketError.ConnectionRefused
            : pool.Count == 0 ? null : SocketError.TooManyOpenSockets);
        Connected connected = await DialAsync(network, "2001:db8::1 192.0.2.1");
        Assert.NotNull(connected.Wire);
    }

    private Task<Connected> DialAsync(Network network, string addresses) => new Dialler(network, time, pool)
        .ConnectAsync([.. addresses.Split(' ').Select(IPAddress.Parse)], 80, TestContext.Current.CancellationToken)
        .AsTask().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    /// <summary>Says at once how an attempt ends: null connects.</summary>
    private sealed class FullNetwork(Func<IPAddress, SocketError?> outcome) : Network
    {
        public override Listener Listen(IPAddress? address, int port) => throw new NotSupportedException();

        public override ValueTask<Resolution> ResolveAsync(string host, CancellationToken cancellationToken)
            => throw new NotSupportedException();

        public override ValueTask<Connected> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
            => new(outcome(endPoint.Address) is { } error
                ? new Connected(null, new SocketException((int)error))
                : new Connected(MemoryWire.CreatePair().Near, null));
    }
}
