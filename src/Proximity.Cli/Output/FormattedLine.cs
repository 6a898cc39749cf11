namespace Proximity.Cli.Output;

/// <summary>A line, without its end, and where it goes.</summary>
internal readonly record struct FormattedLine(string Text, bool ToStandardError = false);
