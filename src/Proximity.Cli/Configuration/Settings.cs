using System.Runtime.CompilerServices;
using Proximity.Cli.Configuration.Rows;
using Proximity.Cli.Output;
using Proximity.Http2;
using Proximity.Zstd;

namespace Proximity.Cli.Configuration;

/// <summary>
/// What one source, the command line, the environment or a file, says about the proxy, and in which words: each value comes with the
/// option, key or variable that said it, so that a refusal can name it. Null means it says nothing.
/// </summary>
internal sealed record Settings
{
    /// <summary>How long silence may last in a tunnel, before a response and inside a body, where no source names a time.</summary>
    public const int DefaultTunnelSeconds = 3600, DefaultFirstByteSeconds = 300, DefaultBodySeconds = 300;

    /// <summary>How much is kept of bodies and flows where no source says it: the program has the machine's memory to itself.</summary>
    public const int DefaultMaxBodyBytes = 1024 * 1024;
    public const long DefaultMaxFlowBytes = 256 * 1024 * 1024;

    private readonly Dictionary<string, (object Value, string? Source)> values;

    public Settings() => values = new(StringComparer.Ordinal);

    private Settings(Settings original) => values = new(original.values, StringComparer.Ordinal);

    public int? Port { get => Value<int?>(); init => Put(value); }

    public bool? EphemeralPort { get => Value<bool?>(); init => Put(value); }

    public string? Bind { get => Value<string?>(); init => Put(value); }

    public IReadOnlyList<string>? AllowClients { get => Value<IReadOnlyList<string>?>(); init => Put(value); }

    public IReadOnlyList<string>? AllowTargets { get => Value<IReadOnlyList<string>?>(); init => Put(value); }

    public IReadOnlyList<string>? DenyTargets { get => Value<IReadOnlyList<string>?>(); init => Put(value); }

    public IReadOnlyList<string>? ConnectPorts { get => Value<IReadOnlyList<string>?>(); init => Put(value); }

    public string? ProxyAuth { get => Value<string?>(); init => Put(value); }

    public string? ProxyAuthFile { get => Value<string?>(); init => Put(value); }

    public string? Via { get => Value<string?>(); init => Put(value); }

    public bool? AddDate { get => Value<bool?>(); init => Put(value); }

    public bool? AllowHttpsTargets { get => Value<bool?>(); init => Put(value); }

    public ForwardedField? Forwarded { get => Value<ForwardedField?>(); init => Put(value); }

    public IReadOnlyList<string>? Redact { get => Value<IReadOnlyList<string>?>(); init => Put(value); }

    public bool? Verbose { get => Value<bool?>(); init => Put(value); }

    public string? Show { get => Value<string?>(); init => Put(value); }

    public string? Ui { get => Value<string?>(); init => Put(value); }

    public bool? NoUi { get => Value<bool?>(); init => Put(value); }

    public bool? OpenUi { get => Value<bool?>(); init => Put(value); }

    public bool? AllowWrite { get => Value<bool?>(); init => Put(value); }

    public bool? Diagnostics { get => Value<bool?>(); init => Put(value); }

    public ColorChoice? Color { get => Value<ColorChoice?>(); init => Put(value); }

    public int? TimeoutSeconds { get => Value<int?>(); init => Put(value); }

    public int? TunnelTimeoutSeconds { get => Value<int?>(); init => Put(value); }

    public int? FirstByteTimeoutSeconds { get => Value<int?>(); init => Put(value); }

    public int? BodyTimeoutSeconds { get => Value<int?>(); init => Put(value); }

    public int? HeadTimeoutSeconds { get => Value<int?>(); init => Put(value); }

    public int? ConnectTimeoutSeconds { get => Value<int?>(); init => Put(value); }

    public int? DnsCacheSeconds { get => Value<int?>(); init => Put(value); }

    public int? MinDataRate { get => Value<int?>(); init => Put(value); }

    public int? MaxConnections { get => Value<int?>(); init => Put(value); }

    public int? MaxConnectionsPerClient { get => Value<int?>(); init => Put(value); }

    public int? MaxTunnels { get => Value<int?>(); init => Put(value); }

    public int? OriginIdleTimeoutSeconds { get => Value<int?>(); init => Put(value); }

    public int? MaxIdleOriginConnectionsPerRoute { get => Value<int?>(); init => Put(value); }

    public int? MaxIdleOriginConnections { get => Value<int?>(); init => Put(value); }

    public string? Upstream { get => Value<string?>(); init => Put(value); }

    public string? UpstreamTunnel { get => Value<string?>(); init => Put(value); }

    public IReadOnlyList<string>? UpstreamExceptions { get => Value<IReadOnlyList<string>?>(); init => Put(value); }

    /// <summary>True when the parent proxies are those of the environment. Said by no source.</summary>
    public bool? IsUpstreamOfEnvironment { get => Value<bool?>(); init => Put(value); }

    public bool? RecordFlows { get => Value<bool?>(); init => Put(value); }

    public string? Keep { get => Value<string?>(); init => Put(value); }

    public bool? ClientProcess { get => Value<bool?>(); init => Put(value); }

    public int? MaxFlows { get => Value<int?>(); init => Put(value); }

    public bool? CaptureBodies { get => Value<bool?>(); init => Put(value); }

    public int? MaxBodyBytes { get => Value<int?>(); init => Put(value); }

    public long? MaxFlowBytes { get => Value<long?>(); init => Put(value); }

    public int? MaxWebSocketRecordBytes { get => Value<int?>(); init => Put(value); }

    public int? MaxHeaderBytes { get => Value<int?>(); init => Put(value); }

    public int? MaxRawResponseHeaderBytes { get => Value<int?>(); init => Put(value); }

    public int? MaxHeaderFields { get => Value<int?>(); init => Put(value); }

    public Strictness? Strictness { get => Value<Strictness?>(); init => Put(value); }

    public Transport? Transport { get => Value<Transport?>(); init => Put(value); }

    public bool? PersistentConnections { get => Value<bool?>(); init => Put(value); }

    public string? ExportFile { get => Value<string?>(); init => Put(value); }

    public string? ExportFormat { get => Value<string?>(); init => Put(value); }

    public string? RedactReport { get => Value<string?>(); init => Put(value); }

    public string? ImportFile { get => Value<string?>(); init => Put(value); }

    public string? Store { get => Value<string?>(); init => Put(value); }

    public string? Stream { get => Value<string?>(); init => Put(value); }

    public string? ProxyName { get => Value<string?>(); init => Put(value); }

    public long? StoreMaxSize { get => Value<long?>(); init => Put(value); }

    public long? StoreMaxAge { get => Value<long?>(); init => Put(value); }

    public long? StoreMaxFlows { get => Value<long?>(); init => Put(value); }

    public string? Spool { get => Value<string?>(); init => Put(value); }

    public long? SpoolMaxSize { get => Value<long?>(); init => Put(value); }

    public bool? Mitm { get => Value<bool?>(); init => Put(value); }

    public string? CaCert { get => Value<string?>(); init => Put(value); }

    public string? CaKey { get => Value<string?>(); init => Put(value); }

    public string? CaPassword { get => Value<string?>(); init => Put(value); }

    public string? CaFolder { get => Value<string?>(); init => Put(value); }

    public IReadOnlyList<string>? InterceptHosts { get => Value<IReadOnlyList<string>?>(); init => Put(value); }

    public IReadOnlyList<string>? PassThroughHosts { get => Value<IReadOnlyList<string>?>(); init => Put(value); }

    public int? RejectionMemorySeconds { get => Value<int?>(); init => Put(value); }

    public IReadOnlyList<string>? InsecureOrigins { get => Value<IReadOnlyList<string>?>(); init => Put(value); }

    public IReadOnlyList<string>? OriginCas { get => Value<IReadOnlyList<string>?>(); init => Put(value); }

    /// <summary>Certificates to show to origins, each as <c>host=file</c>.</summary>
    public IReadOnlyList<string>? ClientCertificates { get => Value<IReadOnlyList<string>?>(); init => Put(value); }

    public bool? CheckRevocation { get => Value<bool?>(); init => Put(value); }

    /// <summary>Whether HTTP/2 is spoken with those who want it; it is, unless something says no.</summary>
    public bool? Http2 { get => Value<bool?>(); init => Put(value); }

    /// <summary>What says a setting: an option, a key of a file, a variable; null when nothing does, or the program itself.</summary>
    public string? SourceOf(string setting) => values.TryGetValue(setting, out var said) ? said.Source : null;

    /// <summary>The value of a setting, by the member's name; null when nothing says it.</summary>
    public object? ValueOf(string setting) => values.TryGetValue(setting, out var said) ? said.Value : null;

    /// <summary>These settings without one, by the member's name.</summary>
    public Settings Without(string setting)
    {
        var fewer = new Settings(this);
        fewer.values.Remove(setting);
        return fewer;
    }

    /// <summary>A file or other value with what says it in parentheses, for a refusal.</summary>
    public string WithSource(string value, string setting) => SourceOf(setting) is { } source ? $"{value} ({source})" : value;

    /// <summary>These settings and one more.</summary>
    /// <param name="setting">The member's name.</param>
    /// <param name="value">Its value; null says nothing.</param>
    /// <param name="source">What says it.</param>
    public Settings With(string setting, object? value, string source)
    {
        var more = new Settings(this);
        if (value is not null)
        {
            more.values[setting] = (value, source);
        }

        return more;
    }

    /// <summary>These settings, and where they say nothing, those of a source of less weight.</summary>
    public Settings Over(Settings lower)
    {
        var both = new Settings(lower);
        foreach (var (setting, said) in values)
        {
            both.values[setting] = said;
        }

        return both;
    }

    /// <summary>The options for the library; what no source named keeps the library's default, or the program's where it has its own.</summary>
    public ProxyOptions ToProxyOptions()
    {
        var options = new ProxyOptions { MaxBodyBytes = DefaultMaxBodyBytes, MaxFlowBytes = DefaultMaxFlowBytes };
        if (TimeoutSeconds is null)
        {
            // Nobody has said what silence means: then it is not meant where applications are silent on purpose.
            options.TunnelTimeout = TimeSpan.FromSeconds(DefaultTunnelSeconds);
            options.FirstByteTimeout = TimeSpan.FromSeconds(DefaultFirstByteSeconds);
            options.BodyTimeout = TimeSpan.FromSeconds(DefaultBodySeconds);
        }

        foreach (var (row, value) in Said())
        {
            row.Apply(value, options);
        }

        options.UseZstd();
        options.Interception = Mitm is true ? ToInterceptionOptions() : null;
        return options;
    }

    /// <summary>
    /// The library's options for interception, whether or not it is asked for. Certificates of origins are loaded elsewhere.
    /// </summary>
    public InterceptionOptions ToInterceptionOptions()
    {
        var options = new InterceptionOptions { Http2 = Http2 is false ? null : Http2Engine.Create() };
        foreach (var (row, value) in Said())
        {
            row.Apply(value, options);
        }

        return options;
    }

    public bool Equals(Settings? other)
        => other is not null && values.Count == other.values.Count
            && values.All(said => other.values.TryGetValue(said.Key, out var theirs) && said.Value.Value.Equals(theirs.Value));

    public override int GetHashCode() => values.Count;

    private IEnumerable<(OptionRow Row, object Value)> Said()
    {
        foreach (var row in OptionTable.Rows)
        {
            if (values.TryGetValue(row.Setting, out var said))
            {
                yield return (row, said.Value);
            }
        }
    }

    private TValue Value<TValue>([CallerMemberName] string setting = "")
        => values.TryGetValue(setting, out var said) ? (TValue)said.Value : default!;

    private void Put(object? value, [CallerMemberName] string setting = "")
    {
        if (value is null)
        {
            values.Remove(setting);
        }
        else
        {
            values[setting] = (value, null);
        }
    }
}
