namespace Proximity.Cli.Running;

/// <summary>What the program ends with; a contract with scripts (docs/options.md).</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The proxy could not start, or a file could not be imported or exported.</summary>
    public const int Failed = 1;

    /// <summary>The command line or a configuration file says something it may not.</summary>
    public const int WrongUsage = 2;
}
