using Proximity.Wires;
using Proximity.Wires.Linux;

namespace Proximity.Tests.Wires;

/// <summary>What a loop awaits: one wait after the other, each of them claimed once.</summary>
public sealed class WireSignalTests
{
    private readonly WireSignal signal = new();

    /// <summary>
    /// A loop that has fetched an event of a wire may be held up before it acts on it, while the wire is moved to another loop and waits
    /// there: that wait is for the other loop to end.
    /// </summary>
    [Fact]
    public void WaitThatBeganBehindTheLook_IsNotClaimedByIt()
    {
        BeginWait();
        int seen = signal.Look();
        Assert.True(signal.TryClaim());
        signal.TakeBack();
        BeginWait();

        Assert.False(signal.TryClaim(seen));
        Assert.True(signal.IsWaiting);
    }

    [Fact]
    public void WaitThatBeganBehindALookAtNone_IsNotClaimedByIt()
    {
        int seen = signal.Look();
        BeginWait();

        Assert.False(signal.TryClaim(seen));
        Assert.True(signal.IsWaiting);
    }

    [Fact]
    public async Task WaitThatWasSeen_IsClaimedOnceAndEnds()
    {
        ValueTask<WireResult> waiting = signal.Arm();
        int seen = signal.Look();

        Assert.True(signal.TryClaim(seen));
        Assert.False(signal.TryClaim(seen));
        signal.Complete(new WireResult(7));

        Assert.Equal(7, (await waiting).Count);
        Assert.True(signal.IsIdle);
    }

    /// <summary>A false alarm is no other wait: the event that comes meanwhile may claim what it saw.</summary>
    [Fact]
    public void WaitThatGoesOn_IsStillTheOneThatWasSeen()
    {
        BeginWait();
        int seen = signal.Look();
        Assert.True(signal.TryClaim(seen));
        signal.WaitOn();

        Assert.True(signal.TryClaim(seen));
    }

    /// <summary>Nobody awaits it.</summary>
#pragma warning disable CA2012 // The wait is what is looked at, not its result.
    private void BeginWait() => _ = signal.Arm();
#pragma warning restore CA2012
}
