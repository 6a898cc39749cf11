using Microsoft.Extensions.Time.Testing;
using Proximity.Wires.Linux;

namespace Proximity.Tests.Wires;

public class LoopMonitorTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void UserCodeThatDoesNotComeBack_CostsTheThreadItsLoop()
    {
        var loop = new MonitoredLoop();
        LoopMonitor monitor = Watch(loop);
        loop.Lend(monitor);
        time.Advance(3 * Tick);
        Assert.Equal(1, loop.Replaced);
        Assert.True(monitor.AvoidsUserCode);
    }

    [Fact]
    public void CallsThatComeBack_KeepTheirThread()
    {
        var loop = new MonitoredLoop();
        LoopMonitor monitor = Watch(loop);
        for (int i = 0; i < 20; i++)
        {
            loop.Lend(monitor);
            time.Advance(Tick);
            loop.IsLent = false;
        }

        Assert.Equal(0, loop.Replaced);
        Assert.False(monitor.AvoidsUserCode);
    }

    /// <summary>
    /// The monitor has just looked, and finds nothing for the last time before it rests; then the call begins, while it still seems awake.
    /// </summary>
    [Fact]
    public void CallThatBeginsAsTheMonitorFallsAsleep_IsStillSeen()
    {
        const int TicksUntilRest = 101;
        var loop = new MonitoredLoop();
        LoopMonitor monitor = Watch(loop);
        loop.Lend(monitor);
        loop.IsLent = false;
        int looks = 0;
        loop.OnLook = () =>
        {
            if (++looks == TicksUntilRest)
            {
                loop.OnLook = null;
                loop.Lend(monitor);
            }
        };
        for (int i = 0; i < TicksUntilRest + 5; i++)
        {
            time.Advance(Tick);
        }

        Assert.Null(loop.OnLook);
        Assert.Equal(1, loop.Replaced);
    }

    private LoopMonitor Watch(MonitoredLoop loop)
    {
        var monitor = new LoopMonitor(time);
        monitor.Watch([loop]);
        return monitor;
    }

    private sealed class MonitoredLoop : IMonitoredLoop
    {
        private int calls;

        public bool IsLent { get; set; }

        public int Replaced { get; private set; }

        /// <summary>Called behind each look, as if by the loop's thread.</summary>
        public Action? OnLook { get; set; }

        public int UserCodeCalls
        {
            get
            {
                int seen = calls;
                OnLook?.Invoke();
                return seen;
            }
        }

        public void Lend(LoopMonitor monitor)
        {
            calls++;
            IsLent = true;
            monitor.Wake();
        }

        public bool TryReplaceThread(int call)
        {
            if (!IsLent || call != calls)
            {
                return false;
            }

            IsLent = false;
            Replaced++;
            return true;
        }
    }
}
