namespace Proximity.Cli.Recordings;

/// <summary>A recording cannot do what is asked of it. The message is a sentence for the user.</summary>
internal sealed class RecordingException(string message, int exitCode = Running.ExitCode.Failed) : Exception(message)
{
    /// <summary>What the program ends with.</summary>
    public int ExitCode { get; } = exitCode;
}
