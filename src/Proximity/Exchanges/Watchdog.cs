using Proximity.Timing;
using Proximity.Wires;

namespace Proximity.Exchanges;

/// <summary>
/// Watches over one client connection: its deadline, and what must be cancelled so that the connection's loop wakes up. The loop moves the phase; the clock and a stopping
/// proxy act from other threads, and only ever cancel: the loop alone draws conclusions.
/// </summary>
internal sealed class Watchdog : IDeadlineOwner, IDisposable
{
    private readonly Wire client;
    private readonly Deadline deadline;
    private readonly TimeLimits limits;
    private readonly Lock gate = new();
    private volatile ExchangePhase phase = ExchangePhase.ReadingHeaders;
    private volatile bool expired;
    private volatile bool stopped;
    private volatile bool draining;
    private volatile bool clientLeft;
    private volatile bool clientTooSlow;
    private volatile bool dialExpired;
    private volatile bool bodyAwaited;
    private volatile ClientPace? uploadPace;
    private volatile ClientPace? downloadPace;
    private Wire? origin;
    private CancellationTokenSource? dial;
    private Action? onProgress;

    /// <param name="client">The client's wire.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="limits">How long things may take.</param>
    public Watchdog(Wire client, DeadlineClock clock, TimeLimits limits)
    {
        this.client = client;
        this.limits = limits;
        deadline = clock.Add(this, limits.Silence, limits.ShortestLook);
        deadline.Touch();
    }

    public ExchangePhase Phase => phase;

    /// <summary><see cref="Progress"/>, made once.</summary>
    public Action OnProgress => onProgress ??= Progress;

    /// <summary>How well the client sends, and takes, its bodies.</summary>
    public ClientPace UploadPace => uploadPace ??= new ClientPace(limits.MinBytesPerSecond);

    public ClientPace DownloadPace => downloadPace ??= new ClientPace(limits.MinBytesPerSecond);

    /// <summary>True when time ran out because the client is too slow.</summary>
    public bool IsClientTooSlow => clientTooSlow;

    /// <summary>True when what was awaited in this phase ended because nothing moved for the whole time-out.</summary>
    public bool HasExpired => expired;

    /// <summary>True when, at that moment, it was the client who was waited for, with the rest of its request's body.</summary>
    public bool WasBodyAwaited => bodyAwaited;

    /// <summary>True once the proxy stops at once.</summary>
    public bool IsStopped => stopped;

    /// <summary>True once the client is known to be gone.</summary>
    public bool HasClientLeft => clientLeft;

    /// <summary>True once no further request is to be served.</summary>
    public bool IsDraining => draining || stopped;

    public void Enter(ExchangePhase next)
    {
        expired = false;
        phase = next;
        deadline.Limit(next is ExchangePhase.ReadingHeaders or ExchangePhase.Handshaking ? limits.Head : null);
        deadline.Touch();

        // Asked to drain between the look at the flag and this line: an idle connection would sit there until its time-out.
        if (next == ExchangePhase.Idle && draining)
        {
            client.CancelReads();
        }
    }

    /// <summary>Bytes moved.</summary>
    public void Progress() => deadline.Touch();

    /// <summary>A response head has begun: it has to end in time. Lifted by entering the next phase, or this one anew.</summary>
    public void LimitHead()
    {
        deadline.Limit(limits.Head);
        deadline.Touch();
    }

    /// <summary>The user's code runs: its time is not the peers' silence.</summary>
    public void Pause() => deadline.Disarm();

    /// <summary>A token for the attempt to connect that begins; cancelled by the deadline and by stopping.</summary>
    public CancellationToken BeginDial()
    {
        Enter(ExchangePhase.ConnectPending);
        dialExpired = false;
        deadline.Limit(limits.Connect);
        deadline.Touch();
        lock (gate)
        {
            dial = new CancellationTokenSource();
            if (stopped || clientLeft)
            {
                dial.Cancel();
            }

            return dial.Token;
        }
    }

    /// <summary>The attempt has ended. True when the limit for connecting, not the one for silence, ended it: then the time-out is told of by its own name.</summary>
    public bool EndDial()
    {
        lock (gate)
        {
            dial?.Dispose();
            dial = null;
        }

        if (dialExpired)
        {
            expired = false;
        }

        return dialExpired;
    }

    /// <summary>The origin's wire takes part in what is watched; null when it no longer does.</summary>
    public void Attach(Wire? wire)
    {
        lock (gate)
        {
            origin = wire;
        }

        if (stopped || clientLeft)
        {
            wire?.Abort();
        }
    }

    public bool IsOverdue(long now)
    {
        // Both are asked, so that both take note of the time.
        bool slowUpload = uploadPace?.IsTooSlow(now) == true;
        bool slowDownload = downloadPace?.IsTooSlow(now) == true;
        bool isTooSlow = slowUpload || slowDownload;
        clientTooSlow |= isTooSlow;
        return isTooSlow;
    }

    public void OnDeadline()
    {
        dialExpired = phase == ExchangePhase.ConnectPending && ConnectLimitIsShorter;
        bodyAwaited = phase == ExchangePhase.AwaitingResponse && uploadPace?.IsAwaited == true;
        expired = true;
        switch (phase)
        {
            case ExchangePhase.Idle or ExchangePhase.ReadingHeaders:
                client.CancelReads();
                break;
            case ExchangePhase.ConnectPending:
                // Dialling, or opening a tunnel through the upstream proxy over a wire that stands already.
                CancelDial();
                AbortOrigin();
                break;
            case ExchangePhase.AwaitingResponse:
                client.CancelReads();
                AbortOrigin();
                break;
            default:
                AbortOrigin();
                client.Abort();
                break;
        }
    }

    /// <summary>Ends an idle connection now and a busy one after its exchange.</summary>
    public void Drain()
    {
        draining = true;
        if (phase == ExchangePhase.Idle)
        {
            client.CancelReads();
        }
    }

    /// <summary>Ends everything now.</summary>
    public void Stop()
    {
        stopped = true;
        CancelDial();
        AbortOrigin();
        client.Abort();
    }

    /// <summary>The client has gone, where its going shows without a read: its exchange ends now.</summary>
    public void Leave()
    {
        clientLeft = true;
        CancelDial();
        AbortOrigin();
        client.Abort();
    }

    public void Dispose()
    {
        deadline.Remove();
        EndDial();
    }

    public void AbortOrigin()
    {
        Wire? wire;
        lock (gate)
        {
            wire = origin;
        }

        wire?.Abort();
    }

    private bool ConnectLimitIsShorter => limits.Connect > TimeSpan.Zero && (limits.Silence <= TimeSpan.Zero || limits.Connect < limits.Silence);

    private void CancelDial()
    {
        CancellationTokenSource? pending;
        lock (gate)
        {
            pending = dial;
        }

        try
        {
            pending?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The attempt ended meanwhile.
        }
    }
}
