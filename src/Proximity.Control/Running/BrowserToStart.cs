namespace Proximity.Control;

/// <summary>A browser that is to be started.</summary>
/// <param name="Kind">Which one; null for the first that is there.</param>
/// <param name="Url">Where it begins; null for an empty page.</param>
/// <param name="IsTrial">True to find out only whether there is one.</param>
internal sealed record BrowserToStart(BrowserKind? Kind, Uri? Url, bool IsTrial);
