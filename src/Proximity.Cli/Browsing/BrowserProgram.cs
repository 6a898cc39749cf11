namespace Proximity.Cli.Browsing;

/// <summary>A browser that is installed.</summary>
/// <param name="Kind">How it is started.</param>
/// <param name="Path">The file of the program.</param>
internal sealed record BrowserProgram(BrowserKind Kind, string Path);
