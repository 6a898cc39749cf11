namespace Proximity.Stores.Spooling;

/// <summary>What the bytes of a segment hold.</summary>
/// <param name="Frames">The records that are whole, in their order.</param>
/// <param name="End">The first byte behind the last of them: what lies behind it was never finished, or is damaged.</param>
/// <param name="DamagedCount">
/// How many records are not whole: exact between two that are, because records are numbered, and at least so many at the end.
/// </param>
internal sealed record SpoolScan(IReadOnlyList<SpoolFrame> Frames, int End, int DamagedCount);
