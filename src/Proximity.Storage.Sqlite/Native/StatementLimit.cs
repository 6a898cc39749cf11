namespace Proximity.Storage.Sqlite.Native;

/// <summary>
/// Ends a long statement in the middle: when its time is over, or when nobody waits for it. SQLite asks between its instructions; a call
/// from another thread could come before the statement has begun, and be lost.
/// </summary>
internal sealed class StatementLimit(TimeProvider time)
{
    /// <summary>How many instructions SQLite runs between two questions: well under a millisecond.</summary>
    public const int Instructions = 4096;

    private long end;
    private CancellationToken token;

    public bool IsReached => token.IsCancellationRequested || IsOver;

    /// <summary>True when the time is over.</summary>
    public bool IsOver => end != 0 && time.GetTimestamp() >= end;

    /// <summary>Begins anew.</summary>
    /// <param name="budget">How long from now; null for any time.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits any more.</param>
    public void Begin(TimeSpan? budget, CancellationToken cancellationToken)
    {
        token = cancellationToken;
        end = budget is not { } length ? 0
            : Math.Max(1, time.GetTimestamp() + (long)(length.TotalSeconds * time.TimestampFrequency));
    }
}
