using Proximity.Stores;

namespace Proximity;

/// <content>What is kept of the traffic.</content>
public sealed partial class ProxyOptions
{
    /// <summary>True, the default, to keep flows in memory; false passes null flows to callbacks and interceptors.</summary>
    public bool RecordFlows
    {
        get => Recording.EnabledValue.Get();
        set => Recording.EnabledValue.SetFlat(value);
    }

    /// <summary>The most flows kept, default 1000; the newest stay. Below 1 means 1000.</summary>
    public int MaxFlows
    {
        get => Recording.MaxFlowsValue.Get();
        set => Recording.MaxFlowsValue.SetFlat(value);
    }

    /// <summary>
    /// True, the default, to keep the beginning of every body with its flow, as it passes; without <see cref="RecordFlows"/> it has no
    /// effect. False leaves bodies alone: flows say of them that capture is off.
    /// </summary>
    public bool CaptureBodies
    {
        get => Recording.CaptureBodiesValue.Get();
        set => Recording.CaptureBodiesValue.SetFlat(value);
    }

    /// <summary>
    /// The most bytes kept of one body; default 256 KiB, at most 64 MiB. What is longer is kept truncated, and behind the limit it passes
    /// as without capture. Zero keeps that bodies passed, not what they said. Below 0 means 0.
    /// </summary>
    public int MaxBodyBytes
    {
        get => Recording.MaxBodyBytesValue.Get();
        set => Recording.MaxBodyBytesValue.SetFlat(value);
    }

    /// <summary>
    /// The most bytes that all flows kept may take, heads, bodies and WebSocket messages together; default 64 MiB, below 64 KiB means
    /// 64 KiB. At the limit the oldest bodies go first, then the oldest flows.
    /// </summary>
    public long MaxFlowBytes
    {
        get => Recording.MaxFlowBytesValue.Get();
        set => Recording.MaxFlowBytesValue.SetFlat(value);
    }

    /// <summary>
    /// The most payload bytes of WebSocket messages that a flow keeps; default 256 KiB. A message keeps at most a quarter of it; the
    /// oldest messages make room. Zero keeps that messages passed, not what they said. Below 0 means 0.
    /// </summary>
    public int MaxWebSocketRecordBytes
    {
        get => Recording.MaxWebSocketRecordBytesValue.Get();
        set => Recording.MaxWebSocketRecordBytesValue.SetFlat(value);
    }

    /// <summary>
    /// The longest WebSocket message, inflated, that <see cref="OnWebSocketMessage"/> can be shown; default 16 MiB, kept between 1 KiB
    /// and 1 GiB. With a callback set, a longer one ends the connection with the code 1009; without, messages of any length stream
    /// through.
    /// </summary>
    public int MaxWebSocketMessageBytes
    {
        get => Limits.MaxWebSocketMessageBytesValue.Get();
        set => Limits.MaxWebSocketMessageBytesValue.SetFlat(value);
    }

    /// <summary>
    /// Which flows are kept: one that it does not match goes when it has ended, out of the table and not into the store. What goes on is
    /// kept until then, and so is what the filter does not know. Null, the default, for all. <c>Proximity.Filters.Filter</c> is one.
    /// </summary>
    public IFlowFilter? KeepFlows { get; set; }

    /// <summary>
    /// A store that gets every flow when it has ended, as the table has it then; null, the default, for none. It needs
    /// <see cref="RecordFlows"/>. An exchange never waits for it: what waits is bounded (docs/stores.md). The proxy does not close it.
    /// </summary>
    public FlowStoreOptions? Store { get; set; }

    /// <summary>
    /// True to find out, once for each connection of this machine, which program the client is (Linux, Windows, macOS): the field
    /// <c>process</c> of filters, <see cref="ClientSocket.Process"/> and <c>Flow.ClientProcess</c>. Requests wait for the answer, mostly
    /// some milliseconds and at most a second. False, the default, asks nothing.
    /// </summary>
    public bool RecordClientProcess
    {
        get => Recording.ClientProcessValue.Get();
        set => Recording.ClientProcessValue.SetFlat(value);
    }

    /// <summary>
    /// What is masked in exported flows beside the default list of fields and query parameters that hold secrets: field names, and query
    /// parameters with a question mark before them. An empty list masks the defaults; null, the default, masks nothing.
    /// </summary>
    public IReadOnlyList<string>? Redact
    {
        get => Recording.RedactValue.Get();
        set => Recording.RedactValue.SetFlat(value);
    }
}
