namespace Proximity.Tests.Server;

/// <summary>The system's clock until it breaks: then every question to it throws.</summary>
internal sealed class BreakableClock : TimeProvider
{
    private volatile bool isBroken;

    public bool IsBroken { get => isBroken; set => isBroken = value; }

    public override DateTimeOffset GetUtcNow() => IsBroken ? throw Broken() : base.GetUtcNow();

    public override long GetTimestamp() => IsBroken ? throw Broken() : base.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        => IsBroken ? throw Broken() : new BreakableTimer(this, base.CreateTimer(callback, state, dueTime, period));

    private static InvalidOperationException Broken() => new("no time");

    private sealed class BreakableTimer(BreakableClock clock, ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => clock.IsBroken ? throw Broken() : inner.Change(dueTime, period);

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
