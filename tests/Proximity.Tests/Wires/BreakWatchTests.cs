using Microsoft.Extensions.Logging.Abstractions;
using Proximity.Wires;

namespace Proximity.Tests.Wires;

public class BreakWatchTests
{
    /// <summary>A request has come, which ends the wait; it is parsed and its watch begun before the old wait's end is noted.</summary>
    [Fact]
    public void CallThatComesAsAWaitEnds_HasABreakSeen()
    {
        var waits = new Queue<TaskCompletionSource<bool>>();
        BreakWatch watch = Of(waits);
        bool first = false;
        bool second = false;
        watch.Begin(() => first = true);
        watch.Begin(() => second = true);
        waits.Dequeue().SetResult(false);
        Assert.Single(waits).SetResult(true);
        Assert.Equal((false, true), (first, second));
    }

    [Fact]
    public void WaitThatBytesEnd_IsNotBegunAgainByItself()
    {
        var waits = new Queue<TaskCompletionSource<bool>>();
        BreakWatch watch = Of(waits);
        watch.Begin(() => { });
        waits.Dequeue().SetResult(false);
        Assert.Empty(waits);
        watch.Begin(() => { });
        Assert.Single(waits);
    }

    private static BreakWatch Of(Queue<TaskCompletionSource<bool>> waits)
    {
        // What follows a wait runs at once then, where the wait is ended.
        SynchronizationContext.SetSynchronizationContext(null);
        return new BreakWatch(
            _ =>
            {
                var wait = new TaskCompletionSource<bool>();
                waits.Enqueue(wait);
                return wait.Task;
            },
            NullLogger.Instance);
    }
}
