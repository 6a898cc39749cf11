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
    public void Resting_DoesNotFireThoughItIsTouched()
    {
        Deadline deadline = clock.Add(owner, TimeSpan.FromSeconds(1));
        deadline.Rest();
        deadline.Touch();
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(0, owner.Count);
    }

    [Fact]
    public void RestingTwice_FiresOnlyAfterBothAreOver()
    {
        Deadline deadline = clock.Add(owner, TimeSpan.FromSeconds(1));
        deadline.Touch();
        deadline.Rest();
        deadline.Rest();
        deadline.Resume();
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(0, owner.Count);

        deadline.Resume();
        time.Advance(TimeSpan.FromSeconds(0.8));
        Assert.Equal(0, owner.Count);
        time.Advance(TimeSpan.FromSeconds(0.4));
        Assert.NotEqual(0, owner.Count);
    }

    [Fact]
    public void LimitThatPassesWhileItRests_IsLifted()
    {
        Deadline deadline = clock.Add(owner, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2));
        deadline.Limit(TimeSpan.FromSeconds(2));
        deadline.Touch();
        deadline.Rest();
        time.Advance(TimeSpan.FromSeconds(3));
        deadline.Touch();
        time.Advance(TimeSpan.FromSeconds(3));
        deadline.Resume();
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(0, owner.Count);
    }

    [Fact]
    public void TimeThatTheOwnerChanges_IsTheOneThatHolds()
    {
        Deadline deadline = clock.Add(owner, TimeSpan.FromSeconds(1));
        deadline.Touch();
        owner.PresentTimeout = TimeSpan.FromSeconds(5);
        time.Advance(TimeSpan.FromSeconds(4.8));
        Assert.Equal(0, owner.Count);
        time.Advance(TimeSpan.FromSeconds(0.4));
        Assert.NotEqual(0, owner.Count);
    }

    [Fact]
    public void OwnerThatBlocks_HoldsUpNoOther()
    {
        using var release = new ManualResetEventSlim();
        using var entered = new CountdownEvent(1);
        var blocking = new PostingOwner(() =>
        {
            entered.Signal();
            release.Wait(TimeSpan.FromSeconds(60));
        });
        clock.Add(blocking, TimeSpan.FromSeconds(1)).Touch();
        Deadline deadline = clock.Add(owner, TimeSpan.FromSeconds(2));
        deadline.Touch();
        time.Advance(TimeSpan.FromSeconds(1.2));
        Assert.True(entered.Wait(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(0, owner.Count);
        release.Set();
    }

    [Fact]
    public void OwnerThatIsStillBeingTold_IsNotToldAgain()
    {
        var posted = new List<Action>();
        clock.Add(new KeepingOwner(posted), TimeSpan.FromSeconds(1)).Touch();
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Single(posted);
        posted[0]();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, posted.Count);
    }

    [Fact]
    public void ProgressBeforeTheOwnerIsTold_CallsItOff()
    {
        var posted = new List<Action>();
        var keeping = new KeepingOwner(posted);
        Deadline deadline = clock.Add(keeping, TimeSpan.FromSeconds(1));
        deadline.Touch();
        time.Advance(TimeSpan.FromSeconds(1.2));
        deadline.Touch();
        Assert.Single(posted)();
        Assert.Equal(0, keeping.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OwnerThatThrows_HoldsUpNoOther(bool alreadyWhenPosted)
    {
        var failures = new List<Exception>();
        using var reporting = new DeadlineClock(time, failures.Add);
        IDeadlineOwner throwing = alreadyWhenPosted ? new RefusingOwner() : new ActingOwner(() => throw new InvalidOperationException("thrown"));
        reporting.Add(throwing, TimeSpan.FromSeconds(1)).Touch();
        reporting.Add(owner, TimeSpan.FromSeconds(1)).Touch();
        time.Advance(TimeSpan.FromSeconds(1.1));
        int before = owner.Count;
        Assert.NotEqual(0, before);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(owner.Count > before);
        Assert.All(failures, failure => Assert.Equal("thrown", failure.Message));
        Assert.NotEmpty(failures);
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

        public TimeSpan? PresentTimeout { get; set; }

        public void Post(Action action) => action();

        public void OnDeadline() => Count++;
    }

    private sealed class ActingOwner(Action action) : IDeadlineOwner
    {
        public int Count { get; private set; }

        public void Post(Action told) => told();

        public void OnDeadline()
        {
            Count++;
            action();
        }
    }

    /// <summary>Told on the thread pool, as an owner without a place of its own is.</summary>
    private sealed class PostingOwner(Action action) : IDeadlineOwner
    {
        public void OnDeadline() => action();
    }

    private sealed class KeepingOwner(List<Action> posted) : IDeadlineOwner
    {
        public int Count { get; private set; }

        public void Post(Action action) => posted.Add(action);

        public void OnDeadline() => Count++;
    }

    private sealed class RefusingOwner : IDeadlineOwner
    {
        public void Post(Action action) => throw new InvalidOperationException("thrown");

        public void OnDeadline()
        {
        }
    }
}
