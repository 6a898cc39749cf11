using Microsoft.Extensions.Time.Testing;
using Proximity.Timing;

namespace Proximity.Tests.Timing;

/// <summary>The clock rests while it has no deadline to look at; none that it looks at may be lost by that.</summary>
public sealed class DeadlineCountTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly DeadlineClock clock;
    private readonly CountingOwner owner = new();

    public DeadlineCountTests() => clock = new DeadlineClock(time);

    public void Dispose() => clock.Dispose();

    [Fact]
    public void RemovedWithoutATimeout_KeepsTheOthersTicking()
    {
        Deadline endless = clock.Add(new CountingOwner(), TimeSpan.Zero);
        Deadline deadline = clock.Add(owner, TimeSpan.FromSeconds(2));
        deadline.Touch();
        endless.Remove();
        Assert.Equal(1, clock.Count);
        time.Advance(TimeSpan.FromSeconds(2.2));
        Assert.NotEqual(0, owner.Count);
    }

    [Fact]
    public void RemovedWithoutATimeout_LeavesTheLastOneRemovable()
    {
        Deadline endless = clock.Add(new CountingOwner(), TimeSpan.Zero);
        Deadline deadline = clock.Add(owner, TimeSpan.FromSeconds(2));
        deadline.Touch();
        endless.Remove();
        deadline.Remove();
        Assert.Equal(0, clock.Count);
        clock.Add(new CountingOwner(), TimeSpan.FromSeconds(60));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0, owner.Count);
    }

    [Fact]
    public void AddedAfterTheEnd_IsNotCounted()
    {
        Deadline before = clock.Add(owner, TimeSpan.FromSeconds(2));
        clock.Dispose();
        Deadline after = clock.Add(owner, TimeSpan.FromSeconds(2));
        after.Remove();
        Assert.Equal(1, clock.Count);
        before.Remove();
        Assert.Equal(0, clock.Count);
    }

    [Fact]
    public void OwnerThatRefusesOnce_IsPostedToAtTheNextTick()
    {
        var refusing = new RefuseOnceOwner();
        clock.Add(refusing, TimeSpan.FromSeconds(1)).Touch();
        time.Advance(TimeSpan.FromSeconds(1.2));
        Assert.Equal(0, refusing.Count);
        time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.NotEqual(0, refusing.Count);
    }

    private sealed class CountingOwner : IDeadlineOwner
    {
        public int Count { get; private set; }

        public void Post(Action action) => action();

        public void OnDeadline() => Count++;
    }

    private sealed class RefuseOnceOwner : IDeadlineOwner
    {
        private bool hasRefused;

        public int Count { get; private set; }

        public void Post(Action action)
        {
            if (!hasRefused)
            {
                hasRefused = true;
                throw new InvalidOperationException("refused");
            }

            action();
        }

        public void OnDeadline() => Count++;
    }
}
