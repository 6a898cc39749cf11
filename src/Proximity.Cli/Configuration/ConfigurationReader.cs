using System.Text.Json;

namespace Proximity.Cli.Configuration;

/// <summary>
/// Reads the configuration's JSON, value by value: every refusal names the file, the key and what is allowed. Comments and trailing commas are accepted, null means
/// "not set", and relative paths start at the file's folder, so that a file means the same wherever the program is started.
/// </summary>
internal static class ConfigurationReader
{
    private static readonly JsonDocumentOptions Leniency = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        AllowDuplicateProperties = false,
        MaxDepth = 8,
    };

    private static readonly Dictionary<string, Func<Settings, ConfigurationValue, Settings>> Keys = new(StringComparer.Ordinal)
    {
        ["port"] = (settings, value) => settings with { Port = value.Integer(IntegerRange.Port) },
        ["bind"] = (settings, value) => settings with { Bind = value.Text() },
        ["allowClients"] = (settings, value) => settings with { AllowClients = value.TextList() },
        ["allowTargets"] = (settings, value) => settings with { AllowTargets = value.TextList() },
        ["denyTargets"] = (settings, value) => settings with { DenyTargets = value.TextList() },
        ["connectPorts"] = (settings, value) => settings with { ConnectPorts = value.TextList() },
        ["proxyAuth"] = (settings, value) => settings with { ProxyAuth = value.Text() },
        ["proxyAuthFile"] = (settings, value) => settings with { ProxyAuthFile = value.FilePath() },
        ["via"] = (settings, value) => settings with { Via = value.Text() },
        ["forwarded"] = (settings, value) => settings with { Forwarded = value.OneOf(ForwardedWords.All) },
        ["redact"] = (settings, value) => settings with { Redact = value.TextList() },
        ["verbose"] = (settings, value) => settings with { Verbose = value.Boolean() },
        ["timeout"] = (settings, value) => settings with { TimeoutSeconds = value.Integer(IntegerRange.TimeoutSeconds) },
        ["headTimeout"] = (settings, value) => settings with { HeadTimeoutSeconds = value.Integer(IntegerRange.TimeoutSeconds) },
        ["connectTimeout"] = (settings, value) => settings with { ConnectTimeoutSeconds = value.Integer(IntegerRange.TimeoutSeconds) },
        ["minDataRate"] = (settings, value) => settings with { MinDataRate = value.Integer(IntegerRange.FromZero) },
        ["maxConnections"] = (settings, value) => settings with { MaxConnections = value.Integer(IntegerRange.FromOne) },
        ["maxConnectionsPerClient"] = (settings, value) => settings with { MaxConnectionsPerClient = value.Integer(IntegerRange.FromOne) },
        ["maxTunnels"] = (settings, value) => settings with { MaxTunnels = value.Integer(IntegerRange.FromOne) },
        ["originIdleTimeout"] = (settings, value) => settings with { OriginIdleTimeoutSeconds = value.Integer(IntegerRange.IdleSeconds) },
        ["maxIdleOriginConnectionsPerRoute"] = (settings, value) => settings with { MaxIdleOriginConnectionsPerRoute = value.Integer(IntegerRange.FromZero) },
        ["maxIdleOriginConnections"] = (settings, value) => settings with { MaxIdleOriginConnections = value.Integer(IntegerRange.FromZero) },
        ["upstreamProxy"] = (settings, value) => settings with { Upstream = value.Text() },
        ["recordFlows"] = (settings, value) => settings with { RecordFlows = value.Boolean() },
        ["maxFlows"] = (settings, value) => settings with { MaxFlows = value.Integer(IntegerRange.MaxFlows) },
        ["maxWebSocketRecordBytes"] = (settings, value) => settings with { MaxWebSocketRecordBytes = value.Integer(IntegerRange.FromZero) },
        ["enableMITM"] = (settings, value) => settings with { Mitm = value.Boolean() },
        ["caCert"] = (settings, value) => settings with { CaCert = value.FilePath() },
        ["caKey"] = (settings, value) => settings with { CaKey = value.FilePath() },
        ["caPassword"] = (settings, value) => settings with { CaPassword = value.Secret() },
        ["caFolder"] = (settings, value) => With(settings, settings.Interception with { CaFolder = value.FilePath() }),
        ["interceptHosts"] = (settings, value) => With(settings, settings.Interception with { InterceptHosts = value.TextList() }),
        ["passThroughHosts"] = (settings, value) => With(settings, settings.Interception with { PassThroughHosts = value.TextList() }),
        ["rejectionMemory"] = (settings, value) => With(settings, settings.Interception with { RejectionMemorySeconds = value.Integer(IntegerRange.IdleSeconds) }),
        ["insecureOrigins"] = (settings, value) => With(settings, settings.Interception with { InsecureOrigins = value.TextList() }),
        ["originCas"] = (settings, value) => With(settings, settings.Interception with { OriginCas = value.FilePathList() }),
        ["clientCertificates"] = (settings, value) => With(settings, settings.Interception with { ClientCertificates = value.NamedFilePaths() }),
        ["checkRevocation"] = (settings, value) => With(settings, settings.Interception with { CheckRevocation = value.Boolean() }),
        ["http2"] = (settings, value) => With(settings, settings.Interception with { Http2 = value.Boolean() }),
        ["exportFile"] = (settings, value) => settings with { ExportFile = value.FilePath() },
        ["importFile"] = (settings, value) => settings with { ImportFile = value.FilePath() },
        ["maxHeaderBytes"] = (settings, value) => settings with { MaxHeaderBytes = value.Integer(IntegerRange.MaxHeaderBytes) },
        ["maxHeaderFields"] = (settings, value) => settings with { MaxHeaderFields = value.Integer(IntegerRange.MaxHeaderFields) },
        ["strictness"] = (settings, value) => settings with { Strictness = value.OneOf(StrictnessWords.All) },
        ["transport"] = (settings, value) => settings with { Transport = value.OneOf(TransportWords.All) },
        ["persistentConnections"] = (settings, value) => settings with { PersistentConnections = value.Boolean() },
    };

    /// <summary>The keys a file may hold.</summary>
    public static IReadOnlyCollection<string> KnownKeys => Keys.Keys;

    /// <summary>The settings in a file's content.</summary>
    /// <exception cref="ConfigurationException">The content says something it may not.</exception>
    public static Settings Read(ReadOnlyMemory<byte> content, string path)
    {
        using var document = Parse(WithoutByteOrderMark(content), path);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new ConfigurationException($"{path}: the configuration must be one JSON object, such as {{ \"port\": 8080 }}.");
        }

        var settings = new Settings();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (!Keys.TryGetValue(property.Name, out var apply))
            {
                throw new ConfigurationException($"{path}: unknown key \"{property.Name}\"; the keys are {string.Join(", ", Keys.Keys)}.");
            }

            if (property.Value.ValueKind != JsonValueKind.Null)
            {
                settings = apply(settings, new ConfigurationValue(path, property.Name, property.Value));
            }
        }

        return settings;
    }

    private static Settings With(Settings settings, InterceptionSettings interception) => settings with { Interception = interception };

    private static JsonDocument Parse(ReadOnlyMemory<byte> content, string path)
    {
        try
        {
            return JsonDocument.Parse(content, Leniency);
        }
        catch (JsonException exception)
        {
            throw new ConfigurationException($"{path} is not a valid JSON configuration: {exception.Message}");
        }
    }

    private static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> content) =>
        content.Span.StartsWith("\uFEFF"u8) ? content[3..] : content;
}
