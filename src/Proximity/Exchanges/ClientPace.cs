namespace Proximity.Exchanges;

/// <summary>
/// Whether a client keeps up the minimum rate in one direction. The pump says when it waits for the client and what moved; the clock looks once a second. While the client is
/// waited for it runs up a debt of the rate times the time, which the bytes it moves pay off; it is too slow when it owes what it should
/// have moved in thirty seconds. A pause counts for ten seconds at most, because how long nothing may move is the time-out's business: so a
/// pause is forgiven, a drip is not, and time spent waiting for the origin is nobody's debt.
/// </summary>
internal sealed class ClientPace
{
    public static readonly TimeSpan SampleInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What a pause of any length counts for.</summary>
    private static readonly TimeSpan MostOfAPause = TimeSpan.FromSeconds(10);

    private readonly long bytesPerSecond;
    private long moved;
    private long seen;
    private long debt;
    private long? lastLook;
    private long pauseMilliseconds;
    private volatile bool isAwaited;
    private volatile bool hasSent;
    private volatile int inFlight;

    /// <param name="bytesPerSecond">The rate; 0 for any.</param>
    public ClientPace(int bytesPerSecond) => this.bytesPerSecond = bytesPerSecond;

    /// <summary>True while the client is waited for.</summary>
    public bool IsAwaited => isAwaited;

    /// <summary>True once a byte of the body has come.</summary>
    public bool HasSent => hasSent;

    /// <summary>A body begins.</summary>
    public void Reset()
    {
        isAwaited = hasSent = false;
        Volatile.Write(ref debt, 0);
    }

    /// <summary>The client is waited for: to send, or to take this many bytes, which it is trusted with beforehand because a write tells of itself only when it is whole.</summary>
    public void Await(int bytesToTake = 0)
    {
        Volatile.Write(ref moved, moved + bytesToTake);
        inFlight = bytesToTake;
        isAwaited = true;
    }

    /// <summary>The client did what it was waited for.</summary>
    public void Done(int bytesReceived = 0)
    {
        isAwaited = false;
        inFlight = 0;
        hasSent |= bytesReceived > 0;
        Volatile.Write(ref moved, moved + bytesReceived);
    }

    /// <summary>Asked by the clock, never twice at a time: true once the client owes too much.</summary>
    /// <param name="now">The clock's time in milliseconds.</param>
    /// <param name="isResting">True while user code runs: that time is nobody's debt either.</param>
    public bool IsTooSlow(long now, bool isResting = false)
    {
        long total = Volatile.Read(ref moved);
        long waited = isAwaited && !isResting && lastLook is { } last ? now - last : 0;
        pauseMilliseconds = waited == 0 || total != seen ? 0 : pauseMilliseconds;
        long owed = Math.Clamp((long)MostOfAPause.TotalMilliseconds - pauseMilliseconds, 0, waited) * bytesPerSecond / 1000;
        pauseMilliseconds += waited;

        // Credit does not accumulate: the debt is clamped at −inFlight.
        owed = Math.Max(-inFlight, Volatile.Read(ref debt) + owed - (total - seen));
        (seen, lastLook) = (total, now);
        Volatile.Write(ref debt, owed);
        return bytesPerSecond > 0 && isAwaited && owed >= bytesPerSecond * (long)Patience.TotalSeconds;
    }
}
