using System.Diagnostics;
using System.Threading.Tasks.Sources;

namespace Proximity.Wires.Linux;

/// <summary>
/// What a loop awaits until its wire is ready: one for reading and one for writing, used again and again, so that waiting allocates
/// nothing. States: idle, waiting, or claimed by the one who will complete it. The event or cancellation that moves it from waiting to
/// claimed completes it, exactly once. Each wait has a number, so that who has looked at one does not claim a later one.
/// </summary>
internal sealed class WireSignal : IValueTaskSource<WireResult>
{
    private const int Idle = 0;
    private const int Waiting = 1;
    private const int Claimed = 2;
    private const int StateBits = 3;
    private const int NextWait = 4;

    private ManualResetValueTaskSourceCore<WireResult> core;

    /// <summary>One of the three, and above it the number of the wait, which comes round after a billion of them.</summary>
    private int state;

    /// <summary>
    /// Begins to wait. The caller then looks once more at what it waits for: it may have come between its first look and this.
    /// </summary>
    public ValueTask<WireResult> Arm()
    {
        // Resetting under a wait would drop what awaits it, for good.
        Debug.Assert(IsIdle, "a wait begins while one goes on: two operations of a kind on one wire");
        core.Reset();
        Interlocked.Exchange(ref state, (Volatile.Read(ref state) & ~StateBits) + NextWait + Waiting);
        return new ValueTask<WireResult>(this, core.Version);
    }

    /// <summary>True while nobody waits, and nobody is about to be told that the wait is over.</summary>
    public bool IsIdle => (Volatile.Read(ref state) & StateBits) == Idle;

    /// <summary>True while somebody waits whom nobody has claimed.</summary>
    public bool IsWaiting => (Volatile.Read(ref state) & StateBits) == Waiting;

    /// <summary>
    /// Who waits now, for <see cref="TryClaim(int)"/>. Who may complete a wait on one loop only looks first, then asks whether this is the
    /// loop, then claims what it has seen: a wait that is pending keeps its wire where it is.
    /// </summary>
    public int Look() => Volatile.Read(ref state);

    /// <summary>True for the one who may complete it, or take the waiting back.</summary>
    public bool TryClaim() => TryClaim(Look());

    /// <summary>The same for the wait that was seen, and no other one. False when nobody waited.</summary>
    public bool TryClaim(int seen)
        => (seen & StateBits) == Waiting && Interlocked.CompareExchange(ref state, seen - Waiting + Claimed, seen) == seen;

    /// <summary>Claimed, but it was a false alarm: waits on.</summary>
    public void WaitOn()
    {
        Debug.Assert(IsClaimed, "only who has claimed a wait lets it go on");
        Interlocked.Exchange(ref state, Volatile.Read(ref state) - Claimed + Waiting);
    }

    /// <summary>The wait has ended; what awaited it runs on at once, on this thread. Only by who claimed it.</summary>
    public void Complete(in WireResult result)
    {
        Debug.Assert(IsClaimed, "only who has claimed a wait ends it");
        Volatile.Write(ref state, state - Claimed);
        core.SetResult(result);
    }

    /// <summary>Claimed by the one who armed it: nobody awaits it yet.</summary>
    public void TakeBack()
    {
        Debug.Assert(IsClaimed, "only who has claimed a wait takes it back");
        Volatile.Write(ref state, state - Claimed);
    }

    private bool IsClaimed => (Volatile.Read(ref state) & StateBits) == Claimed;

    /// <summary>Lets go of what awaited it too: it may be large, and the wire lives on.</summary>
    WireResult IValueTaskSource<WireResult>.GetResult(short token)
    {
        WireResult result = core.GetResult(token);
        core.Reset();
        return result;
    }

    ValueTaskSourceStatus IValueTaskSource<WireResult>.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource<WireResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => core.OnCompleted(continuation, state, token, flags);
}
