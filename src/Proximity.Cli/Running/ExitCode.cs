namespace Proximity.Cli.Running;

/// <summary>What the program ends with; a contract with scripts (docs/options.md).</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The proxy could not start, or the flows could not be exported.</summary>
    public const int Failed = 1;

    /// <summary>The command line or a configuration file says something it may not.</summary>
    public const int WrongUsage = 2;

    /// <summary>The command to run is there but cannot be executed; as shells have it.</summary>
    public const int CommandNotExecutable = 126;

    /// <summary>There is no such command.</summary>
    public const int CommandNotFound = 127;
}
