using Proximity.Cli.Running;

namespace Proximity.Cli.Tests.Running;

public sealed class StopSignalsTests : IDisposable
{
    private readonly StopSignals signals = StopSignals.Listen();

    [Fact]
    public async Task FirstSignal_AsksForACleanStop()
    {
        Assert.True(signals.Receive("SIGTERM"));

        Assert.Equal(("SIGTERM", true, false), (await signals.First, signals.Requested.IsCancellationRequested, signals.Second.IsCompleted));
    }

    [Fact]
    public void SecondSignal_AsksForAStopAtOnce()
    {
        signals.Receive("SIGINT");

        Assert.True(signals.Receive("SIGINT"));
        Assert.True(signals.Second.IsCompleted);
    }

    [Fact]
    public void ThirdSignal_HasTheSystemsEffect()
    {
        signals.Receive("SIGINT");
        signals.Receive("SIGINT");

        Assert.False(signals.Receive("SIGINT"));
    }

    public void Dispose() => signals.Dispose();
}
