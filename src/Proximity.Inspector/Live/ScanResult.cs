namespace Proximity.Inspector.Live;

/// <summary>What a look at flows found.</summary>
/// <param name="Matching">The numbers of those that match, in the order of the look.</param>
/// <param name="Undecided">The numbers of those under way that may match later.</param>
/// <param name="ScannedCount">How many were looked at.</param>
/// <param name="Position">The number of the last one; null when it is not known.</param>
/// <param name="IsExhausted">True when there are no further ones.</param>
internal sealed record ScanResult(
    IReadOnlyList<long> Matching, IReadOnlyList<long> Undecided, long ScannedCount, long? Position, bool IsExhausted);
