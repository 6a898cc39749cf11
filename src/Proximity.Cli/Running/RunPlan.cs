using System.CommandLine;
using Proximity.Cli.CommandLine;
using Proximity.Cli.Configuration;

namespace Proximity.Cli.Running;

/// <summary>What to run: the command line over the environment over the configuration file.</summary>
internal sealed record RunPlan(Settings Settings, string? ConfigurationPath, CredentialsFile? Credentials = null, OriginCertificates? Certificates = null)
{
    /// <summary>The environment variable that keeps the authority's password off the command line.</summary>
    public const string PasswordVariable = "PROXIMITY_CA_PASSWORD";

    /// <summary>The environment variable that keeps the proxy's credentials off the command line.</summary>
    public const string ProxyAuthVariable = "PROXIMITY_PROXY_AUTH";

    /// <summary>Puts the sources together.</summary>
    /// <exception cref="ConfigurationException">A file cannot be used, or what the sources say does not fit together.</exception>
    public static RunPlan Make(ProximityCommand command, ParseResult line, Func<string, string?> environment, string? defaultFile)
    {
        var named = command.ConfigurationPath(line);
        var fromFile = named is null ? ConfigurationFile.ReadIfPresent(defaultFile) : ConfigurationFile.Read(named);
        var fromLine = command.Read(line);
        var fromEnvironment = new Settings { CaPassword = environment(PasswordVariable), ProxyAuth = environment(ProxyAuthVariable) };
        var settings = fromLine.Over(fromEnvironment).Over(fromFile ?? new Settings());
        Check(fromLine, settings);
        var credentials = settings.ProxyAuthFile is { } credentialsFile ? CredentialsFile.Load(credentialsFile) : null;
        return new RunPlan(settings, fromFile is null ? null : named ?? defaultFile, credentials, settings.Mitm is true ? OriginCertificates.Load(settings.Interception) : null);
    }

    private static void Check(Settings fromLine, Settings settings)
    {
        if (settings.Mitm is not true && ((fromLine.CaCert ?? fromLine.CaKey ?? fromLine.CaPassword) is not null || fromLine.Interception.SaysSomething))
        {
            throw new ConfigurationException("The options for interception have an effect only together with --mitm.");
        }

        if (settings.RecordFlows is false && (fromLine.ExportFile ?? fromLine.ImportFile) is not null)
        {
            throw new ConfigurationException("--export-file and --import-file need recorded flows; recording is off.");
        }
    }
}
