using System.Diagnostics;
using System.Threading.Tasks.Sources;

namespace Proximity.Wires.Linux;

/// <summary>
/// What a loop awaits until its wire is ready: one for reading and one for writing, used again and again, so that waiting allocates
/// nothing. States: idle, waiting, or claimed by the one who will complete it. The event or cancellation that moves it from waiting to
/// claimed completes it, exactly once.
/// </summary>
internal sealed class WireSignal : IValueTaskSource<WireResult>
{
    private const int Idle = 0;
    private const int Waiting = 1;
    private const int Claimed = 2;

    private ManualResetValueTaskSourceCore<WireResult> core;
    private int state;

    /// <summary>
    /// Begins to wait. The caller then looks once more at what it waits for: it may have come between its first look and this.
    /// </summary>
    public ValueTask<WireResult> Arm()
    {
        // Resetting under a wait would drop what awaits it, for good.
        Debug.Assert(IsIdle, "a wait begins while one goes on: two operations of a kind on one wire");
        core.Reset();
        Interlocked.Exchange(ref state, Waiting);
        return new ValueTask<WireResult>(this, core.Version);
    }

    /// <summary>True while nobody waits, and nobody is about to be told that the wait is over.</summary>
    public bool IsIdle => Volatile.Read(ref state) == Idle;

    /// <summary>True while somebody waits whom nobody has claimed.</summary>
    public bool IsWaiting => Volatile.Read(ref state) == Waiting;

    /// <summary>True for the one who may complete it, or take the waiting back.</summary>
    public bool TryClaim() => Volatile.Read(ref state) == Waiting && Interlocked.CompareExchange(ref state, Claimed, Waiting) == Waiting;

    /// <summary>Claimed, but it was a false alarm: waits on.</summary>
    public void WaitOn()
    {
        int before = Interlocked.Exchange(ref state, Waiting);
        Debug.Assert(before == Claimed, "only who has claimed a wait lets it go on");
    }

    /// <summary>The wait has ended; what awaited it runs on at once, on this thread. Only by who claimed it.</summary>
    public void Complete(in WireResult result)
    {
        Debug.Assert(Volatile.Read(ref state) == Claimed, "only who has claimed a wait ends it");
        Volatile.Write(ref state, Idle);
        core.SetResult(result);
    }

    /// <summary>Claimed by the one who armed it: nobody awaits it yet.</summary>
    public void TakeBack()
    {
        Debug.Assert(Volatile.Read(ref state) == Claimed, "only who has claimed a wait takes it back");
        Volatile.Write(ref state, Idle);
    }

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
