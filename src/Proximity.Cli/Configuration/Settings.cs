namespace Proximity.Cli.Configuration;

/// <summary>What one source, the command line, the environment or a file, says about the proxy. Null means it says nothing.</summary>
internal sealed record Settings
{
    public int? Port { get; init; }

    public bool? EphemeralPort { get; init; }

    public string? Bind { get; init; }

    public IReadOnlyList<string>? AllowClients { get; init; }

    public IReadOnlyList<string>? AllowTargets { get; init; }

    public IReadOnlyList<string>? DenyTargets { get; init; }

    public IReadOnlyList<string>? ConnectPorts { get; init; }

    public string? ProxyAuth { get; init; }

    public string? ProxyAuthFile { get; init; }

    public string? Via { get; init; }

    public ForwardedField? Forwarded { get; init; }

    public IReadOnlyList<string>? Redact { get; init; }

    public bool? Verbose { get; init; }

    public int? TimeoutSeconds { get; init; }

    public int? HeadTimeoutSeconds { get; init; }

    public int? ConnectTimeoutSeconds { get; init; }

    public int? MinDataRate { get; init; }

    public int? MaxConnections { get; init; }

    public int? MaxConnectionsPerClient { get; init; }

    public int? MaxTunnels { get; init; }

    public int? OriginIdleTimeoutSeconds { get; init; }

    public int? MaxIdleOriginConnectionsPerRoute { get; init; }

    public int? MaxIdleOriginConnections { get; init; }

    public string? Upstream { get; init; }

    public bool? RecordFlows { get; init; }

    public int? MaxFlows { get; init; }

    public int? MaxWebSocketRecordBytes { get; init; }

    public int? MaxHeaderBytes { get; init; }

    public int? MaxHeaderFields { get; init; }

    public Strictness? Strictness { get; init; }

    public Transport? Transport { get; init; }

    public bool? PersistentConnections { get; init; }

    public string? ExportFile { get; init; }

    public string? ImportFile { get; init; }

    public bool? Mitm { get; init; }

    public string? CaCert { get; init; }

    public string? CaKey { get; init; }

    public string? CaPassword { get; init; }

    public InterceptionSettings Interception { get; init; } = new();

    /// <summary>These settings, and where they say nothing, those of a source of less weight.</summary>
    public Settings Over(Settings lower) => new()
    {
        Port = Port ?? lower.Port,
        EphemeralPort = EphemeralPort ?? lower.EphemeralPort,
        Bind = Bind ?? lower.Bind,
        AllowClients = AllowClients ?? lower.AllowClients,
        AllowTargets = AllowTargets ?? lower.AllowTargets,
        DenyTargets = DenyTargets ?? lower.DenyTargets,
        ConnectPorts = ConnectPorts ?? lower.ConnectPorts,
        ProxyAuth = ProxyAuth ?? lower.ProxyAuth,
        ProxyAuthFile = ProxyAuthFile ?? lower.ProxyAuthFile,
        Via = Via ?? lower.Via,
        Forwarded = Forwarded ?? lower.Forwarded,
        Redact = Redact ?? lower.Redact,
        Verbose = Verbose ?? lower.Verbose,
        TimeoutSeconds = TimeoutSeconds ?? lower.TimeoutSeconds,
        HeadTimeoutSeconds = HeadTimeoutSeconds ?? lower.HeadTimeoutSeconds,
        ConnectTimeoutSeconds = ConnectTimeoutSeconds ?? lower.ConnectTimeoutSeconds,
        MinDataRate = MinDataRate ?? lower.MinDataRate,
        MaxConnections = MaxConnections ?? lower.MaxConnections,
        MaxConnectionsPerClient = MaxConnectionsPerClient ?? lower.MaxConnectionsPerClient,
        MaxTunnels = MaxTunnels ?? lower.MaxTunnels,
        OriginIdleTimeoutSeconds = OriginIdleTimeoutSeconds ?? lower.OriginIdleTimeoutSeconds,
        MaxIdleOriginConnectionsPerRoute = MaxIdleOriginConnectionsPerRoute ?? lower.MaxIdleOriginConnectionsPerRoute,
        MaxIdleOriginConnections = MaxIdleOriginConnections ?? lower.MaxIdleOriginConnections,
        Upstream = Upstream ?? lower.Upstream,
        RecordFlows = RecordFlows ?? lower.RecordFlows,
        MaxFlows = MaxFlows ?? lower.MaxFlows,
        MaxWebSocketRecordBytes = MaxWebSocketRecordBytes ?? lower.MaxWebSocketRecordBytes,
        MaxHeaderBytes = MaxHeaderBytes ?? lower.MaxHeaderBytes,
        MaxHeaderFields = MaxHeaderFields ?? lower.MaxHeaderFields,
        Strictness = Strictness ?? lower.Strictness,
        Transport = Transport ?? lower.Transport,
        PersistentConnections = PersistentConnections ?? lower.PersistentConnections,
        ExportFile = ExportFile ?? lower.ExportFile,
        ImportFile = ImportFile ?? lower.ImportFile,
        Mitm = Mitm ?? lower.Mitm,
        CaCert = CaCert ?? lower.CaCert,
        CaKey = CaKey ?? lower.CaKey,
        CaPassword = CaPassword ?? lower.CaPassword,
        Interception = Interception.Over(lower.Interception),
    };

    /// <summary>The options for the library; what no source named keeps the library's default.</summary>
    public ProxyOptions ToProxyOptions()
    {
        var options = new ProxyOptions();
        options.Port = Port ?? options.Port;
        options.UseEphemeralPort = EphemeralPort ?? options.UseEphemeralPort;
        options.Bind = Bind;
        options.AllowClients = AllowClients;
        options.AllowTargets = AllowTargets;
        options.DenyTargets = DenyTargets;
        options.ConnectPorts = ConnectPorts;
        options.ProxyAuth = ProxyAuth;
        options.Via = Via;
        options.Forwarded = Forwarded ?? options.Forwarded;
        options.Redact = Redact;
        options.Verbose = Verbose ?? options.Verbose;
        options.Timeout = TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : options.Timeout;
        options.HeadTimeout = HeadTimeoutSeconds is { } headSeconds ? TimeSpan.FromSeconds(headSeconds) : options.HeadTimeout;
        options.ConnectTimeout = ConnectTimeoutSeconds is { } connectSeconds ? TimeSpan.FromSeconds(connectSeconds) : options.ConnectTimeout;
        options.MinDataRate = MinDataRate ?? options.MinDataRate;
        options.MaxConnections = MaxConnections ?? options.MaxConnections;
        options.MaxConnectionsPerClient = MaxConnectionsPerClient;
        options.MaxTunnels = MaxTunnels ?? options.MaxTunnels;
        options.OriginIdleTimeout = OriginIdleTimeoutSeconds is { } idleSeconds ? TimeSpan.FromSeconds(idleSeconds) : options.OriginIdleTimeout;
        options.MaxIdleOriginConnectionsPerRoute = MaxIdleOriginConnectionsPerRoute ?? options.MaxIdleOriginConnectionsPerRoute;
        options.MaxIdleOriginConnections = MaxIdleOriginConnections ?? options.MaxIdleOriginConnections;
        options.UpstreamProxy = Upstream;
        options.RecordFlows = RecordFlows ?? options.RecordFlows;
        options.MaxFlows = MaxFlows ?? options.MaxFlows;
        options.MaxWebSocketRecordBytes = MaxWebSocketRecordBytes ?? options.MaxWebSocketRecordBytes;
        options.MaxHeaderBytes = MaxHeaderBytes ?? options.MaxHeaderBytes;
        options.MaxHeaderFields = MaxHeaderFields ?? options.MaxHeaderFields;
        options.Strictness = Strictness ?? options.Strictness;
        options.Transport = Transport ?? options.Transport;
        options.PersistentConnections = PersistentConnections ?? options.PersistentConnections;
        options.Interception = Mitm is true ? ToInterceptionOptions() : null;
        return options;
    }

    /// <summary>The library's options for interception, whether or not it is asked for.</summary>
    public InterceptionOptions ToInterceptionOptions() => Interception.ApplyTo(new InterceptionOptions { CaCert = CaCert, CaKey = CaKey, CaPassword = CaPassword });
}
