using Microsoft.Extensions.Time.Testing;
using Proximity.Exchanges;
using Proximity.Protocol.Faults;
using Proximity.Timing;

namespace Proximity.Tests.Exchanges;

public sealed class WatchdogExpiryTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider time = new();
    private readonly DeadlineClock clock;

    public WatchdogExpiryTests() => clock = new DeadlineClock(time);

    public void Dispose() => clock.Dispose();

    [Fact]
    public void ClockThatCallsAgain_DoesNotChangeWhoWasWaitedFor()
    {
        using var watchdog = new Watchdog(new RecordingWire(), clock, new TimeLimits(30 * Second, 60 * Second, 10 * Second, 0));
        watchdog.Enter(ExchangePhase.ConnectPending);
        watchdog.Enter(ExchangePhase.AwaitingResponse);
        watchdog.Upload = UploadState.UnderWay;
        watchdog.UploadPace.Await();
        time.Advance(31 * Second);
        Assert.True(watchdog.WasBodyAwaited);

        // The upload sees its read cancelled and ends, and the reader of the response does not get to run before the clock's next tick.
        watchdog.UploadPace.Done();
        watchdog.Upload = UploadState.None;
        time.Advance(Second);
        var progress = new ExchangeProgress();
        progress.Begin();
        Fault fault = progress.Fail(CommonFaults.ClientLeft, watchdog);
        Assert.Equal((408, FaultSide.Client), (fault.Status, fault.Side));
    }
}
