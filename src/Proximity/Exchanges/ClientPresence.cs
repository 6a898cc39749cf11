using Proximity.Wires;

namespace Proximity.Exchanges;

/// <summary>
/// Whether the client is still there. While its exchange waits for a peer, reads and writes find that out; while user code runs nobody
/// reads, so its wire is watched. Bytes of a next request and a half-closed stream are no sign that it has left, a broken connection is.
/// </summary>
/// <param name="client">The client's wire.</param>
/// <param name="leave">Ends the exchange, because the client has left. It calls <see cref="NoteLeft"/>.</param>
#pragma warning disable CA1001 // A source without a timer holds nothing, and who has its token may outlast the connection.
internal sealed class ClientPresence(Wire client, Action leave)
#pragma warning restore CA1001
{
    private readonly Lock gate = new();
    private volatile bool isBroken;
    private volatile bool hasLeft;
    private volatile bool isStopped;
    private CancellationTokenSource? left;
    private Action? onBroken;
    private int userCode;
    private int streamedUserCode;

    /// <summary>True once the client is known to be gone.</summary>
    public bool HasLeft => hasLeft;

    /// <summary>True while user code runs that the exchange waits for.</summary>
    public bool IsUserCodeRunning => Volatile.Read(ref userCode) > 0;

    /// <summary>Cancelled once the client has left, or the proxy has stopped. What is registered with it runs on the thread pool.</summary>
    public CancellationToken Left
    {
        get
        {
            CancellationTokenSource source;
            lock (gate)
            {
                source = left ??= new CancellationTokenSource();
            }

            if (hasLeft || isStopped)
            {
                TellLeft();
            }

            return source.Token;
        }
    }

    /// <summary>User code begins to run; there may be some already.</summary>
    /// <param name="isStreamed">True when a body passes through it, and the exchange goes on beside it.</param>
    public void BeginUserCode(bool isStreamed = false)
    {
        // A full fence: a break that comes now sees the count, or its flag is seen here.
        Interlocked.Increment(ref isStreamed ? ref streamedUserCode : ref userCode);
        client.WatchForBreak(onBroken ??= OnBroken);
        if (isBroken)
        {
            leave();
        }
    }

    public void EndUserCode(bool isStreamed = false) => Interlocked.Decrement(ref isStreamed ? ref streamedUserCode : ref userCode);

    /// <summary>The client has left.</summary>
    public void NoteLeft()
    {
        hasLeft = true;
        TellLeft();
    }

    /// <summary>The proxy breaks the client's connection off: user code that waits is told so, as if the client had left.</summary>
    public void NoteStopped()
    {
        isStopped = true;
        TellLeft();
    }

    /// <summary>Called by the client's wire. Without user code, reads and writes come to the same result.</summary>
    private void OnBroken()
    {
        isBroken = true;
        Interlocked.MemoryBarrier();
        if (IsUserCodeRunning || Volatile.Read(ref streamedUserCode) > 0)
        {
            leave();
        }
    }

    /// <summary>Never on the caller's thread, which may be a loop's: what waits for the token may be user code.</summary>
    private void TellLeft()
    {
        CancellationTokenSource? told;
        lock (gate)
        {
            told = left;
        }

        if (told is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static source => Cancel(source), told, preferLocal: false);
        }
    }

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (AggregateException)
        {
            // What user code registered has thrown. The exchange ends all the same, and its end is reported.
        }
    }
}
