using Microsoft.Extensions.Logging;

namespace Proximity;

/// <summary>What a proxy is started with. Read once by <c>ProxyServer.StartAsync</c>; later changes have no effect.</summary>
public sealed partial class ProxyOptions
{
    /// <summary>The default of <see cref="Port"/>.</summary>
    public const int DefaultPort = 8080;

    /// <summary>
    /// The TCP port to listen on, 1..65535; default 8080. A value outside is ignored, the default used and a warning logged.
    /// </summary>
    public int Port { get; set; } = DefaultPort;

    /// <summary>
    /// True to let the operating system choose a free port, whatever <see cref="Port"/> says; read it from <c>ProxyServer.EndPoint</c>.
    /// Default false.
    /// </summary>
    public bool UseEphemeralPort { get; set; }

    /// <summary>
    /// The local address to listen on, such as <c>127.0.0.1</c> or <c>::1</c>; null, the default, listens on all interfaces, IPv4 and
    /// IPv6.
    /// </summary>
    public string? Bind { get; set; }

    /// <summary>
    /// Which clients may use the proxy: addresses, CIDR ranges, and the presets <c>loopback</c>, <c>link-local</c>, <c>private</c> and
    /// <c>all</c>. Null, the default, means
    /// the first three: a proxy that listens on all interfaces is not open to the internet by that. Other clients are answered 403. An
    /// empty list admits nobody.
    /// </summary>
    public IReadOnlyList<string>? AllowClients { get; set; }

    /// <summary>
    /// Which targets may be reached: host patterns (<c>example.org</c>, <c>*.example.org</c> for what is below it, <c>.example.org</c>
    /// for both, <c>*</c>), addresses, CIDR ranges and the presets <c>loopback</c>, <c>link-local</c>, <c>private</c>, <c>metadata</c>
    /// and <c>all</c>, each with <c>:ports</c> behind it or without. Null, the default, means every one. A target is allowed by its name,
    /// or by the address it resolves to. Others are answered 403.
    /// </summary>
    public IReadOnlyList<string>? AllowTargets { get; set; }

    /// <summary>
    /// Which targets may not be reached, written as in <see cref="AllowTargets"/>, over which this wins; checked against the name, and
    /// against each address before it is dialled. Null, the default, denies clients of other machines this machine's loopback and its
    /// cloud's metadata service; an empty list denies nothing.
    /// </summary>
    public IReadOnlyList<string>? DenyTargets { get; set; }

    /// <summary>
    /// True to take whole <c>https://</c> URLs without a CONNECT, as some clients send them: the proxy makes TLS with the origin, verified
    /// like that of intercepted tunnels, with what
    /// <see cref="Interception"/> says of origins where that is set. The client's leg is in clear then, and its flow says so. Default
    /// false: 501 <c>https_without_connect</c>.
    /// </summary>
    public bool AllowHttpsTargets { get; set; }

    /// <summary>
    /// The ports CONNECT may go to: ports, ranges such as <c>8000-8999</c>; null, the default, for all. Others are answered 403.
    /// </summary>
    public IReadOnlyList<string>? ConnectPorts { get; set; }

    /// <summary>
    /// The credentials that clients must bring, <c>user:password</c>, by Basic authentication (RFC 7617); null, the default, asks for
    /// none unless <see cref="Authenticate"/>
    /// does. Without good ones a request is answered 407. They never pass on to an origin or upstream proxy.
    /// </summary>
    public string? ProxyAuth { get; set; }

    /// <summary>
    /// Says whether a user and password are good, for credentials other than <see cref="ProxyAuth"/>; null, the default, for none. What
    /// it finds good is not asked again for a minute. When it throws, they are not.
    /// </summary>
    public Func<string, string, ValueTask<bool>>? Authenticate { get; set; }

    /// <summary>
    /// What the proxy calls itself in <c>Via</c>, a token that no other proxy of a chain uses; null, the default, adds none. With it a
    /// request that comes back is answered 508 (RFC 9110 §7.6.3). Off by default because some origins send less when they see it, as
    /// nginx leaves out compression.
    /// </summary>
    public string? Via { get; set; }

    /// <summary>
    /// In which fields the client's address is sent on to the next hop, behind what the client itself said of it; default none, because
    /// origins need not know it.
    /// </summary>
    public ForwardedField Forwarded { get; set; }

    /// <summary>
    /// True to add <c>Date</c> to forwarded responses that come without one, as a recipient with a clock must (RFC 9110 §6.6.1). Default
    /// false: what an origin sends passes on unchanged, byte for byte.
    /// </summary>
    public bool AddDate { get; set; }

    /// <summary>
    /// What is masked in exported flows beside the default list of fields and query parameters that hold secrets: field names, and query
    /// parameters with a question mark before them. An empty list masks the defaults; null, the default, masks nothing.
    /// </summary>
    public IReadOnlyList<string>? Redact { get; set; }

    /// <summary>
    /// What the error answers to clients call these options, by the name of the member: <c>["Timeout"] = "--timeout"</c>. With it, an
    /// option that has no entry is not named. Null, the default, calls options by their members.
    /// </summary>
    public IReadOnlyDictionary<string, string>? OptionNames { get; set; }

    /// <summary>True for diagnostics of each connection and exchange. Default false: warnings and errors only.</summary>
    public bool Verbose { get; set; }

    /// <summary>Where diagnostics go; null, the default, writes lines to standard error.</summary>
    public ILogger? Logger { get; set; }

    /// <summary>
    /// How long a connection may be silent; default 30 s. Zero or less: for ever. The three below replace it where applications are silent
    /// on purpose.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long nothing may move in a tunnel, or after a switch of protocols such as to WebSocket, in either direction; then both sides are
    /// closed. Null, the default: as
    /// <see cref="Timeout"/>. Zero or less: for ever.
    /// </summary>
    public TimeSpan? TunnelTimeout { get; set; }

    /// <summary>
    /// How long a response head may be awaited once the request is with the origin; then 504. Null, the default: as <see cref="Timeout"/>.
    /// Zero or less: for ever.
    /// </summary>
    public TimeSpan? FirstByteTimeout { get; set; }

    /// <summary>
    /// How long nothing of a body may move, a request's or a response's; then 408 for a request's before its response, a broken connection
    /// otherwise. Null, the default: as
    /// <see cref="Timeout"/>. Zero or less: for ever.
    /// </summary>
    public TimeSpan? BodyTimeout { get; set; }

    /// <summary>
    /// How long a head may take from its first byte to its last, however steadily it drips; default 60 s. A request's is then answered 408,
    /// and a response's becomes a 504. The TLS handshake with a client in an intercepted tunnel has the same time in all; then its
    /// connection is broken off. Zero or less: for ever.
    /// </summary>
    public TimeSpan HeadTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long looking up a name and connecting may take together; default 10 s, then 504. Zero or less: as long as
    /// <see cref="Timeout"/>.
    /// </summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the addresses of a name are remembered; default 5 s. A failed look-up is remembered for a second at most, and a name whose
    /// addresses cannot be reached is looked up anew. The rules for targets are asked at each connection all the same. Zero or less: not at
    /// all.
    /// </summary>
    public TimeSpan DnsCacheTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// What a client must move of a body, in bytes a second, on average over thirty seconds in which it is waited for; default 240, then
    /// 408 or a broken connection. Zero or less: any rate.
    /// </summary>
    public int MinDataRate { get; set; } = 240;

    /// <summary>
    /// The most clients connected at a time; default 16384. At the limit further ones wait in the system's queue until others leave. Below
    /// 1 means the default. Fitted to the system's limit of open files (<c>ProxyServer.MaxConnections</c>).
    /// </summary>
    public int MaxConnections { get; set; } = 16_384;

    /// <summary>
    /// The most connections of one client: an IPv4 address, an IPv6 /64. Further ones are answered 503. Null, the default, means 1000 for
    /// clients of other machines and no limit for programs of this one, which all share an address; a value holds for all. Below 0 means
    /// 0.
    /// </summary>
    public int? MaxConnectionsPerClient { get; set; }

    /// <summary>
    /// The most tunnels at a time, CONNECT and upgraded connections together; default 10000, then 503. Below 1 means the default. Fitted to
    /// the system's limit of open files (<c>ProxyServer.MaxTunnels</c>).
    /// </summary>
    public int MaxTunnels { get; set; } = 10_000;

    /// <summary>
    /// The parent proxy that traffic goes through: <c>host:port</c> or <c>http://user:password@host:port</c>, IPv6 in brackets; null, the
    /// default, goes to origins directly. Anything else ends the start with <c>invalid_upstream_proxy</c>.
    /// </summary>
    public string? UpstreamProxy { get; set; }

    /// <summary>
    /// The parent proxy that is asked for tunnels, in the form of <see cref="UpstreamProxy"/>; null, the default, means that one, and
    /// <c>direct</c> that the targets of CONNECT are reached
    /// directly. Plain requests do not go through it.
    /// </summary>
    public string? UpstreamTunnelProxy { get; set; }

    /// <summary>
    /// Targets that are reached without a parent proxy, in the forms of the variable <c>no_proxy</c>: <c>example.com</c> and
    /// <c>.example.com</c> (the host and what is below it),
    /// <c>*.example.com</c> (what is below it), an address, a CIDR range, <c>*</c> (everything), each with <c>:port</c> or without; IPv6
    /// in brackets where a port follows. Names are not looked up for it. Null, the default, means none. Anything else excepts nothing, as
    /// with other programs, and a warning is logged.
    /// </summary>
    public IReadOnlyList<string>? UpstreamExceptions { get; set; }

    /// <summary>
    /// The most bytes of a message head, start line to empty line; default 64 KiB. Below 1 KiB means 1 KiB, above 16 MiB means 16 MiB.
    /// </summary>
    public int MaxHeaderBytes { get; set; } = 64 * 1024;

    /// <summary>
    /// The most bytes of a response head that exceeds <see cref="MaxHeaderBytes"/> and is forwarded raw; default 1 MiB, at most 16 MiB.
    /// It is held until it has ended; a longer one is answered 502. At or below <see cref="MaxHeaderBytes"/> no head is forwarded raw.
    /// </summary>
    public int MaxRawResponseHeaderBytes { get; set; } = 1024 * 1024;

    /// <summary>
    /// The most field lines of a message head; default 1000, kept between 16 and 65536. A request with more is answered 400, a response
    /// becomes a 502.
    /// </summary>
    public int MaxHeaderFields { get; set; } = 1000;

    /// <summary>
    /// Whether heads that break the grammar without doubt about their framing are refused, the default, or mended (docs/http.md).
    /// </summary>
    public Strictness Strictness { get; set; }

    /// <summary>
    /// True, the default, to keep connections to clients and origins for further requests; false sends <c>Connection: close</c> with
    /// every forwarded message and closes both sides after it.
    /// </summary>
    public bool PersistentConnections { get; set; } = true;

    /// <summary>
    /// How long an unused origin connection is kept for reuse; default 60 s. Zero or less keeps none, not even one that belongs to one
    /// client's connection: then handshakes of NTLM and its like cannot come to an end.
    /// </summary>
    public TimeSpan OriginIdleTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The most unused connections kept for one route (an origin, through its upstream proxy); default 512. Further ones are closed after
    /// use. Below 0 means 0.
    /// </summary>
    public int MaxIdleOriginConnectionsPerRoute { get; set; } = 512;

    /// <summary>
    /// The most unused origin connections kept in all; default 1024. Further ones are closed after use. Those that belong to one client's
    /// connection each, because their origins may know the client by them, are counted apart, up to the same number: beyond it the one used
    /// longest ago is closed, and its client's connection ends. Below 0 means 0.
    /// </summary>
    public int MaxIdleOriginConnections { get; set; } = 1024;

    /// <summary>How sockets are waited for; default <see cref="Transport.Automatic"/>.</summary>
    public Transport Transport { get; set; }

    /// <summary>When event loops of the proxy's own make short writes; for tests, which have few connections each.</summary>
    internal SendRule SendRule { get; set; }

    /// <summary>The clock; default <see cref="System.TimeProvider.System"/>. Tests put a fake one here.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Certificate material for the interception of HTTPS; null, the default, leaves it off.</summary>
    public InterceptionOptions? Interception { get; set; }
}
