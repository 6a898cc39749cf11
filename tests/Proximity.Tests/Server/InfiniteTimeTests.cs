using Proximity.Exchanges;
using Proximity.Hosting;

namespace Proximity.Tests.Server;

/// <summary><see cref="Timeout.InfiniteTimeSpan"/> means for ever, in both forms, also where zero or less means something else.</summary>
public class InfiniteTimeTests
{
    [Fact]
    public void ConnectingForEver_IsNotEndedBySilence()
    {
        TimeLimits limits = OptionLimits.TimeLimits(new ProxyOptions { ConnectTimeout = Timeout.InfiniteTimeSpan });
        Assert.Equal(Timeout.InfiniteTimeSpan, limits.SilenceIn(ExchangePhase.ConnectPending, isBodyUnderWay: false));
        Assert.Equal(TimeSpan.FromSeconds(30), limits.SilenceIn(ExchangePhase.ReadingHeaders, isBodyUnderWay: false));
    }

    [Fact]
    public void ConnectingForNoTimeOfItsOwn_IsEndedBySilence()
    {
        TimeLimits limits = OptionLimits.TimeLimits(new ProxyOptions { ConnectTimeout = TimeSpan.Zero });
        Assert.Equal(TimeSpan.FromSeconds(30), limits.SilenceIn(ExchangePhase.ConnectPending, isBodyUnderWay: false));
    }

    [Fact]
    public async Task OriginConnectionKeptForEver_IsKept()
    {
        await using Harness harness = await Harness.StartAsync(options => options.Timeouts.OriginIdle = Timeout.InfiniteTimeSpan);
        await harness.GetAsync();
        Assert.Equal(1, harness.Proxy.IdleOriginConnections);
    }

    [Fact]
    public void KeptForEver_IsLongerThanAnyMachineRuns()
    {
        Assert.True(OptionLimits.Kept(Timeout.InfiniteTimeSpan) > TimeSpan.FromDays(30_000));
        Assert.Equal(TimeSpan.FromTicks(-1), OptionLimits.Kept(TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public async Task EndlessDrain_WaitsForTheRequestInFlight()
    {
        var begun = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        await using Harness harness = await Harness.StartAsync(options => options.OnRequest = async _ =>
        {
            begun.TrySetResult();
            await goOn.Task;
        });
        Task<string> inFlight = harness.GetAsync();
        await begun.Task;
        Task stopping = harness.Proxy.StopAsync(Timeout.InfiniteTimeSpan);
        Assert.False(stopping.IsCompleted);
        goOn.SetResult();
        Assert.EndsWith("ok", await inFlight, StringComparison.Ordinal);
        await stopping.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }
}
