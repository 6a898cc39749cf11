namespace Proximity.Flows;

/// <summary>
/// The record of one exchange. It is updated in place while the exchange goes on, and may be read from any thread meanwhile.
/// </summary>
/// <remarks>One thread at a time writes. Every property is read whole, never half of an old value and half of a new one; two properties
/// read one after the other may be of different moments.</remarks>
public sealed class Flow
{
    /// <summary>A flow changes a handful of times in its life, each within nanoseconds.</summary>
    private const int MostReadings = 32;

    private long id;
    private ProxyRequest request;
    private ProxyResponse? response;
    private long connectionId;
    private long durationTicks;
    private TimingsRecord? timings;
    private FlowCompletion completion;
    private int answeredStatus;
    private long requestBytes;
    private long responseBytes;
    private WebSocketRecord? webSocket;
    private MessageRecord? messageRecord;
    private BodySlot requestBody;
    private BodySlot responseBody;
    private FlowSnapshot? newest;

    /// <summary>What is between the flow and what keeps it.</summary>
    internal FlowAccount Account;

    /// <param name="timestamp">In local time with its offset: files show its clock reading as it is.</param>
    /// <param name="clientIP">The client's address.</param>
    /// <param name="request">The request as received.</param>
    internal Flow(DateTimeOffset timestamp, string clientIP, ProxyRequest request)
    {
        Timestamp = timestamp;
        ClientIP = clientIP;
        this.request = request;
    }

    /// <summary>The flow's number, from 1, in the order recorded.</summary>
    public long Id { get => Volatile.Read(ref id); internal set => Volatile.Write(ref id, value); }

    /// <summary>When the request head was parsed.</summary>
    public DateTimeOffset Timestamp { get; }

    /// <summary>The client's address.</summary>
    public string ClientIP { get; }

    /// <summary>The client's connection (<see cref="ConnectedClient.Id"/>); null when it came from a file that does not say it.</summary>
    public long? ClientConnectionId { get => connectionId > 0 ? connectionId : null; internal set => connectionId = value ?? 0; }

    /// <summary>The request; an interceptor's replacement once there is one.</summary>
    public ProxyRequest Request
    {
        get => Volatile.Read(ref request);
        internal set
        {
            int before = Request.RawBytes;
            Volatile.Write(ref request, value);
            NoteBytes(value.RawBytes - before);
        }
    }

    /// <summary>
    /// The response, or null while, or because, none arrived, and when the proxy answered in its place (<see cref="AnsweredStatus"/>).
    /// For a CONNECT that stands it is made up: <c>HTTP/1.1 200 Connection Established</c>.
    /// </summary>
    public ProxyResponse? Response
    {
        get => Volatile.Read(ref response);
        internal set
        {
            int before = Response?.RawBytes ?? 0;
            Volatile.Write(ref response, value);
            NoteBytes((value?.RawBytes ?? 0) - before);
        }
    }

    /// <summary>The request's body as far as it has passed by now; each look copies what is kept of one that streams.</summary>
    public FlowBody RequestBody => ReadBody(BodySide.Request, withStreamedBytes: true);

    /// <summary>The response's body, likewise. None for an error answer of the proxy's own (<see cref="AnsweredStatus"/>).</summary>
    public FlowBody ResponseBody => ReadBody(BodySide.Response, withStreamedBytes: true);

    /// <summary>From the request head to the last response byte; zero while the exchange goes on.</summary>
    public TimeSpan Duration
    {
        get => new(Volatile.Read(ref durationTicks));
        internal set => Volatile.Write(ref durationTicks, value.Ticks);
    }

    /// <summary>The parts of <see cref="Duration"/>.</summary>
    public FlowTimings Timings
    {
        get => Volatile.Read(ref timings)?.Value ?? default;
        internal set => Volatile.Write(ref timings, new TimingsRecord(value));
    }

    /// <summary>The <c>host:port</c> of the CONNECT in whose tunnel the exchange took place; null outside of one.</summary>
    public string? Tunnel { get; internal set; }

    /// <summary>The client's TLS, where the proxy opened it; null where it did not, and in clear.</summary>
    public FlowTls? ClientTls { get; internal set; }

    /// <summary>The client's program (option <c>RecordClientProcess</c>); null where nobody asked, and where it is not known.</summary>
    public string? ClientProcess { get; internal set; }

    /// <summary>The TLS that the proxy made with the origin; null without, and before.</summary>
    public FlowTls? OriginTls { get; internal set; }

    /// <summary>
    /// True when the request is for an https URL but came from the client in clear (option <c>AllowHttpsTargets</c>): TLS is with the
    /// origin alone.
    /// </summary>
    public bool ClientInClear { get; internal set; }

    /// <summary>The name of the handler that answered in the origin's place, or broke the exchange off; null when none did.</summary>
    public string? AnsweredBy { get; internal set; }

    /// <summary>Where the client's HTTP/2 request travelled; null for one of HTTP/1.</summary>
    public StreamIdentity? ClientStream { get; internal set; }

    /// <summary>
    /// The HTTP/2 connection to the origin, whose streams are not known; null for one of HTTP/1, and before there is any.
    /// </summary>
    public StreamIdentity? OriginStream { get; internal set; }

    /// <summary>
    /// Why a tunnel was relayed untouched although interception is on: <c>host_rule</c>, <c>callback</c>, <c>application_protocol</c>,
    /// <c>client_rejected_certificate</c>, <c>malformed_client_hello</c> or <c>other_protocol</c>. Null for every other exchange.
    /// </summary>
    public string? PassedThrough { get; internal set; }

    /// <summary>True once heads went through the interceptor stage; never for CONNECT.</summary>
    public bool Intercepted { get; internal set; }

    /// <summary>
    /// True when an interceptor returned a replacement, be it the message that it got, and when handlers changed a head or a body,
    /// answered, or changed, dropped or sent a message.
    /// </summary>
    public bool Modified { get; internal set; }

    /// <summary>
    /// True once the exchange has ended, well or badly. It is set last: who reads true reads the final values of the rest. A client may
    /// have its whole answer a moment before: <see cref="WhenCompleted"/> is there to wait for it.
    /// </summary>
    public bool Completed { get => completion.IsSet; internal set => completion.Set(value); }

    /// <summary>
    /// Completes when the exchange has ended, well or badly; it never fails. For a time limit or a cancellation, wait with
    /// <see cref="Task.WaitAsync(CancellationToken)"/>. Already completed for a flow that was read from a file.
    /// </summary>
    /// <remarks>
    /// An exchange ends with the response's last byte, a tunnel when both sides have closed, and all of them at the latest when the proxy
    /// has stopped. A callback or an interceptor of the same exchange must not wait for it: the exchange waits for them. A flow that
    /// nobody waits for pays nothing.
    /// </remarks>
    public Task WhenCompleted => completion.WhenSet;

    /// <summary>Why the exchange failed, one of the stable error codes; null while it goes on and when it went well.</summary>
    public string? ErrorCode { get; internal set; }

    /// <summary>
    /// The status of the error answer that the proxy itself sent to the client in place of a response; null when it sent none.
    /// </summary>
    public int? AnsweredStatus
    {
        get => Volatile.Read(ref answeredStatus) is not 0 and int status ? status : null;
        internal set => Volatile.Write(ref answeredStatus, value ?? 0);
    }

    /// <summary>Bytes received from the client on the wire: head, framing and body; in a tunnel, the tunnelled bytes as well.</summary>
    public long RequestBytes { get => Volatile.Read(ref requestBytes); internal set => Volatile.Write(ref requestBytes, value); }

    /// <summary>Bytes sent to the client on the wire: heads, framing and body; in a tunnel, the tunnelled bytes as well.</summary>
    public long ResponseBytes { get => Volatile.Read(ref responseBytes); internal set => Volatile.Write(ref responseBytes, value); }

    /// <summary>What passed through the WebSocket connection that the exchange became; null when it did not become one.</summary>
    public WebSocketRecord? WebSocket { get => Volatile.Read(ref webSocket); internal set => Volatile.Write(ref webSocket, value); }

    /// <summary>The heads that user code changed, on both sides; null for none.</summary>
    internal HeadChanges? HeadChanges { get; set; }

    /// <summary>What a file of another program says of the exchange beyond what the proxy records; null for recorded flows.</summary>
    internal FlowDetails? Details { get; set; }

    /// <summary>
    /// The messages that are kept of the WebSocket connection, event stream or gRPC call that the exchange is, in the order in which they
    /// ended; empty for other exchanges. Each look makes a list anew, which never changes.
    /// </summary>
    public IReadOnlyList<FlowMessage> Messages => WebSocket is { } connection
        ? [.. connection.Messages.Select(FlowMessage.Of)]
        : MessageRecord?.Kept() ?? [];

    /// <summary>How many messages passed, or were to pass, those no longer kept and control frames among them.</summary>
    public long MessageCount => WebSocket is { } connection
        ? connection.ToOriginCount + connection.ToClientCount : MessageRecord?.Count ?? 0;

    /// <summary>The record of messages of an event stream or a gRPC call; null for other exchanges, and before the first.</summary>
    internal MessageRecord? MessageRecord { get => Volatile.Read(ref messageRecord); set => Volatile.Write(ref messageRecord, value); }

    /// <summary>That record; this one from now on where there was none. Both directions of a call may come at once.</summary>
    internal MessageRecord NeedMessageRecord(MessageRecord first) => Interlocked.CompareExchange(ref messageRecord, first, null) ?? first;

    /// <summary>
    /// The flow as it is now, all of one moment: what the exchange writes together is in it together. While nothing changes it is the same
    /// object. The bytes of a body that streams are copied.
    /// </summary>
    public FlowSnapshot Snapshot()
    {
        if (Volatile.Read(ref newest) is { } known && known.IsCurrent(this))
        {
            return known;
        }

        FlowSnapshot snapshot = SnapshotNotKept();
        Volatile.Write(ref newest, snapshot.MayBeKept ? snapshot : null);
        if (!snapshot.IsCurrent(this))
        {
            // It may hold a body that the flow has let go of.
            Volatile.Write(ref newest, null);
        }

        return snapshot;
    }

    internal FlowSnapshot SnapshotNotKept()
    {
        SpinWait spin = default;
        for (int reading = 1; ; reading++)
        {
            Account.Keeper?.Number(this);
            bool isWhole = !Account.IsWriting;
            var snapshot = new FlowSnapshot(this, withStreamedBytes: true);
            if ((isWhole && !Account.IsWriting && snapshot.Version == Account.Version) || reading == MostReadings)
            {
                return snapshot;
            }

            spin.SpinOnce();
        }
    }

    internal void SetBody(BodySide side, FlowBody body)
    {
        int before = Slot(side).KeptBytes;
        Slot(side).Set(body);
        Account.NoteWritten();
        NoteBytes(body.KeptBytes - before);
    }

    /// <summary>Puts a body in the place of one that streamed; its recorder says how much the memory differs.</summary>
    internal void SetEndedBody(BodySide side, FlowBody body)
    {
        Slot(side).Set(body);
        Account.NoteWritten();
    }

    internal void SetLiveBody(BodySide side, BodyRecorder recorder) => Slot(side).Set(recorder);

    /// <summary>The exchange has ended: a body that has not come will not. True when one had been announced.</summary>
    internal bool SettleBody(BodySide side) => Slot(side).Settle();

    /// <summary>Lets go of the bytes of both bodies.</summary>
    internal void DropBodies()
    {
        requestBody.Drop(this, BodySide.Request);
        responseBody.Drop(this, BodySide.Response);
        Account.NoteWritten();
        Volatile.Write(ref newest, null);
    }

    /// <summary>The memory that both bodies take.</summary>
    internal long MeasureBodies() => (long)requestBody.Measure(this, BodySide.Request) + responseBody.Measure(this, BodySide.Response);

    /// <summary>The memory that heads and messages take, by their raw bytes.</summary>
    internal long MeasureRest() => Request.RawBytes
        + (long)(Response?.RawBytes ?? 0)
        + (WebSocket?.KeptBytes ?? 0)
        + (MessageRecord?.KeptBytes ?? 0)
        + (HeadChanges?.HeldBytes ?? 0);

    /// <summary>What takes the flow's events; null while nobody reads them.</summary>
    internal IFlowKeeper? Follower => Account.Keeper is { IsFollowed: true } followed ? followed : null;

    internal void NoteChange() => Account.NoteChange(this);

    internal void NoteEnd() => Account.NoteEnd(this);

    internal void NoteBytes(long difference) => Account.NoteBytes(this, difference);

    internal FlowBody ReadBody(BodySide side, bool withStreamedBytes) => Slot(side).Read(this, side, withStreamedBytes);

    private ref BodySlot Slot(BodySide side) => ref (side == BodySide.Request ? ref requestBody : ref responseBody);

    /// <summary>Forty bytes are not written in one go; a reference to them is.</summary>
    private sealed record TimingsRecord(FlowTimings Value);
}
