namespace Proximity.Cli.CommandLine;

/// <summary>A word and what it means.</summary>
internal sealed record CompletionWord(string Name, string Description);
