namespace Proximity.Control;

/// <summary>How many flows were deleted, or would be.</summary>
/// <param name="Deleted">How many.</param>
/// <param name="DryRun">True when nothing was done.</param>
internal sealed record DeletedOutput(long Deleted, bool DryRun);
