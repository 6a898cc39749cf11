using Microsoft.Extensions.Time.Testing;
using Proximity.Timing;

namespace Proximity.Tests.Timing;

public sealed class DeadlineClockTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly DeadlineClock clock;
    private readonly CountingOwner owner = new();

    public DeadlineClockTests() => clock = new DeadlineClock(time);

    public void Dispose() => clock.Dispose();

    [Fact]
    public void UntouchedForItsWholeTime_Fires()
    {
        Deadline deadline = clock.Add(owner, TimeSpan.FromSeconds(1));
        deadline.Touch();

        time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Equal(0, owner.Count);

        time.Advance(TimeSpan.FromSeconds(0.3));
        Assert.NotEqual(0, owner.Count);
    }

    [Fact]
    public void TouchedInTime_DoesNotFire()
    {
        Deadline deadline = clock.Add(owner, TimeSpan.FromSeconds(1));
        for (int i = 0; i < 50; i++)
        {
            deadline.Touch();
            time.Advance(TimeSpan.FromSeconds(0.8));
        }

        Assert.Equal(0, owner.Count);
    }

    [Fact]
    public void NeverTouched_NeverFires()
    {
        clock.Add(owner, TimeSpan.FromSeconds(1));
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, owner.Count);
    }

    [Fact]
    public void Disarmed_DoesNotFireUntilTouchedAgain()
    {
        Deadline deadline = clock.Add(owner, TimeSpan.FromSeconds(1));
        deadline.Touch();
        deadline.Disarm();
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(0, owner.Count);

        deadline.Touch();
        time.Advance(TimeSpan.FromSeconds(1.2));
        Assert.NotEqual(0, owner.Count);
    }

    [Fact]
    public void LongerThanTheWheel_FiresWhenDue()
    {
        Deadline deadline = clock.Add(owner, TimeSpan.FromMinutes(5));
        deadline.Touch();
        for (int i = 0; i < 299; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(0, owner.Count);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.NotEqual(0, owner.Count);
    }

    [Fact]
    public void ClockThatStoodStill_FiresAtItsNextTick()
    {
        Deadline deadline = clock.Add(owner, TimeSpan.FromSeconds(1));
        deadline.Touch();

        // One jump far beyond a whole round of the wheel, as after a suspended machine.
        time.Advance(TimeSpan.FromHours(1));
        Assert.NotEqual(0, owner.Count);
    }

    [Fact]
    public void Removed_DoesNotFireAndIsNotCounted()
    {
        Deadline deadline = clock.Add(owner, TimeSpan.FromSeconds(1));
        deadline.Touch();
        deadline.Remove();
        deadline.Remove();
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0, owner.Count);
        Assert.Equal(0, clock.Count);
    }

    [Fact]
    public void RemovedByItsOwner_IsForgotten()
    {
        Deadline? deadline = null;
        var removing = new ActingOwner(() => deadline!.Remove());
        deadline = clock.Add(removing, TimeSpan.FromSeconds(1));
        deadline.Touch();
        time.Advance(TimeSpan.FromSeconds(1.2));
        Assert.Equal(0, clock.Count);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, removing.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void Limited_FiresThoughItIsTouched(int timeoutSeconds)
    {
        Deadline deadline = clock.Add(owner, TimeSpan.FromSeconds(timeoutSeconds), TimeSpan.FromSeconds(5));
        deadline.Limit(TimeSpan.FromSeconds(5));
        for (int i = 0; i < 9; i++)
        {
            deadline.Touch();
            time.Advance(TimeSpan.FromSeconds(0.5));
        }

        Assert.Equal(0, owner.Count);
        deadline.Touch();
        time.Advance(TimeSpan.FromSeconds(0.7));
        Assert.NotEqual(0, owner.Count);
    }

    [Fact]
    public void LimitLifted_DoesNotFire()
    {
        Deadline deadline = clock.Add(owner, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        deadline.Limit(TimeSpan.FromSeconds(2));
        deadline.Touch();
        deadline.Limit(null);
        for (int i = 0; i < 20; i++)
        {
            deadline.Touch();
            time.Advance(TimeSpan.FromSeconds(0.5));
        }

        Assert.Equal(0, owner.Count);
    }

    [Fact]
    public void ZeroTimeout_NeverExpires()
    {
        Deadline deadline = clock.Add(owner, TimeSpan.Zero);
        deadline.Touch();
        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, owner.Count);
        Assert.Equal(0, clock.Count);
    }

    [Fact]
    public void ManyDeadlines_EachFiresInItsOwnTime()
    {
        var owners = new CountingOwner[200];
        for (int i = 0; i < owners.Length; i++)
        {
            owners[i] = new CountingOwner();
            clock.Add(owners[i], TimeSpan.FromMilliseconds(100 * (i + 1))).Touch();
        }

        time.Advance(TimeSpan.FromMilliseconds(10_050));
        Assert.All(owners[..99], due => Assert.NotEqual(0, due.Count));
        Assert.All(owners[101..], later => Assert.Equal(0, later.Count));
    }

    private sealed class CountingOwner : IDeadlineOwner
    {
        public int Count { get; private set; }

        public void OnDeadline() => Count++;
    }

    private sealed class ActingOwner(Action action) : IDeadlineOwner
    {
        public int Count { get; private set; }

        public void OnDeadline()
        {
            Count++;
            action();
        }
    }
}
