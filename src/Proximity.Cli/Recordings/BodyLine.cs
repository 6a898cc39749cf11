namespace Proximity.Cli.Recordings;

/// <summary>A line of a body that is shown.</summary>
/// <param name="Text">The line, fit to be shown.</param>
/// <param name="IsNote">True for what is said of the body, false for what it says.</param>
internal readonly record struct BodyLine(string Text, bool IsNote = false);
