namespace Proximity.Control;

/// <summary>How many flows were changed, or would be.</summary>
/// <param name="Changed">How many.</param>
/// <param name="DryRun">True when nothing was done.</param>
internal sealed record ChangedOutput(int Changed, bool DryRun);
