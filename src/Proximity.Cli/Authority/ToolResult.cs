namespace Proximity.Cli.Authority;

/// <summary>How a program ended, and what it said.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    public bool IsGood => ExitCode == 0;

    /// <summary>The first line of what went wrong, as part of a sentence.</summary>
    public string Reason => $"{Error}\n{Output}".Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault()?.TrimEnd('.') ?? $"exit code {ExitCode}";
}
