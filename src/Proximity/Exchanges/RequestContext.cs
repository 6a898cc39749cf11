using Proximity.Flows;
using Proximity.Origins;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;
using Proximity.Protocol.Targets;
using Proximity.Recording;
using Proximity.Wires;

namespace Proximity.Exchanges;

/// <summary>What was asked in an exchange, and where that goes.</summary>
internal sealed class RequestContext(Wire client, BufferLoan loan)
{
    private RequestHead? head;

    /// <summary>The head as received.</summary>
    public RequestHead ReceivedHead => loan.Buffers.ReceivedHead;

    /// <summary>The head that is forwarded: the received one, or what callbacks and interceptors made of it.</summary>
    public RequestHead Head
    {
        get => head ?? ReceivedHead;
        set => head = value;
    }

    public RequestTarget Target { get; set; }

    /// <summary>How the client framed the body; user code cannot change it.</summary>
    public BodyFraming Framing { get; set; }

    /// <summary>True when the request's body is at hand: no origin is asked for a 100 (RFC 9110 §10.1.1).</summary>
    public bool IsExpectationMet { get; set; }

    public Route? Route { get; set; }

    /// <summary>The request as user code sees it; null until somebody needs it.</summary>
    public ProxyRequest? Message { get; set; }

    public bool IsConnect => ReceivedHead.MethodKind == MethodKind.Connect;

    /// <summary>A head was just parsed into <see cref="ReceivedHead"/>.</summary>
    public void Begin()
    {
        head = null;
        Target = default;
        Framing = default;
        IsExpectationMet = false;
        Route = null;
        Message = null;
    }

    /// <summary>
    /// The request as an object, made from the received block on first need; the client's credentials for this proxy are masked in it.
    /// </summary>
    public ProxyRequest NeedMessage() => Message ??= ProxyRequest.FromBlocks(
        RecordedBlock.Of(ReceivedHead, ReceivedHead.Block),
        ReceivedHead.IsMended ? RecordedBlock.Of(ReceivedHead, ReceivedHead.Received) : null,
        isRendered: client.Http2Stream is not null);

    /// <summary>The heads are given back.</summary>
    public void ReleaseHeads() => head = null;
}
