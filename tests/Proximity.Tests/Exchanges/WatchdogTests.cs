using Microsoft.Extensions.Time.Testing;
using Proximity.Exchanges;
using Proximity.Timing;

namespace Proximity.Tests.Exchanges;

public sealed class WatchdogTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeLimits Limits = new(30 * Second, 60 * Second, 10 * Second, 0);

    private readonly FakeTimeProvider time = new();
    private readonly DeadlineClock clock;
    private readonly RecordingWire client = new();
    private readonly RecordingWire origin = new();

    public WatchdogTests() => clock = new DeadlineClock(time);

    public void Dispose() => clock.Dispose();

    [Fact]
    public void UserCode_OutlastsTheTimeoutThoughBytesMove()
    {
        using Watchdog watchdog = Awaiting();
        using (watchdog.UserCode())
        {
            watchdog.Progress();
            time.Advance(31 * Second);
            Assert.False(watchdog.HasExpired);
            Assert.False(origin.IsAborted);
        }

        time.Advance(29 * Second);
        Assert.False(watchdog.HasExpired);
        time.Advance(2 * Second);
        Assert.True(watchdog.HasExpired);
        Assert.True(origin.IsAborted);
    }

    [Fact]
    public void UserCodeInsideUserCode_RestsUntilBothHaveReturned()
    {
        using Watchdog watchdog = Awaiting();
        using (watchdog.UserCode())
        {
            using (watchdog.UserCode())
            {
                time.Advance(31 * Second);
            }

            watchdog.Progress();
            time.Advance(31 * Second);
            Assert.False(watchdog.HasExpired);
        }

        time.Advance(31 * Second);
        Assert.True(watchdog.HasExpired);
    }

    [Fact]
    public void LimitOfAResponseHead_EndsWhereUserCodeBegins()
    {
        using Watchdog watchdog = Awaiting();
        watchdog.LimitHead();
        using (watchdog.UserCode())
        {
            time.Advance(70 * Second);
            watchdog.Progress();
            time.Advance(Second);
        }

        watchdog.Progress();
        time.Advance(Second);
        Assert.False(watchdog.HasExpired);
    }

    [Fact]
    public void SlowUpload_IsNotJudgedWhileUserCodeRuns()
    {
        using Watchdog watchdog = Awaiting(Limits with { Silence = TimeSpan.Zero, MinBytesPerSecond = 100 });
        using (watchdog.UserCode())
        {
            for (int second = 0; second < 100; second++)
            {
                watchdog.UploadPace.Await();
                time.Advance(Second);
                watchdog.UploadPace.Done(1);
            }
        }

        Assert.False(watchdog.IsClientTooSlow);
    }

    [Theory]
    [InlineData(nameof(ExchangePhase.AwaitingResponse), 60)]
    [InlineData(nameof(ExchangePhase.StreamingBody), 70)]
    [InlineData(nameof(ExchangePhase.Tunnelling), 80)]
    [InlineData(nameof(ExchangePhase.Answering), 30)]
    public void EachPhase_HasItsOwnTimeout(string name, int seconds)
    {
        ExchangePhase phase = Enum.Parse<ExchangePhase>(name);
        using Watchdog watchdog = Awaiting(Limits with { FirstByte = 60 * Second, Body = 70 * Second, Tunnel = 80 * Second });
        if (phase == ExchangePhase.Tunnelling)
        {
            watchdog.Enter(ExchangePhase.Answering);
        }

        watchdog.Enter(phase);
        time.Advance((seconds - 1) * Second);
        Assert.False(watchdog.HasExpired);
        time.Advance(2 * Second);
        Assert.True(watchdog.HasExpired);
    }

    [Theory]
    [InlineData(false, 70)]
    [InlineData(true, 60)]
    public void RequestBodyUnderWay_HasTheTimeoutOfBodiesUnlessItIsWithheld(bool isWithheld, int seconds)
    {
        using Watchdog watchdog = Awaiting(Limits with { FirstByte = 60 * Second, Body = 70 * Second });
        watchdog.Upload = isWithheld ? UploadState.Withheld : UploadState.UnderWay;
        time.Advance((seconds - 1) * Second);
        Assert.False(watchdog.HasExpired);
        time.Advance(2 * Second);
        Assert.True(watchdog.HasExpired);
    }

    [Fact]
    public void PhaseWithoutATimeout_NeverExpires()
    {
        using Watchdog watchdog = Awaiting(Limits with { FirstByte = TimeSpan.Zero });
        time.Advance(TimeSpan.FromDays(1));
        Assert.False(watchdog.HasExpired);
    }

    [Fact]
    public void OnlyOnePhaseWithATimeout_ExpiresInIt()
    {
        using Watchdog watchdog = Awaiting(new TimeLimits(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, 0) { FirstByte = 5 * Second });
        time.Advance(6 * Second);
        Assert.True(watchdog.HasExpired);
    }

    [Fact]
    public void Drain_EndsTheWaitForARequest()
    {
        using var watchdog = new Watchdog(client, clock, Limits);
        watchdog.Enter(ExchangePhase.Idle);
        watchdog.Drain();
        Assert.True(client.AreReadsCanceled);
    }

    [Fact]
    public void DrainOfABusyConnection_LeavesItsReadsAlone()
    {
        using Watchdog watchdog = Awaiting();
        watchdog.Drain();
        Assert.False(client.AreReadsCanceled);
        Assert.True(watchdog.IsDraining);
    }

    [Fact]
    public void DrainBeforeTheWait_EndsItWhenItBegins()
    {
        using var watchdog = new Watchdog(client, clock, Limits);
        watchdog.Drain();
        watchdog.Enter(ExchangePhase.Idle);
        Assert.True(client.AreReadsCanceled);
    }

    /// <summary>
    /// A request comes in the very moment in which the drain cancels the wait for one: its body must be read all the same.
    /// </summary>
    [Fact]
    public async Task DrainThatMeetsARequest_DoesNotHitItsBody()
    {
        using var watchdog = new Watchdog(client, clock, Limits);
        using var isCancelling = new ManualResetEventSlim();
        using var mayCancel = new ManualResetEventSlim();
        client.OnCancel = () =>
        {
            isCancelling.Set();
            mayCancel.Wait(Limit);
        };
        watchdog.Enter(ExchangePhase.Idle);
        Task draining = Task.Run(watchdog.Drain, TestContext.Current.CancellationToken);
        Assert.True(isCancelling.Wait(Limit, TestContext.Current.CancellationToken));

        Task request = Task.Run(() => watchdog.Enter(ExchangePhase.ReadingHeaders), TestContext.Current.CancellationToken);
        mayCancel.Set();
        await Task.WhenAll(draining, request).WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.False(client.AreReadsCanceled);
        Assert.True(watchdog.IsDraining);
    }

    [Fact]
    public void WireThatRunsOnWithinItsCancellation_DoesNotWaitForItself()
    {
        using var watchdog = new Watchdog(client, clock, Limits);
        client.OnCancel = () => watchdog.Enter(ExchangePhase.Answering);
        watchdog.Enter(ExchangePhase.Idle);
        watchdog.Drain();
        Assert.Equal(ExchangePhase.Answering, watchdog.Phase);
    }

    /// <summary>Whichever is first, one of the two sees the other.</summary>
    [Fact]
    public async Task DrainAndTheBeginningOfAWait_NeverMissOneAnother()
    {
        for (int round = 0; round < 2000; round++)
        {
            var wire = new RecordingWire();
            using var watchdog = new Watchdog(wire, clock, Limits);
            using var start = new Barrier(2);
            Task draining = Task.Run(
                () =>
                {
                    start.SignalAndWait();
                    watchdog.Drain();
                },
                TestContext.Current.CancellationToken);
            start.SignalAndWait(TestContext.Current.CancellationToken);
            watchdog.Enter(ExchangePhase.Idle);
            await draining;
            Assert.True(wire.AreReadsCanceled, $"round {round}");
        }
    }

    [Fact]
    public void ExpiryOfTheWait_IsForgottenWithIt()
    {
        using var watchdog = new Watchdog(client, clock, Limits);
        watchdog.Enter(ExchangePhase.Idle);
        time.Advance(31 * Second);
        Assert.True(watchdog.HasExpired);
        Assert.True(client.AreReadsCanceled);

        // The request came all the same.
        watchdog.Enter(ExchangePhase.ReadingHeaders);
        Assert.False(watchdog.HasExpired);
        Assert.False(client.AreReadsCanceled);
    }

    [Fact]
    public async Task ClientThatBreaksOffWhileUserCodeRuns_HasLeft()
    {
        using Watchdog watchdog = Awaiting();
        using (watchdog.UserCode())
        {
            var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using CancellationTokenRegistration registration = watchdog.ClientLeft.Register(told.SetResult);
            Assert.False(watchdog.HasClientLeft);
            client.Break();
            Assert.True(watchdog.HasClientLeft);
            Assert.True(origin.IsAborted);
            await told.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void ClientThatBrokeOffBefore_HasLeftWhereUserCodeBegins()
    {
        using Watchdog watchdog = Awaiting();
        using (watchdog.UserCode())
        {
        }

        client.Break();
        Assert.False(watchdog.HasClientLeft);
        using (watchdog.UserCode())
        {
            Assert.True(watchdog.HasClientLeft);
        }
    }

    [Fact]
    public async Task TokenAskedForAfterTheClientLeft_IsCancelledToo()
    {
        using Watchdog watchdog = Awaiting();
        watchdog.Leave();
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = watchdog.ClientLeft.Register(() => told.TrySetResult());
        await told.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(nameof(ExchangePhase.StreamingBody), nameof(ExchangePhase.ConnectPending))]
    [InlineData(nameof(ExchangePhase.Idle), nameof(ExchangePhase.AwaitingResponse))]
    [InlineData(nameof(ExchangePhase.AwaitingResponse), nameof(ExchangePhase.Idle))]
    [InlineData(nameof(ExchangePhase.Tunnelling), nameof(ExchangePhase.Idle))]
    [InlineData(nameof(ExchangePhase.Idle), nameof(ExchangePhase.Idle))]
    public void PhaseThatCannotFollow_IsNamedSo(string now, string next)
        => Assert.False(Enum.Parse<ExchangePhase>(next).MayFollow(Enum.Parse<ExchangePhase>(now)));

    /// <summary>A request is on its way to an origin.</summary>
    private Watchdog Awaiting(TimeLimits? limits = null)
    {
        var watchdog = new Watchdog(client, clock, limits ?? Limits);
        watchdog.Attach(origin);
        watchdog.Enter(ExchangePhase.AwaitingResponse);
        return watchdog;
    }
}
