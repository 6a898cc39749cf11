namespace Proximity.Cli.Launching;

/// <summary>How a command ended.</summary>
/// <param name="ExitCode">Its exit code; 128 and the signal's number when a signal ended it.</param>
/// <param name="Failure">Why it could not be started; null when it was.</param>
internal sealed record CommandEnd(int ExitCode, string? Failure = null);
