using Microsoft.Extensions.Time.Testing;
using Proximity.Timing;

namespace Proximity.Tests.Timing;

public sealed class BrokenClockTests : IDisposable
{
    private readonly BreakableTime time = new();
    private readonly List<Exception> failures = [];
    private readonly DeadlineClock clock;
    private readonly CountingOwner owner = new();

    public BrokenClockTests() => clock = new DeadlineClock(time, failures.Add);

    public void Dispose() => clock.Dispose();

    [Fact]
    public void ClockThatThrowsAtATick_IsReportedOnce_AndWhatIsDueIsSeenWhenItGoesAgain()
    {
        Deadline deadline = clock.Add(owner, TimeSpan.FromSeconds(1));
        deadline.Touch();
        time.IsBroken = true;

        // A timer's thread is the pool's: an exception there would end the process. Here it would come out of this call.
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.IsType<InvalidOperationException>(Assert.Single(failures));
        Assert.Equal(0, owner.Count);

        time.IsBroken = false;
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(0, owner.Count);
        Assert.Single(failures);
    }

    private sealed class CountingOwner : IDeadlineOwner
    {
        public int Count { get; private set; }

        public TimeSpan? PresentTimeout => null;

        public void Post(Action action) => action();

        public void OnDeadline() => Count++;
    }

    private sealed class BreakableTime : FakeTimeProvider
    {
        public bool IsBroken { get; set; }

        public override long GetTimestamp() => IsBroken ? throw new InvalidOperationException("no time") : base.GetTimestamp();
    }
}
