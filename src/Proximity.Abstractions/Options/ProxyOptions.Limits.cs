namespace Proximity;

/// <content>How much there may be of something.</content>
public sealed partial class ProxyOptions
{
    /// <summary>
    /// What a client must move of a body, in bytes a second, on average over thirty seconds in which it is waited for; default 240, then
    /// 408 or a broken connection. Zero or less: any rate.
    /// </summary>
    public int MinDataRate
    {
        get => Limits.MinDataRateValue.Get();
        set => Limits.MinDataRateValue.SetFlat(value);
    }

    /// <summary>
    /// The most clients connected at a time; default 16384. At the limit further ones wait in the system's queue until others leave. Below
    /// 1 means the default. Fitted to the system's limit of open files (<c>ProxyServer.MaxConnections</c>).
    /// </summary>
    public int MaxConnections
    {
        get => Limits.MaxConnectionsValue.Get();
        set => Limits.MaxConnectionsValue.SetFlat(value);
    }

    /// <summary>
    /// The most connections of one client: an IPv4 address, an IPv6 /64. Further ones are answered 503. Null, the default, means 1000 for
    /// clients of other machines and no limit for programs of this one, which all share an address; a value holds for all. Below 0 means
    /// 0.
    /// </summary>
    public int? MaxConnectionsPerClient
    {
        get => Limits.MaxConnectionsPerClientValue.Get();
        set => Limits.MaxConnectionsPerClientValue.SetFlat(value);
    }

    /// <summary>
    /// The most tunnels at a time, CONNECT and upgraded connections together; default 10000, then 503. Below 1 means the default. Fitted to
    /// the system's limit of open files (<c>ProxyServer.MaxTunnels</c>).
    /// </summary>
    public int MaxTunnels
    {
        get => Limits.MaxTunnelsValue.Get();
        set => Limits.MaxTunnelsValue.SetFlat(value);
    }

    /// <summary>
    /// The most bytes of a message head, start line to empty line; default 64 KiB. Below 1 KiB means 1 KiB, above 16 MiB means 16 MiB.
    /// </summary>
    public int MaxHeaderBytes
    {
        get => Limits.MaxHeaderBytesValue.Get();
        set => Limits.MaxHeaderBytesValue.SetFlat(value);
    }

    /// <summary>
    /// The most bytes of a response head that exceeds <see cref="MaxHeaderBytes"/> and is forwarded raw; default 1 MiB, at most 16 MiB.
    /// It is held until it has ended; a longer one is answered 502. At or below <see cref="MaxHeaderBytes"/> no head is forwarded raw.
    /// </summary>
    public int MaxRawResponseHeaderBytes
    {
        get => Limits.MaxRawResponseHeaderBytesValue.Get();
        set => Limits.MaxRawResponseHeaderBytesValue.SetFlat(value);
    }

    /// <summary>
    /// The most field lines of a message head; default 1000, kept between 16 and 65536. A request with more is answered 400, a response
    /// becomes a 502.
    /// </summary>
    public int MaxHeaderFields
    {
        get => Limits.MaxHeaderFieldsValue.Get();
        set => Limits.MaxHeaderFieldsValue.SetFlat(value);
    }

    /// <summary>
    /// The most unused connections kept for one route (an origin, through its upstream proxy); default 512. Further ones are closed after
    /// use. Below 0 means 0.
    /// </summary>
    public int MaxIdleOriginConnectionsPerRoute
    {
        get => Limits.MaxIdleOriginConnectionsPerRouteValue.Get();
        set => Limits.MaxIdleOriginConnectionsPerRouteValue.SetFlat(value);
    }

    /// <summary>
    /// The most unused origin connections kept in all; default 1024. Further ones are closed after use. Those that belong to one client's
    /// connection each, because their origins may know the client by them, are counted apart, up to the same number: beyond it the one used
    /// longest ago is closed, and its client's connection ends. Below 0 means 0.
    /// </summary>
    public int MaxIdleOriginConnections
    {
        get => Limits.MaxIdleOriginConnectionsValue.Get();
        set => Limits.MaxIdleOriginConnectionsValue.SetFlat(value);
    }
}
