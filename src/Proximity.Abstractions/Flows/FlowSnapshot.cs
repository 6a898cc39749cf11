namespace Proximity.Flows;

/// <summary>A flow as it was at one moment. Never changes.</summary>
public sealed class FlowSnapshot
{
    private ResponseSnapshot? response;
    private HeadChanges? headChanges;

    /// <param name="flow">What is read, once.</param>
    /// <param name="withStreamedBytes">False to leave the bytes of bodies out that still stream.</param>
    internal FlowSnapshot(Flow flow, bool withStreamedBytes)
    {
        Version = flow.Account.Version;

        // First: when it is true, all that is read behind it is final.
        Completed = flow.Completed;
        Sequence = flow.Account.Sequence;
        Id = flow.Id;
        Timestamp = flow.Timestamp;
        ClientIP = flow.ClientIP;
        ClientConnectionId = flow.ClientConnectionId;
        ClientProcess = flow.ClientProcess;
        Request = new RequestSnapshot(flow.Request.Freeze(), flow.ReadBody(BodySide.Request, withStreamedBytes));
        Response = flow.Response is { } response
            ? new ResponseSnapshot(response.Freeze(), flow.ReadBody(BodySide.Response, withStreamedBytes))
            : null;
        Duration = flow.Duration;
        Timings = flow.Timings;
        Tunnel = flow.Tunnel;
        ClientTls = flow.ClientTls;
        OriginTls = flow.OriginTls;
        ClientInClear = flow.ClientInClear;
        ClientStream = flow.ClientStream;
        OriginStream = flow.OriginStream;
        PassedThrough = flow.PassedThrough;
        AnsweredBy = flow.AnsweredBy;
        Intercepted = flow.Intercepted;
        Modified = flow.Modified;
        ErrorCode = flow.ErrorCode;
        AnsweredStatus = flow.AnsweredStatus;
        RequestBytes = flow.RequestBytes;
        ResponseBytes = flow.ResponseBytes;
        WebSocketMessages = flow.WebSocket?.Messages;
        Messages = WebSocketMessages is { } recorded ? [.. recorded.Select(FlowMessage.Of)] : flow.MessageRecord?.Kept() ?? [];
        MessageCount = flow.MessageCount;
        WebSocketToOriginCount = flow.WebSocket?.ToOriginCount ?? 0;
        WebSocketNotes = flow.WebSocket?.Notes ?? [];
        Details = flow.Details;
        headChanges = flow.HeadChanges;
    }

    /// <summary>A snapshot that is not read from a live flow: a store's, or a test's. What is not given has its default.</summary>
    /// <param name="request">The request.</param>
    /// <param name="clientIP">The client's address.</param>
    public FlowSnapshot(RequestSnapshot request, string clientIP)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(clientIP);
        Request = request;
        ClientIP = clientIP;
        Messages = [];
        WebSocketNotes = [];
    }

    /// <summary>
    /// Counts the changes of all flows of a table: it was raised when the flow started, when its response's head was there, when a body had
    /// ended, when the exchange was over, and when the flow was removed. 0 for a flow that no table has kept.
    /// </summary>
    public long Sequence { get; internal set; }

    /// <summary>
    /// How many snapshots this watcher did not get before this one, because it read too slowly; 0 otherwise, and outside of
    /// <c>FlowTable.WatchAsync</c>.
    /// </summary>
    public long Dropped { get; private set; }

    /// <summary>True when the table keeps the flow no longer.</summary>
    public bool IsRemoved { get; internal set; }

    /// <summary>The flow's number, from 1, in the order recorded.</summary>
    public long Id { get; init; }

    /// <summary>When the request head was parsed.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>The client's address.</summary>
    public string ClientIP { get; }

    /// <summary>
    /// The client's connection, numbered from 1 by the proxy (<see cref="ConnectedClient.Id"/>); null when it came from a file
    /// that does not say it.
    /// </summary>
    public long? ClientConnectionId { get; init; }

    /// <summary>
    /// The program that is the client (option <c>RecordClientProcess</c>); null where nobody asked, and where it is not known.
    /// </summary>
    public string? ClientProcess { get; init; }

    /// <summary>The request; an interceptor's replacement once there is one.</summary>
    public RequestSnapshot Request { get; private set; }

    /// <summary>The response; null while, or because, none arrived, and when the proxy answered in its place.</summary>
    public ResponseSnapshot? Response { get => response; init => response = value; }

    /// <summary>
    /// The request's head as the client sent it, where user code changed it; null where <see cref="Request"/> is that. Its body is none:
    /// that is with <see cref="Request"/>.
    /// </summary>
    public RequestSnapshot? RequestReceived
    {
        get => headChanges?.RequestReceived;
        init => headChanges = value is null ? headChanges : (headChanges ?? new()) with { RequestReceived = value };
    }

    /// <summary>
    /// The request's head as it was sent to the origin or the upstream proxy, where user code changed it, with what the proxy itself adds
    /// and takes away; credentials for the upstream proxy are masked. Null where it was sent as received, or not at all. Its body is none.
    /// </summary>
    public RequestSnapshot? RequestSent
    {
        get => headChanges?.RequestSent;
        init => headChanges = value is null ? headChanges : (headChanges ?? new()) with { RequestSent = value };
    }

    /// <summary>
    /// The response's head as the origin sent it, where user code changed it or put another in its place; null where
    /// <see cref="Response"/> is that, and where the origin sent none. Its body is none.
    /// </summary>
    public ResponseSnapshot? ResponseReceived
    {
        get => headChanges?.ResponseReceived;
        init => headChanges = value is null ? headChanges : (headChanges ?? new()) with { ResponseReceived = value };
    }

    /// <summary>
    /// The response's head as it was sent to the client, where user code changed or made it, with what the proxy itself adds and takes
    /// away; null where it was sent as received, or not at all. Its body is none.
    /// </summary>
    public ResponseSnapshot? ResponseSent
    {
        get => headChanges?.ResponseSent;
        init => headChanges = value is null ? headChanges : (headChanges ?? new()) with { ResponseSent = value };
    }

    /// <summary>From the request head to the last response byte; zero while the exchange goes on.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The parts of <see cref="Duration"/>.</summary>
    public FlowTimings Timings { get; init; }

    /// <summary>The <c>host:port</c> of the CONNECT in whose tunnel the exchange took place; null outside of one.</summary>
    public string? Tunnel { get; init; }

    /// <summary>The client's TLS, where the proxy opened it; null where it did not, and in clear.</summary>
    public FlowTls? ClientTls { get; init; }

    /// <summary>The TLS that the proxy made with the origin; null without, and before.</summary>
    public FlowTls? OriginTls { get; init; }

    /// <summary>True when the request is for an https URL but came in clear.</summary>
    public bool ClientInClear { get; init; }

    /// <summary>Where the client's HTTP/2 request travelled; null for one of HTTP/1.</summary>
    public StreamIdentity? ClientStream { get; init; }

    /// <summary>The HTTP/2 connection to the origin; null for one of HTTP/1, and before there is any.</summary>
    public StreamIdentity? OriginStream { get; init; }

    /// <summary>Why a tunnel was relayed untouched although interception is on; null for every other exchange.</summary>
    public string? PassedThrough { get; init; }

    /// <summary>The name of the handler that answered in the origin's place, or broke the exchange off; null when none did.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>True once heads went through the interceptor stage; never for CONNECT.</summary>
    public bool Intercepted { get; init; }

    /// <summary>True when user code changed the exchange, or a message in it (<see cref="Flow.Modified"/>).</summary>
    public bool Modified { get; init; }

    /// <summary>True once the exchange has ended, well or badly: then all the rest is final.</summary>
    public bool Completed { get; init; }

    /// <summary>Why the exchange failed, one of the stable error codes; null while it goes on and when it went well.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The status of the error answer that the proxy itself sent in place of a response; null when it sent none.</summary>
    public int? AnsweredStatus { get; init; }

    /// <summary>Bytes received from the client on the wire; known when the exchange has ended.</summary>
    public long RequestBytes { get; init; }

    /// <summary>Bytes sent to the client on the wire; known when the exchange has ended.</summary>
    public long ResponseBytes { get; init; }

    /// <summary>The messages kept of the WebSocket connection that the exchange became; null when it did not become one.</summary>
    public IReadOnlyList<RecordedWebSocketMessage>? WebSocketMessages { get; init; }

    /// <summary>
    /// The messages kept of the WebSocket connection, event stream or gRPC call that the exchange is; empty for other exchanges.
    /// </summary>
    /// <remarks>Given messages of a WebSocket connection are its <see cref="WebSocketMessages"/> too, when those are not given.</remarks>
    public IReadOnlyList<FlowMessage> Messages
    {
        get;
        init
        {
            field = value;
            if (value is [{ Kind: <= MessageKind.Pong }, ..] && WebSocketMessages is not { Count: > 0 })
            {
                WebSocketMessages = [.. value.Select(RecordedWebSocketMessage.Of)];
            }
        }
    }

    /// <summary>
    /// How many messages passed, or were to pass, those no longer kept and control frames among them; at least as many as are kept.
    /// </summary>
    public long MessageCount { get => Math.Max(field, Messages.Count); init; }

    /// <summary>What is worth knowing of the WebSocket connection; empty for none, and for other exchanges.</summary>
    public IReadOnlyList<WebSocketNote> WebSocketNotes { get; init; }

    /// <summary>How many of the messages of a WebSocket connection went to the origin; 0 for other exchanges.</summary>
    internal long WebSocketToOriginCount { get; init; }

    /// <summary>All that had been written when it was read (<see cref="FlowAccount.Version"/>).</summary>
    internal int Version { get; }

    /// <summary>False while it shows something that grows without being written.</summary>
    internal bool MayBeKept => Request.Body.State != FlowBodyState.Streaming && Response?.Body.State != FlowBodyState.Streaming;

    /// <summary>True when the flow is still as it is here, heads that user code may change included.</summary>
    internal bool IsCurrent(Flow flow)
        => Version == flow.Account.Version
            && !flow.Account.IsWriting
            && Sequence == flow.Account.Sequence
            && !flow.Account.HasUnnumbered
            && Request.IsStill(flow.Request)
            && (Response is null ? flow.Response is null : flow.Response is { } response && Response.IsStill(response));

    /// <summary>The heads that user code changed; null for none.</summary>
    internal HeadChanges? HeadChanges { get => headChanges; init => headChanges = value; }

    /// <summary>What a file of another program says of the exchange beyond what the proxy records; null for recorded flows.</summary>
    internal FlowDetails? Details { get; init; }

    /// <summary>The bytes that are kept of both bodies.</summary>
    internal long KeptBodyBytes => Request.Body.KeptBytes + (long)(Response?.Body.KeptBytes ?? 0);

    /// <summary>The bytes of heads and messages.</summary>
    internal long HeldBytes
        => Request.HeldBytes + (Response?.HeldBytes ?? 0) + (HeadChanges?.HeldBytes ?? 0)
            + Messages.Sum(static message => (long)message.Payload.Length);

    /// <summary>The same with other bodies.</summary>
    /// <param name="change">Makes the body of each side out of the one that is there.</param>
    internal FlowSnapshot WithBodies(Func<FlowBody, FlowBody> change)
    {
        var copy = (FlowSnapshot)MemberwiseClone();
        copy.Request = Request.With(change(Request.Body));
        copy.response = response?.With(change(response.Body));
        return copy;
    }

    /// <summary>The same as a store has it: the table's number is not the store's.</summary>
    internal FlowSnapshot Unnumbered()
    {
        if (Sequence == 0 && Dropped == 0 && !IsRemoved)
        {
            return this;
        }

        var copy = (FlowSnapshot)MemberwiseClone();
        (copy.Sequence, copy.Dropped, copy.IsRemoved) = (0, 0, false);
        return copy;
    }

    /// <summary>The same for a watcher that did not get some before it.</summary>
    internal FlowSnapshot Behind(long dropped)
    {
        var copy = (FlowSnapshot)MemberwiseClone();
        copy.Dropped = dropped;
        return copy;
    }

    /// <summary>The same at a later event that changed nothing else.</summary>
    internal FlowSnapshot AsOf(long later, bool isRemoved)
    {
        var copy = (FlowSnapshot)MemberwiseClone();
        (copy.Sequence, copy.IsRemoved) = (later, isRemoved);
        return copy;
    }
}
