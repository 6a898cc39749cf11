using Proximity.Exchanges;

namespace Proximity.Forwarding;

/// <summary>
/// Says when a body waits for nothing but user code: its time is nobody's silence then. It is so while the code runs, the source is not
/// awaited, because its bytes are waiting to be taken or are all there, and nothing is being written. Thread-safe.
/// </summary>
internal sealed class TransformClock(Watchdog watchdog)
{
    private readonly Lock gate = new();
    private bool isRunning;
    private bool isSourceAwaited = true;
    private bool isWriting = true;
    private Watchdog.Scope? scope;

    /// <summary>User code has begun, or has ended.</summary>
    public void SetRunning(bool value) => Set(ref isRunning, value);

    /// <summary>What comes next has to come from the source, or not.</summary>
    public void SetSourceAwaited(bool value) => Set(ref isSourceAwaited, value);

    /// <summary>What user code made is being written, or is waited for.</summary>
    public void SetWriting(bool value) => Set(ref isWriting, value);

    private void Set(ref bool flag, bool value)
    {
        lock (gate)
        {
            flag = value;
            bool isUserCode = isRunning && !isSourceAwaited && !isWriting;
            if (isUserCode && scope is null)
            {
                scope = watchdog.UserCode(isStreamed: true);
            }
            else if (!isUserCode && scope is { } held)
            {
                scope = null;
                held.Dispose();
            }
        }
    }
}
