namespace Proximity.Exchanges;

/// <summary>The token of the attempt to connect that is under way, if one is. Thread-safe.</summary>
internal sealed class DialAttempt : IDisposable
{
    private readonly Lock gate = new();
    private CancellationTokenSource? pending;

    /// <summary>An attempt begins, in place of the one before.</summary>
    public CancellationToken Begin()
    {
        lock (gate)
        {
            pending?.Dispose();
            pending = new CancellationTokenSource();
            return pending.Token;
        }
    }

    /// <summary>The attempt has ended; false alarms are forgotten.</summary>
    public void End()
    {
        lock (gate)
        {
            pending?.Dispose();
            pending = null;
        }
    }

    public void Dispose() => End();

    /// <summary>Cancels the attempt under way. Outside the lock: what waits for it may run on at once.</summary>
    public void Cancel()
    {
        CancellationTokenSource? source;
        lock (gate)
        {
            source = pending;
        }

        try
        {
            source?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The attempt ended meanwhile.
        }
    }
}
