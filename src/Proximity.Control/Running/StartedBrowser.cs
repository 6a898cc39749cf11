namespace Proximity.Control;

/// <summary>A browser that was started, or would be.</summary>
/// <param name="Kind">Which family.</param>
/// <param name="Program">The file of the program.</param>
/// <param name="ProcessId">Its process; null for a trial.</param>
internal sealed record StartedBrowser(BrowserKind Kind, string Program, int? ProcessId);
