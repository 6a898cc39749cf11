namespace Proximity.Control;

/// <summary>The options that have other values now, or would have.</summary>
/// <param name="Changed">Their names.</param>
/// <param name="DryRun">True when nothing was done.</param>
internal sealed record SetOptionsOutput(IReadOnlyList<string> Changed, bool DryRun);
