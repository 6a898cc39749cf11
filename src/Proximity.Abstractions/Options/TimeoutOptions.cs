namespace Proximity;

/// <summary>
/// How long something may take. Each time is more than zero, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for ever; any
/// other fails the start.
/// </summary>
public sealed class TimeoutOptions
{
    internal TimeoutOptions()
    {
    }

    /// <summary>
    /// How long a connection may be silent; default 30 s. <see cref="Tunnel"/>, <see cref="FirstByte"/> and <see cref="Body"/> replace it
    /// where applications are silent on purpose.
    /// </summary>
    public TimeSpan Inactivity
    {
        get => InactivityValue.Get();
        set => InactivityValue.SetInGroup(value);
    }

    /// <summary>
    /// How long nothing may move in a tunnel, or after a switch of protocols such as to WebSocket, in either direction; then both sides
    /// are closed. Null, the default: as <see cref="Inactivity"/>.
    /// </summary>
    public TimeSpan? Tunnel
    {
        get => TunnelValue.Get();
        set => TunnelValue.SetInGroup(value);
    }

    /// <summary>
    /// How long a response head may be awaited once the request is with the origin; then 504. Null, the default: as <see
    /// cref="Inactivity"/>.
    /// </summary>
    public TimeSpan? FirstByte
    {
        get => FirstByteValue.Get();
        set => FirstByteValue.SetInGroup(value);
    }

    /// <summary>
    /// How long nothing of a body may move, a request's or a response's; then 408 for a request's before its response, a broken
    /// connection otherwise. Null, the default: as <see cref="Inactivity"/>.
    /// </summary>
    public TimeSpan? Body
    {
        get => BodyValue.Get();
        set => BodyValue.SetInGroup(value);
    }

    /// <summary>
    /// How long a head may take from its first byte to its last, however steadily it drips; default 60 s, then 408 for a request's and
    /// 504 for a response's. The TLS handshake with a client has the same time.
    /// </summary>
    public TimeSpan Head
    {
        get => HeadValue.Get();
        set => HeadValue.SetInGroup(value);
    }

    /// <summary>How long looking up a name and connecting may take together; default 10 s, then 504.</summary>
    public TimeSpan Connect
    {
        get => ConnectValue.Get();
        set => ConnectValue.SetInGroup(value);
    }

    /// <summary>
    /// How long the addresses of a name are remembered; default 5 s, zero for not at all. A failed look-up is remembered for a second at
    /// most.
    /// </summary>
    public TimeSpan DnsCache
    {
        get => DnsCacheValue.Get();
        set => DnsCacheValue.SetInGroup(value);
    }

    /// <summary>
    /// How long an unused origin connection is kept for reuse; default 60 s. Zero keeps none, not even one that belongs to one client's
    /// connection: then handshakes of NTLM and its like cannot come to an end.
    /// </summary>
    public TimeSpan OriginIdle
    {
        get => OriginIdleValue.Get();
        set => OriginIdleValue.SetInGroup(value);
    }

    /// <summary>The rows of this group: names, defaults, ranges.</summary>
    internal IEnumerable<OptionValue> Values =>
    [
        InactivityValue,
        TunnelValue,
        FirstByteValue,
        BodyValue,
        HeadValue,
        ConnectValue,
        DnsCacheValue,
        OriginIdleValue,
    ];

    internal OptionValue<TimeSpan> InactivityValue { get; }
        = new("Timeouts.Inactivity", nameof(ProxyOptions.Timeout), TimeSpan.FromSeconds(30), OptionRules.Duration) { MayChange = true };

    internal OptionValue<TimeSpan?> TunnelValue { get; }
        = new("Timeouts.Tunnel", nameof(ProxyOptions.TunnelTimeout), null, OptionRules.DurationOrNull) { MayChange = true };

    internal OptionValue<TimeSpan?> FirstByteValue { get; }
        = new("Timeouts.FirstByte", nameof(ProxyOptions.FirstByteTimeout), null, OptionRules.DurationOrNull) { MayChange = true };

    internal OptionValue<TimeSpan?> BodyValue { get; }
        = new("Timeouts.Body", nameof(ProxyOptions.BodyTimeout), null, OptionRules.DurationOrNull) { MayChange = true };

    internal OptionValue<TimeSpan> HeadValue { get; }
        = new("Timeouts.Head", nameof(ProxyOptions.HeadTimeout), TimeSpan.FromSeconds(60), OptionRules.Duration) { MayChange = true };

    internal OptionValue<TimeSpan> ConnectValue { get; }
        = new("Timeouts.Connect", nameof(ProxyOptions.ConnectTimeout), TimeSpan.FromSeconds(10), OptionRules.Duration) { MayChange = true };

    internal OptionValue<TimeSpan> DnsCacheValue { get; }
        = new("Timeouts.DnsCache", nameof(ProxyOptions.DnsCacheTime), TimeSpan.FromSeconds(5), OptionRules.DurationOrZero);

    internal OptionValue<TimeSpan> OriginIdleValue { get; }
        = new("Timeouts.OriginIdle", nameof(ProxyOptions.OriginIdleTimeout), TimeSpan.FromSeconds(60), OptionRules.DurationOrZero);
}
