namespace Proximity;

/// <summary>How much there may be of something. A value outside its range fails the start, with all others that do.</summary>
public sealed class LimitOptions
{
    internal LimitOptions()
    {
    }

    /// <summary>
    /// The most clients connected at a time, 1 or more; default 16384. At the limit further ones wait in the system's queue until others
    /// leave. Fitted to the system's limit of open files (<c>ProxyServer.MaxConnections</c>).
    /// </summary>
    public int MaxConnections
    {
        get => MaxConnectionsValue.Get();
        set => MaxConnectionsValue.SetInGroup(value);
    }

    /// <summary>
    /// The most connections of one client, an IPv4 address or an IPv6 /64, 0 or more; further ones are answered 503. Null, the default,
    /// means 1000 for clients of other machines and no limit for programs of this one.
    /// </summary>
    public int? MaxConnectionsPerClient
    {
        get => MaxConnectionsPerClientValue.Get();
        set => MaxConnectionsPerClientValue.SetInGroup(value);
    }

    /// <summary>
    /// The most tunnels at a time, CONNECT and upgraded connections together, 1 or more; default 10000, then 503. Fitted to the system's
    /// limit of open files (<c>ProxyServer.MaxTunnels</c>).
    /// </summary>
    public int MaxTunnels
    {
        get => MaxTunnelsValue.Get();
        set => MaxTunnelsValue.SetInGroup(value);
    }

    /// <summary>
    /// The most bytes of a message head, start line to empty line, 1024..16777216; default 65536. A longer request head is answered 400,
    /// or 414 where the request line alone is longer.
    /// </summary>
    public int MaxHeaderBytes
    {
        get => MaxHeaderBytesValue.Get();
        set => MaxHeaderBytesValue.SetInGroup(value);
    }

    /// <summary>
    /// The most bytes of a response head that exceeds <see cref="MaxHeaderBytes"/> and is forwarded raw, 0..16777216; default 1048576. A
    /// longer one is answered 502.
    /// </summary>
    public int MaxRawResponseHeaderBytes
    {
        get => MaxRawResponseHeaderBytesValue.Get();
        set => MaxRawResponseHeaderBytesValue.SetInGroup(value);
    }

    /// <summary>
    /// The most field lines of a message head, 16..65536; default 1000. A request with more is answered 400, a response becomes a 502.
    /// </summary>
    public int MaxHeaderFields
    {
        get => MaxHeaderFieldsValue.Get();
        set => MaxHeaderFieldsValue.SetInGroup(value);
    }

    /// <summary>The most unused connections kept for one route (an origin, through its upstream proxy), 0 or more; default 512.</summary>
    public int MaxIdleOriginConnectionsPerRoute
    {
        get => MaxIdleOriginConnectionsPerRouteValue.Get();
        set => MaxIdleOriginConnectionsPerRouteValue.SetInGroup(value);
    }

    /// <summary>
    /// The most unused origin connections kept in all, 0 or more; default 1024. Those that belong to one client's connection each are
    /// counted apart, up to the same number.
    /// </summary>
    public int MaxIdleOriginConnections
    {
        get => MaxIdleOriginConnectionsValue.Get();
        set => MaxIdleOriginConnectionsValue.SetInGroup(value);
    }

    /// <summary>
    /// What a client must move of a body, in bytes a second, on average over thirty seconds in which it is waited for, 0 or more; default
    /// 240, then 408 or a broken connection. 0 means any rate.
    /// </summary>
    public int MinDataRate
    {
        get => MinDataRateValue.Get();
        set => MinDataRateValue.SetInGroup(value);
    }

    /// <summary>The most bytes of one body that a handler may hold, on the wire and decoded, 1 or more; default 16777216.</summary>
    public int MaxHeldBodyBytes
    {
        get => MaxHeldBodyBytesValue.Get();
        set => MaxHeldBodyBytesValue.SetInGroup(value);
    }

    /// <summary>
    /// The most bytes of all bodies that are held at a time, not less than <see cref="MaxHeldBodyBytes"/>; default 268435456. At the
    /// bound a handler waits, for as long as <see cref="TimeoutOptions.Inactivity"/> says.
    /// </summary>
    public long MaxHeldBytes
    {
        get => MaxHeldBytesValue.Get();
        set => MaxHeldBytesValue.SetInGroup(value);
    }

    /// <summary>What becomes of a body that is longer than a handler may hold. Default: it passes unread.</summary>
    public HeldBodyOverflow HeldBodyOverflow
    {
        get => HeldBodyOverflowValue.Get();
        set => HeldBodyOverflowValue.SetInGroup(value);
    }

    /// <summary>
    /// The longest WebSocket message in bytes, inflated, that <see cref="ProxyOptions.OnWebSocketMessage"/> can be shown,
    /// 1024..1073741824; default 16777216. With a callback set, a longer one ends the connection with the code 1009 (RFC 6455 §7.4.1).
    /// </summary>
    public int MaxWebSocketMessageBytes
    {
        get => MaxWebSocketMessageBytesValue.Get();
        set => MaxWebSocketMessageBytesValue.SetInGroup(value);
    }

    /// <summary>The rows of this group: names, defaults, ranges.</summary>
    internal IEnumerable<OptionValue> Values =>
    [
        MaxConnectionsValue,
        MaxConnectionsPerClientValue,
        MaxTunnelsValue,
        MaxHeaderBytesValue,
        MaxRawResponseHeaderBytesValue,
        MaxHeaderFieldsValue,
        MaxIdleOriginConnectionsPerRouteValue,
        MaxIdleOriginConnectionsValue,
        MinDataRateValue,
        MaxHeldBodyBytesValue,
        MaxHeldBytesValue,
        HeldBodyOverflowValue,
        MaxWebSocketMessageBytesValue,
    ];

    internal OptionValue<int> MaxConnectionsValue { get; }
        = new("Limits.MaxConnections", nameof(ProxyOptions.MaxConnections), 16_384, OptionRules.AtLeast(1));

    internal OptionValue<int?> MaxConnectionsPerClientValue { get; }
        = new(
            "Limits.MaxConnectionsPerClient", nameof(ProxyOptions.MaxConnectionsPerClient),
            null, OptionRules.AtLeastOrNull(0))
        { MayChange = true };

    internal OptionValue<int> MaxTunnelsValue { get; }
        = new("Limits.MaxTunnels", nameof(ProxyOptions.MaxTunnels), 10_000, OptionRules.AtLeast(1)) { MayChange = true };

    internal OptionValue<int> MaxHeaderBytesValue { get; }
        = new("Limits.MaxHeaderBytes", nameof(ProxyOptions.MaxHeaderBytes), 64 * 1024, OptionRules.Between(1024, 16 * 1024 * 1024));

    internal OptionValue<int> MaxRawResponseHeaderBytesValue { get; }
        = new(
            "Limits.MaxRawResponseHeaderBytes", nameof(ProxyOptions.MaxRawResponseHeaderBytes),
            1024 * 1024, OptionRules.Between(0, 16 * 1024 * 1024));

    internal OptionValue<int> MaxHeaderFieldsValue { get; }
        = new("Limits.MaxHeaderFields", nameof(ProxyOptions.MaxHeaderFields), 1000, OptionRules.Between(16, 65_536));

    internal OptionValue<int> MaxIdleOriginConnectionsPerRouteValue { get; }
        = new(
            "Limits.MaxIdleOriginConnectionsPerRoute", nameof(ProxyOptions.MaxIdleOriginConnectionsPerRoute),
            512, OptionRules.AtLeast(0));

    internal OptionValue<int> MaxIdleOriginConnectionsValue { get; }
        = new("Limits.MaxIdleOriginConnections", nameof(ProxyOptions.MaxIdleOriginConnections), 1024, OptionRules.AtLeast(0));

    internal OptionValue<int> MinDataRateValue { get; }
        = new("Limits.MinDataRate", nameof(ProxyOptions.MinDataRate), 240, OptionRules.AtLeast(0)) { MayChange = true };

    internal OptionValue<int> MaxHeldBodyBytesValue { get; }
        = new(
            "Limits.MaxHeldBodyBytes", nameof(ProxyOptions.MaxHeldBodyBytes),
            16 * 1024 * 1024, OptionRules.AtLeast(1))
        { MayChange = true };

    internal OptionValue<long> MaxHeldBytesValue { get; }
        = new("Limits.MaxHeldBytes", nameof(ProxyOptions.MaxHeldBytes), 256L * 1024 * 1024, OptionRules.AtLeast(1L));

    internal OptionValue<HeldBodyOverflow> HeldBodyOverflowValue { get; }
        = new(
            "Limits.HeldBodyOverflow", nameof(ProxyOptions.HeldBodyOverflow),
            HeldBodyOverflow.PassOn, OptionRules.Defined)
        { MayChange = true };

    internal OptionValue<int> MaxWebSocketMessageBytesValue { get; }
        = new(
            "Limits.MaxWebSocketMessageBytes", nameof(ProxyOptions.MaxWebSocketMessageBytes),
            16 * 1024 * 1024, OptionRules.Between(1024, 1024 * 1024 * 1024))
        { MayChange = true };
}
