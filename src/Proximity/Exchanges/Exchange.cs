using Proximity.Flows;
using Proximity.Origins;
using Proximity.Protocol;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;
using Proximity.Protocol.Targets;
using Proximity.Recording;
using Proximity.Wires;

namespace Proximity.Exchanges;

/// <summary>
/// One request and its response in flight. Made once per client connection and begun anew for each request. Its owner is the connection's loop; nothing else writes it.
/// What it needs only while it is under way it borrows and gives back, so that an idle connection, or one that is merely relayed, does without.
/// </summary>
internal sealed class Exchange
{
    private readonly BufferPool pool;
    private ExchangeTools? tools;
    private RequestHead? head;
    private Func<ProxyError, ProxyError>? describe;

    public Exchange(Wire client, ClientSocket clientSocket, InputBuffer input, Watchdog watchdog, BufferPool pool)
    {
        Client = client;
        ClientSocket = clientSocket;
        Input = input;
        Watchdog = watchdog;
        this.pool = pool;
    }

    public Wire Client { get; }

    public ClientSocket ClientSocket { get; }

    /// <summary>What the next hop is told of the client, as field lines; empty for nothing.</summary>
    public byte[] ForwardedLines { get; init; } = [];

    /// <summary>The tunnel that the client's connection is in; null outside of any.</summary>
    public OpenedTunnel? Tunnel { get; init; }

    /// <summary>What was read from the client and not yet used.</summary>
    public InputBuffer Input { get; }

    public Watchdog Watchdog { get; }

    /// <summary>The head as received.</summary>
    public RequestHead ReceivedHead => Tools.ReceivedHead;

    /// <summary>The head that is forwarded: the received one, or what callbacks and interceptors made of it.</summary>
    public RequestHead Head
    {
        get => head ?? ReceivedHead;
        set => head = value;
    }

    /// <summary>Heads rewritten by user code are parsed into these.</summary>
    public RequestHead RewrittenHead => Tools.RewrittenHead;

    public ResponseHead RewrittenResponseHead => Tools.RewrittenResponseHead;

    /// <summary>Where heads for the next hop, and for the client, are put together.</summary>
    public ByteBuffer RequestOutput => Tools.RequestOutput;

    public ByteBuffer ResponseOutput => Tools.ResponseOutput;

    /// <summary>Takes the chunked coding off the request's body.</summary>
    public ChunkedDecoder RequestDecoder => Tools.RequestDecoder;

    /// <summary>Adds what is known of this exchange to an error.</summary>
    public Func<ProxyError, ProxyError> Describe => describe ??= error => ErrorContext.Describe(this, error);

    public RequestTarget Target { get; set; }

    /// <summary>How the client framed the body; user code cannot change it.</summary>
    public BodyFraming RequestFraming { get; set; }

    public Route? Route { get; set; }

    /// <summary>The request as user code sees it; null until somebody needs it.</summary>
    public ProxyRequest? Request { get; set; }

    /// <summary>The record; null when recording is off.</summary>
    public Flow? Flow { get; set; }

    public OriginConnection? Origin { get; set; }

    /// <summary>True once a byte of the final response, or of an own answer, went to the client: from then on a failure can only be shown by breaking off.</summary>
    public bool ResponseStarted { get; set; }

    /// <summary>True when the client can tell from the framing that a body is not whole: breaking off may then let what was sent arrive.</summary>
    public bool TruncationShows { get; set; }

    /// <summary>True once a 100 (Continue) reached the client.</summary>
    public bool ContinuePassedOn { get; set; }

    /// <summary>True while the client may still wait for a 100 before it sends its body: then it is the origin's turn (RFC 9110 §10.1.1).</summary>
    public bool IsBodyWithheld => ReceivedHead.Has(FieldKind.Expect) && !ContinuePassedOn;

    public Fault? Fault { get; set; }

    public ExchangePhase FaultPhase { get; set; }

    public long RequestBytes { get; set; }

    public long ResponseBytes { get; set; }

    public ExchangeTimes Times;

    /// <summary>What errors say of the request once its head was given back before its end; null before.</summary>
    public RelayedRequest? Relayed { get; private set; }

    public bool IsConnect => ReceivedHead.MethodKind == MethodKind.Connect;

    /// <summary>True when the client speaks HTTP/1.1 and did not ask to close.</summary>
    public bool ClientPersists { get; set; }

    /// <summary>Prepares for a request whose head was just parsed into <see cref="ReceivedHead"/>.</summary>
    public void Begin(long now)
    {
        head = null;
        Relayed = null;
        Target = default;
        RequestFraming = default;
        Route = null;
        Request = null;
        Flow = null;
        Origin = null;
        ResponseStarted = false;
        ContinuePassedOn = false;
        TruncationShows = false;
        Fault = null;
        RequestBytes = ReceivedHead.Received.Length;
        ResponseBytes = 0;
        Times = new ExchangeTimes { Started = now };
        ClientPersists = ReceivedHead.VersionMinor >= 1 && !ReceivedHead.HasConnectionOption("close"u8);
    }

    /// <summary>The request as an object, made from the received block on first need; the client's credentials for this proxy are masked in it.</summary>
    public ProxyRequest NeedRequest() => Request ??= ProxyRequest.FromBlocks(
        RecordedBlock.Of(ReceivedHead, ReceivedHead.Block),
        ReceivedHead.IsMended ? RecordedBlock.Of(ReceivedHead, ReceivedHead.Received) : null,
        isRendered: Client.Http2Stream is not null);

    /// <summary>Remembers the first thing that went wrong; a time-out or a stop is the cause of whatever it made fail.</summary>
    public Fault Fail(Fault fault)
    {
        if (Fault is null)
        {
            FaultPhase = Watchdog.Phase;
            Fault = Watchdog.IsStopped ? CommonFaults.Stopping
                : Watchdog.HasClientLeft ? CommonFaults.ClientLeft
                : Watchdog.IsClientTooSlow ? CommonFaults.ClientTooSlow
                : Watchdog.HasExpired && Watchdog.WasBodyAwaited && !IsBodyWithheld ? CommonFaults.BodyTimeout
                : Watchdog.HasExpired ? CommonFaults.Timeout(FaultPhase)
                : fault;
        }

        return Fault;
    }

    /// <summary>From here on bytes are only relayed: gives back what heads and bodies needed, and keeps what errors say.</summary>
    public void BeginRelay()
    {
        Relayed = RelayedRequest.Of(ReceivedHead);
        Request = null;
        Release();
    }

    /// <summary>Gives every buffer back between requests.</summary>
    public void Release()
    {
        head = null;
        if (tools is { } lent)
        {
            tools = null;
            lent.Release();
            Spares<ExchangeTools>.Give(lent);
        }
    }

    private ExchangeTools Tools => tools ??= Spares<ExchangeTools>.Take(pool) ?? new ExchangeTools(pool);
}
