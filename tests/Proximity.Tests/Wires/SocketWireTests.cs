using Proximity.Wires;

namespace Proximity.Tests.Wires;

/// <summary>The portable sockets, whose waits are reads of no bytes.</summary>
public sealed class SocketWireTests : NetworkWireTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly DefectLogger logger = new();

    private protected override Network CreateNetwork() => new SocketNetwork(logger: logger);

    /// <summary>An origin whose connection the pool closes must not take that for a failure.</summary>
    [Fact]
    public async Task ObservedWireThatIsClosed_EndsInOrder()
    {
        (Wire near, Wire far) = await ConnectAsync();
        Assert.True(near.TryObserve(new QuietObserver()));
        near.StopObserving();
        near.Close();
        Assert.True((await far.ReadAsync(new byte[8])).IsEnd);
        Close(near, far);
    }

    [Fact]
    public async Task WireThatIsClosedUnderARead_EndsInOrder_AndTheReadSeesThatItIsClosed()
    {
        (Wire near, Wire far) = await ConnectAsync();
        ValueTask<WireResult> pending = near.ReadAsync(new byte[8]);
        near.Close();
        Assert.Equal(WireError.Closed, (await pending).Error);
        Assert.True((await far.ReadAsync(new byte[8])).IsEnd);
        Close(near, far);
    }

    /// <summary>The first observer is called as its watch ends; the second must not be left to that watch.</summary>
    [Fact]
    public async Task WireThatIsObservedAnewAsAWatchEnds_IsWatched()
    {
        (Wire near, Wire far) = await ConnectAsync();
        var second = new QuietObserver();
        var isObserved = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.True(near.TryObserve(new ActingObserver(() =>
        {
            near.ResumeReads();
            isObserved.TrySetResult(near.TryObserve(second));
        })));
        near.CancelReads();
        Assert.True(await isObserved.Task.WaitAsync(Limit, TestContext.Current.CancellationToken));
        await far.WriteAsync("x"u8.ToArray());
        await second.Told.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Close(near, far);
    }

    [Fact]
    public async Task ObserverThatThrows_IsLogged()
    {
        (Wire near, Wire far) = await ConnectAsync();
        Assert.True(near.TryObserve(new ActingObserver(() => throw new InvalidOperationException("thrown"))));
        await far.WriteAsync("x"u8.ToArray());
        Assert.True((await near.ReadAsync(new byte[8])).IsOk);
        await logger.Logged.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Close(near, far);
    }

    [Fact]
    public async Task CallAtABreakThatThrows_IsLogged()
    {
        (Wire near, Wire far) = await ConnectAsync();
        near.WatchForBreak(() => throw new InvalidOperationException("thrown"));
        far.Abort();
        await logger.Logged.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Close(near, far);
    }

    private sealed class ActingObserver(Action action) : IQuietObserver
    {
        public void OnDisturbed() => action();
    }
}
