using Proximity.Exchanges;

namespace Proximity.Tests.Exchanges;

public class CancellableReadsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>The wire runs the loop within the cancellation, and the loop comes to a phase that another thread claims.</summary>
    [Fact]
    public async Task ClaimOfALaterPhase_IsDoneByItsOwnThreadAlone()
    {
        var wire = new RecordingWire();
        var reads = new CancellableReads(wire);
        using var claimed = new ManualResetEventSlim();
        using var mayCancel = new ManualResetEventSlim();
        Task second = Task.CompletedTask;
        wire.OnCancel = () =>
        {
            reads.Leave();
            reads.Enter(ExchangePhase.ReadingHeaders);
            wire.OnCancel = null;
            second = Task.Factory.StartNew(
                () => reads.TryCancel(ExchangePhase.ReadingHeaders, () =>
                {
                    claimed.Set();
                    mayCancel.Wait(Limit);
                }),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
            claimed.Wait(Limit);
        };
        reads.Enter(ExchangePhase.Idle);
        reads.TryCancel(ExchangePhase.Idle);
        var leaving = Task.Factory.StartNew(reads.Leave, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAny(leaving, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.False(leaving.IsCompleted);
        mayCancel.Set();
        await Task.WhenAll(leaving, second).WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.False(wire.AreReadsCanceled);
    }
}
