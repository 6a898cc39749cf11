namespace Proximity.Control;

/// <summary>A browser that was started, or would be.</summary>
/// <param name="Kind">Which family.</param>
/// <param name="Program">The file of the program.</param>
/// <param name="ProcessId">Its process; left out for a trial.</param>
/// <param name="DryRun">Whether it was a trial.</param>
internal sealed record BrowserOutput(BrowserKind Kind, string Program, int? ProcessId, bool DryRun);
