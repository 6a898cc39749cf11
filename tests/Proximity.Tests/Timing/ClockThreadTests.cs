using Microsoft.Extensions.Time.Testing;
using Proximity.Timing;

namespace Proximity.Tests.Timing;

public class ClockThreadTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task SystemClock_TicksOnAThreadOfItsOwn()
    {
        var ticked = new TaskCompletionSource<(bool IsPool, string? Name)>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ITimer timer = Timers.CreateTimer(
            _ => ticked.TrySetResult((Thread.CurrentThread.IsThreadPoolThread, Thread.CurrentThread.Name)), null, Tick, Tick);
        (bool isPool, string? name) = await ticked.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.False(isPool);
        Assert.Equal("Proximity clock", name);
    }

    [Fact]
    public void ClockOfTheApplication_MakesItsOwnTimers()
    {
        var time = new FakeTimeProvider();
        Assert.Same(time, ClockThread.TimersOf(time));
    }

    [Fact]
    public async Task TimerThatThrows_StopsNoOther()
    {
        var thrown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var later = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ITimer throwing = Timers.CreateTimer(
            _ =>
            {
                thrown.TrySetResult();
                throw new InvalidOperationException("thrown");
            },
            null,
            Tick,
            Tick);
        await using ITimer other = Timers.CreateTimer(_ => later.TrySetResult(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await thrown.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        other.Change(Tick, Tick);
        await later.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task TimerThatTicksOnce_TicksOnce()
    {
        int count = 0;
        var others = new CountdownEvent(5);
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ITimer once = Timers.CreateTimer(_ => count++, null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        await using ITimer often = Timers.CreateTimer(
            _ =>
            {
                if (!others.IsSet && others.Signal())
                {
                    enough.SetResult();
                }
            },
            null,
            Tick,
            Tick);
        await enough.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.Equal(1, count);
    }

    [Fact]
    public void DisposedTimer_RefusesChanges()
    {
        ITimer timer = Timers.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Dispose();
        Assert.False(timer.Change(Tick, Tick));
    }

    private static TimeProvider Timers => ClockThread.TimersOf(TimeProvider.System);
}
