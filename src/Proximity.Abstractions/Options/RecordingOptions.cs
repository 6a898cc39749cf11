namespace Proximity;

/// <summary>What is kept of the traffic.</summary>
public sealed class RecordingOptions
{
    internal RecordingOptions()
    {
    }

    /// <summary>True, the default, to keep flows in memory; false passes null flows to callbacks and interceptors.</summary>
    public bool Enabled
    {
        get => EnabledValue.Get();
        set => EnabledValue.SetInGroup(value);
    }

    /// <summary>The most flows kept, 1 or more; default 1000. The newest stay.</summary>
    public int MaxFlows
    {
        get => MaxFlowsValue.Get();
        set => MaxFlowsValue.SetInGroup(value);
    }

    /// <summary>
    /// The most bytes that all flows kept may take, heads, bodies and WebSocket messages together, 65536 or more; default 67108864. At
    /// the limit the oldest bodies go first, then the oldest flows.
    /// </summary>
    public long MaxFlowBytes
    {
        get => MaxFlowBytesValue.Get();
        set => MaxFlowBytesValue.SetInGroup(value);
    }

    /// <summary>
    /// True, the default, to keep the beginning of every body with its flow, as it passes; without <see cref="Enabled"/> it has no
    /// effect.
    /// </summary>
    public bool CaptureBodies
    {
        get => CaptureBodiesValue.Get();
        set => CaptureBodiesValue.SetInGroup(value);
    }

    /// <summary>
    /// The most bytes kept of one body, 0..67108864; default 262144. What is longer is kept truncated. 0 keeps that bodies passed, not
    /// what they said.
    /// </summary>
    public int MaxBodyBytes
    {
        get => MaxBodyBytesValue.Get();
        set => MaxBodyBytesValue.SetInGroup(value);
    }

    /// <summary>
    /// The most payload bytes of WebSocket messages that a flow keeps, 0 or more; default 262144. A message keeps at most a quarter of
    /// it; the oldest messages make room. 0 keeps that messages passed, not what they said.
    /// </summary>
    public int MaxWebSocketRecordBytes
    {
        get => MaxWebSocketRecordBytesValue.Get();
        set => MaxWebSocketRecordBytesValue.SetInGroup(value);
    }

    /// <summary>
    /// True to find out, once for each connection of this machine, which program the client is (Linux, Windows, macOS); requests wait for
    /// the answer, mostly some milliseconds and at most a second. False, the default, asks nothing.
    /// </summary>
    public bool ClientProcess
    {
        get => ClientProcessValue.Get();
        set => ClientProcessValue.SetInGroup(value);
    }

    /// <summary>
    /// What is masked in exported flows beside the default list of fields and query parameters that hold secrets: field names, and query
    /// parameters with a question mark before them. An empty list masks the defaults; null, the default, masks nothing.
    /// </summary>
    public IReadOnlyList<string>? Redact
    {
        get => RedactValue.Get();
        set => RedactValue.SetInGroup(value);
    }

    /// <summary>The rows of this group: names, defaults, ranges.</summary>
    internal IEnumerable<OptionValue> Values =>
    [
        EnabledValue,
        MaxFlowsValue,
        MaxFlowBytesValue,
        CaptureBodiesValue,
        MaxBodyBytesValue,
        MaxWebSocketRecordBytesValue,
        ClientProcessValue,
        RedactValue,
    ];

    internal OptionValue<bool> EnabledValue { get; } = new("Recording.Enabled", nameof(ProxyOptions.RecordFlows), true);

    internal OptionValue<int> MaxFlowsValue { get; }
        = new("Recording.MaxFlows", nameof(ProxyOptions.MaxFlows), 1000, OptionRules.AtLeast(1));

    internal OptionValue<long> MaxFlowBytesValue { get; }
        = new("Recording.MaxFlowBytes", nameof(ProxyOptions.MaxFlowBytes), 64 * 1024 * 1024, OptionRules.AtLeast(64L * 1024));

    internal OptionValue<bool> CaptureBodiesValue { get; } = new("Recording.CaptureBodies", nameof(ProxyOptions.CaptureBodies), true);

    internal OptionValue<int> MaxBodyBytesValue { get; }
        = new("Recording.MaxBodyBytes", nameof(ProxyOptions.MaxBodyBytes), 256 * 1024, OptionRules.Between(0, 64 * 1024 * 1024));

    internal OptionValue<int> MaxWebSocketRecordBytesValue { get; }
        = new(
            "Recording.MaxWebSocketRecordBytes", nameof(ProxyOptions.MaxWebSocketRecordBytes),
            256 * 1024, OptionRules.AtLeast(0))
        { MayChange = true };

    internal OptionValue<bool> ClientProcessValue { get; }
        = new("Recording.ClientProcess", nameof(ProxyOptions.RecordClientProcess), false);

    internal OptionValue<IReadOnlyList<string>?> RedactValue { get; }
        = new("Recording.Redact", nameof(ProxyOptions.Redact), null, OptionRules.NoNulls);
}
