using System.Diagnostics;
using Proximity.Timing;
using Proximity.Wires;

namespace Proximity.Exchanges;

/// <summary>
/// Watches over one client connection: its deadline, and what must be cancelled so that the connection's loop wakes up. The loop moves the phase; the clock and a stopping
/// proxy act from other threads, and only ever cancel: the loop alone draws conclusions.
/// <para>User code runs in a scope (<see cref="UserCode"/>); there may be several at once. While there is one the deadline rests, whatever
/// moves, and a client that breaks its connection off ends its exchange as soon as the code returns.</para>
/// </summary>
internal sealed class Watchdog : IDeadlineOwner, IDisposable
{
    private readonly Wire client;
    private readonly Deadline deadline;
    private readonly TimeLimits limits;
    private readonly CancellableReads reads;
    private readonly ClientPresence presence;
    private readonly DialAttempt dial = new();
    private readonly Lock gate = new();
    private volatile ExchangePhase phase = ExchangePhase.ReadingHeaders;
    private volatile bool expired;
    private volatile bool stopped;
    private volatile bool draining;
    private volatile bool clientTooSlow;
    private volatile bool dialExpired;
    private volatile bool bodyAwaited;
    private volatile string expiredOption = nameof(ProxyOptions.Timeout);
    private volatile UploadState upload;
    private volatile ClientPace? uploadPace;
    private volatile ClientPace? downloadPace;
    private Wire? origin;
    private Action? onProgress;

    /// <param name="client">The client's wire.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="limits">How long things may take.</param>
    public Watchdog(Wire client, DeadlineClock clock, TimeLimits limits)
    {
        this.client = client;
        this.limits = limits;
        reads = new CancellableReads(client);
        presence = new ClientPresence(client, Leave);
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

    /// <summary>The option whose limit was reached then.</summary>
    public string ExpiredOption => expiredOption;

    /// <summary>True when, at that moment, it was the client who was waited for, with the rest of its request's body.</summary>
    public bool WasBodyAwaited => bodyAwaited;

    /// <summary>True once the proxy stops at once.</summary>
    public bool IsStopped => stopped;

    /// <summary>True once the client is known to be gone.</summary>
    public bool HasClientLeft => presence.HasLeft;

    /// <summary>Cancelled when the client leaves while its exchange is under way, user code included, or the proxy stops.</summary>
    public CancellationToken ClientLeft => presence.Left;

    /// <summary>True once no further request is to be served.</summary>
    public bool IsDraining => draining || stopped;

    /// <summary>
    /// Where the request's body is: while it is under way, silence is the body's and not that of a slow response. A client that was to wait
    /// for a 100 has done so once it sends (RFC 9110 §10.1.1).
    /// </summary>
    public UploadState Upload
    {
        get => upload == UploadState.Withheld && uploadPace?.HasSent == true ? UploadState.UnderWay : upload;
        set => upload = value;
    }

    public TimeSpan? PresentTimeout => limits.SilenceIn(phase, isBodyUnderWay: Upload == UploadState.UnderWay);

    public void Enter(ExchangePhase next)
    {
        Debug.Assert(next.MayFollow(phase), $"{next} does not follow {phase}");
        Debug.Assert(!presence.IsUserCodeRunning, "user code runs within a phase");
        // From here on nobody cancels for the phase before; what was decided in it is forgotten then.
        reads.Leave();
        expired = false;
        phase = next;
        deadline.Limit(next is ExchangePhase.ReadingHeaders or ExchangePhase.Handshaking ? limits.Head : null);
        deadline.Touch();
        if (next is ExchangePhase.Idle or ExchangePhase.ReadingHeaders)
        {
            // A fence: a drain sees the wait, or its flag is seen here.
            reads.Enter(next);
            if (next == ExchangePhase.Idle && draining)
            {
                reads.TryCancel(ExchangePhase.Idle);
            }
        }
    }

    /// <summary>Bytes moved.</summary>
    public void Progress() => deadline.Touch();

    /// <summary>A 100 asks for a body that was withheld: it is to be expected from now on.</summary>
    public void AskForBody() => Interlocked.CompareExchange(ref upload, UploadState.UnderWay, UploadState.Withheld);

    /// <summary>A response head has begun: it has to end in time. Lifted by entering the next phase, or this one anew.</summary>
    public void LimitHead()
    {
        deadline.Limit(limits.Head);
        deadline.Touch();
    }

    /// <summary>User code runs until the scope is disposed: its time is nobody's silence, and it may outlast the client.</summary>
    /// <param name="isStreamed">True when a body passes through it, and nothing but that is waited for; phases may change then.</param>
    public Scope UserCode(bool isStreamed = false)
    {
        deadline.Rest();
        presence.BeginUserCode(isStreamed);
        return new Scope(this, isUserCode: true, isStreamed);
    }

    /// <summary>Nothing has to move until the scope is disposed, because something else keeps the time.</summary>
    public Scope Rest()
    {
        deadline.Rest();
        return new Scope(this, isUserCode: false);
    }

    /// <summary>A token for the attempt to connect that begins; cancelled by the deadline and by stopping.</summary>
    public CancellationToken BeginDial()
    {
        Enter(ExchangePhase.ConnectPending);
        dialExpired = false;
        deadline.Limit(limits.Connect);
        CancellationToken cancellationToken = dial.Begin();
        if (stopped || HasClientLeft)
        {
            dial.Cancel();
        }

        return cancellationToken;
    }

    /// <summary>The attempt has ended. True when the limit for connecting, not the one for silence, ended it: the caller then reports connect_timeout instead of connection_timeout.</summary>
    public bool EndDial()
    {
        dial.End();
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
            origin?.WatchForLife(null);
            origin = wire;
        }

        if (wire?.Http2Stream is not null)
        {
            wire.WatchForLife(OnProgress);
        }

        if (stopped || HasClientLeft)
        {
            wire?.Abort();
        }
    }

    public bool IsOverdue(long now, bool isResting)
    {
        // Both are asked, so that both take note of the time. Beside its response a request is part of a conversation, which may take its
        // time: a gRPC call of both directions, say.
        bool isConversation = phase is ExchangePhase.HoldingBody or ExchangePhase.StreamingBody;
        bool isUploadSlow = uploadPace?.IsTooSlow(now, isResting) == true && !isConversation;
        bool isTooSlow = (downloadPace?.IsTooSlow(now, isResting) == true || isUploadSlow) && !isResting;
        clientTooSlow |= isTooSlow;
        return isTooSlow;
    }

    /// <summary>Where the client's events are handled: on an event loop, that is between two steps of the connection.</summary>
    public void Post(Action action) => client.RunInTurn(action);

    public void OnDeadline()
    {
        // The clock calls again while the connection does not come to act on it: by then what was waited for has been broken off.
        ExchangePhase now = phase;
        if (!expired)
        {
            expiredOption = limits.OptionIn(now, isBodyUnderWay: Upload == UploadState.UnderWay, isWhole: deadline.IsLimitReached);
            dialExpired = now == ExchangePhase.ConnectPending && ConnectLimitIsShorter;
            bodyAwaited = now == ExchangePhase.AwaitingResponse && Upload == UploadState.UnderWay && uploadPace?.IsAwaited == true;
        }

        expired |= now is not (ExchangePhase.Idle or ExchangePhase.ReadingHeaders);
        switch (now)
        {
            case ExchangePhase.Idle or ExchangePhase.ReadingHeaders:
                reads.TryCancel(now, () => expired = true);
                break;
            case ExchangePhase.ConnectPending:
                // Dialling, or opening a tunnel through the upstream proxy over a wire that stands already.
                dial.Cancel();
                AbortOrigin();
                break;
            case ExchangePhase.AwaitingResponse or ExchangePhase.HoldingBody:
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
        reads.TryCancel(ExchangePhase.Idle);
    }

    /// <summary>Ends everything now.</summary>
    public void Stop()
    {
        stopped = true;
        presence.NoteStopped();
        dial.Cancel();
        AbortOrigin();
        client.Abort();
    }

    /// <summary>The client has gone: its exchange ends now.</summary>
    public void Leave()
    {
        presence.NoteLeft();
        dial.Cancel();
        AbortOrigin();
        client.Abort();
    }

    public void Dispose()
    {
        deadline.Remove();
        dial.Dispose();
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

    private void End(bool isUserCode, bool isStreamed)
    {
        if (isUserCode)
        {
            presence.EndUserCode(isStreamed);
        }

        deadline.Resume();
    }

    /// <summary>Ends what began it. Copying it is harmless as long as one copy is disposed.</summary>
    internal readonly struct Scope(Watchdog watchdog, bool isUserCode, bool isStreamed = false) : IDisposable
    {
        public void Dispose() => watchdog.End(isUserCode, isStreamed);
    }
}
