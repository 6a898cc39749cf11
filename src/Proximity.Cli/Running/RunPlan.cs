using System.CommandLine;
using System.Net;
using Proximity.Cli.CommandLine;
using Proximity.Cli.Configuration;
using Proximity.Cli.Recordings;
using Proximity.Filters;

namespace Proximity.Cli.Running;

/// <summary>What to run: the command line over the environment over the configuration file.</summary>
internal sealed record RunPlan(Settings Settings, string? ConfigurationPath, CredentialsFile? Credentials = null, OriginCertificates? Certificates = null)
{
    /// <summary>The command to run through the proxy; null to serve until a signal comes.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Which flows get a line; null for all of them, where lines are asked for.</summary>
    public Filter? Show { get; init; }

    /// <summary>Which flows are kept; null for all.</summary>
    public Filter? Keep { get; init; }

    /// <summary>Where the inspector is to listen; null for none.</summary>
    public IPEndPoint? Inspector { get; init; }

    /// <summary>True when the command is to find the authority in the system's store.</summary>
    public bool IsStorePrivate { get; init; }

    /// <summary>The environment variable that keeps the authority's password off the command line.</summary>
    public const string PasswordVariable = "PROXIMITY_CA_PASSWORD";

    /// <summary>The environment variable that keeps the proxy's credentials off the command line.</summary>
    public const string ProxyAuthVariable = "PROXIMITY_PROXY_AUTH";

    /// <summary>Puts the sources together.</summary>
    /// <exception cref="ConfigurationException">A file cannot be used, or what the sources say does not fit together.</exception>
    public static RunPlan Make(ProximityCommand command, ParseResult line, Func<string, string?> environment, string? defaultFile)
    {
        var (settings, path) = ReadAll(command, line, environment, defaultFile);
        var words = command.Run.Words(line);
        settings = EnvironmentUpstream.Resolve(words is null ? settings : ForCommand(settings, command.Run.Intercepts(line)), words is not null, environment);
        Check(command.Read(line), settings, words is not null);
        settings = BindName.Resolve(ExportTarget.WhereRecorded(settings));
        ExportTarget.Try(settings);
        var credentials = settings.ProxyAuthFile is { } credentialsFile
            ? CredentialsFile.Load(credentialsFile, settings.WithSource(credentialsFile, nameof(Settings.ProxyAuthFile)))
            : null;
        var show = FilterOf(settings, settings.Show, nameof(Settings.Show));
        var keep = FilterOf(settings, settings.Keep, nameof(Settings.Keep));
        var certificates = settings.Mitm is true ? OriginCertificates.Load(settings) : null;
        return new RunPlan(settings, path, credentials, certificates)
        {
            Command = words,
            IsStorePrivate = command.Run.IsStorePrivate(line),
            Show = show,
            Keep = keep,
            Inspector = InspectorAddress.Of(settings, words is not null),
        };
    }

    /// <summary>What the sources say together, and the configuration file among them; null when there is none.</summary>
    /// <exception cref="ConfigurationException">A file cannot be used.</exception>
    public static (Settings Settings, string? ConfigurationPath) ReadAll(ProximityCommand command, ParseResult line, Func<string, string?> environment, string? defaultFile)
    {
        var named = command.ConfigurationPath(line);
        var fromFile = named is null ? ConfigurationFile.ReadIfPresent(defaultFile) : ConfigurationFile.Read(named);
        var fromEnvironment = new Settings()
            .With(nameof(Settings.CaPassword), environment(PasswordVariable), PasswordVariable)
            .With(nameof(Settings.ProxyAuth), environment(ProxyAuthVariable), ProxyAuthVariable)
            .With(nameof(Settings.Stream), environment(RunStore.StreamVariable), RunStore.StreamVariable);
        return (command.Read(line).Over(fromEnvironment).Over(fromFile ?? new Settings()), fromFile is null ? null : named ?? defaultFile);
    }

    /// <summary>
    /// A proxy for one command listens on the loopback, for this machine's own clients, where the system lets it. The command could not
    /// be made to bring credentials.
    /// </summary>
    private static Settings ForCommand(Settings settings, bool intercepts) => settings with
    {
        Mitm = intercepts,
        Port = null,
        EphemeralPort = true,
        Bind = "127.0.0.1",
        AllowClients = ["loopback"],
        ProxyAuth = null,
        ProxyAuthFile = null,
        MaxConnections = null,
        MaxConnectionsPerClient = null,
    };

    /// <summary>The filter that a setting says; null when none is said.</summary>
    private static Filter? FilterOf(Settings settings, string? text, string setting)
        => text is null ? null : FilterText.Read(text, settings.SourceOf(setting), FlowSources.KnownCodings, TimeProvider.System);

    private static void Check(Settings fromLine, Settings settings, bool isCommand)
    {
        if (settings.Mitm is not true && OptionTable.Rows.Any(row => row.NeedsInterception && fromLine.SourceOf(row.Setting) is not null))
        {
            throw new ConfigurationException($"The options for interception have an effect only {(isCommand ? "without --no-mitm" : "together with --mitm")}.");
        }

        if (settings.RecordFlows is false && (fromLine.Show ?? fromLine.Keep) is not null)
        {
            throw new ConfigurationException($"{(fromLine.Show is null ? "--keep" : "--show")} needs recorded flows; recording is off.");
        }

        if (settings.RecordFlows is false && (fromLine.ExportFile ?? fromLine.ImportFile) is not null)
        {
            throw new ConfigurationException("--export-file and --import-file need recorded flows; recording is off.");
        }

        RunStore.Check(fromLine, settings);
    }
}
