using Proximity.Flows;
using Proximity.Origins;
using Proximity.Protocol;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;
using Proximity.Wires;

namespace Proximity.Exchanges;

/// <summary>
/// One request and its response in flight. Made once per client connection and begun anew for each request. Its owner is the connection's
/// loop; nothing else writes it. What it needs only while it is under way it borrows and gives back, so that an idle connection, or one
/// that is merely relayed, does without.
/// </summary>
internal sealed class Exchange
{
    private readonly BufferLoan loan;
    private Func<ProxyError, ProxyError>? describe;
    private BoundConnections? bound;

    public Exchange(Wire client, ClientSocket clientSocket, InputBuffer input, Watchdog watchdog, BufferPool pool)
    {
        Client = client;
        ClientSocket = clientSocket;
        Input = input;
        Watchdog = watchdog;
        loan = new BufferLoan(pool);
        Request = new RequestContext(client, loan);
    }

    public Wire Client { get; }

    public ClientSocket ClientSocket { get; }

    /// <summary>The field lines that describe the client to the next hop; empty for nothing.</summary>
    public byte[] ForwardedLines { get; init; } = [];

    /// <summary>The settings that hold for it, those in force when it began.</summary>
    public required LiveSettings Settings { get; set; }

    /// <summary>The tunnel that the client's connection is in; null outside of any.</summary>
    public OpenedTunnel? Tunnel { get; init; }

    /// <summary>What was read from the client and not yet used.</summary>
    public InputBuffer Input { get; }

    public Watchdog Watchdog { get; }

    public RequestContext Request { get; }

    /// <summary>What it has only while it is under way.</summary>
    public ExchangeBuffers Buffers => loan.Buffers;

    public ExchangeProgress Progress { get; } = new();

    public ExchangeRecording Recording { get; } = new();

    /// <summary>Adds what is known of this exchange to an error.</summary>
    public Func<ProxyError, ProxyError> Describe => describe ??= error => ErrorContext.Describe(this, error);

    /// <summary>The response as handlers left it, and further user code sees it; null without handlers, and before.</summary>
    public ProxyResponse? Response { get; set; }

    /// <summary>
    /// What handlers put in the place of bodies, and where they sent the request; null while there is nothing of the kind.
    /// </summary>
    public ExchangeChanges? Changes { get; set; }

    /// <summary>How handlers see the messages that pass; null while none that may has asked.</summary>
    public ExchangeMessages? Messages { get; set; }

    public OriginConnection? Origin { get; set; }

    /// <summary>
    /// The origin connections that belong to this client; null while there are none. All streams of an HTTP/2 connection are one client.
    /// </summary>
    public BoundConnections? Bound => Client.Http2Stream is null ? bound : Tunnel?.Bound;

    /// <summary>
    /// What errors say of the request where its head does not tell: because it was given back before the exchange's end, or never whole.
    /// Null otherwise.
    /// </summary>
    public RequestSummary? Summary { get; private set; }

    /// <summary>True when the client speaks HTTP/1.1 and did not ask to close.</summary>
    public bool ClientPersists { get; set; }

    /// <summary>
    /// True when it was the client who said that this request is its last (RFC 9112 §9.6), without a body, and nothing has come behind it.
    /// TLS has its own way to end.
    /// </summary>
    public bool HasClientSentItsLast
        => Request.Framing.IsEmpty
            && Tunnel is null
            && Request.ReceivedHead.HasConnectionOption("close"u8)
            && Input.Length == 0
            && Client.IsQuiet;

    /// <summary>
    /// True when the request may be the next leg of an authentication of its connection. A client of HTTP/1 sends them one behind the
    /// other; of the streams of HTTP/2 only those with such credentials are.
    /// </summary>
    public bool MayBeALeg => Client.Http2Stream is null || ConnectionAuthentication.IsCarried(Request.Head);

    /// <summary>Prepares for a request whose head was just parsed into <see cref="RequestContext.ReceivedHead"/>.</summary>
    /// <param name="now">A timestamp.</param>
    /// <param name="settings">The settings in force.</param>
    public void Begin(long now, LiveSettings settings)
    {
        Settings = settings;
        Summary = null;
        Request.Begin();
        Response = null;
        Changes = null;
        Messages = null;
        Origin = null;
        Progress.Begin();
        Recording.Begin(now, Request.ReceivedHead.Received.Length);
        ClientPersists = Request.ReceivedHead.VersionMinor >= 1 && !Request.ReceivedHead.HasConnectionOption("close"u8);
    }

    /// <summary>Prepares for the refusal of a request that has no head; <see cref="Input"/> still holds what came of it.</summary>
    public void BeginRefusal(long now, LiveSettings settings)
    {
        Request.ReceivedHead.Release();
        Begin(now, settings);
        Summary = RequestSummary.OfReceived(Input.Span, Tunnel?.IsTls == true);
    }

    /// <summary>
    /// <see cref="Bound"/>, made when there are none yet. A client is not left in the belief that what it proved on one that is lost still
    /// holds: its connection ends too.
    /// </summary>
    public BoundConnections NeedBound(BoundConnectionTable table) => Client.Http2Stream is not null && Tunnel is { } tunnel
        ? tunnel.NeedBound(table)
        : bound ??= new BoundConnections(table, Watchdog.Drain);

    /// <summary>
    /// The connection to the origin will not live on: when the client counts on it, the client's own is to end as well.
    /// </summary>
    public void LoseOrigin()
    {
        if (Origin is not { IsForOneClient: true })
        {
            return;
        }

        if (Client.Http2Stream is null)
        {
            Watchdog.Drain();
        }
        else
        {
            Tunnel?.OnBoundLost?.Invoke();
        }
    }

    /// <summary>Remembers the first thing that went wrong; a time-out or a stop is the cause of whatever it made fail.</summary>
    public Fault Fail(Fault fault) => Progress.Fail(fault, Watchdog);

    /// <summary>From here on bytes are only relayed: gives back what heads and bodies needed, and keeps what errors say.</summary>
    public void BeginRelay()
    {
        Summary = RequestSummary.OfRouted(Request.ReceivedHead);
        Request.Message = null;
        Release();
    }

    /// <summary>The connection ends; what its tunnel keeps ends with the tunnel.</summary>
    public void CloseBound() => bound?.Close();

    /// <summary>Gives every buffer back between requests.</summary>
    public void Release()
    {
        Request.ReleaseHeads();
        loan.Release();
    }
}
