namespace Proximity.Stores.Spooling;

/// <summary>Where a record lies in a segment.</summary>
/// <param name="Offset">Of its header, from the segment's first byte.</param>
/// <param name="Length">How many bytes the record has behind the header.</param>
/// <param name="Ordinal">Its number in the segment, from 0.</param>
internal readonly record struct SpoolFrame(int Offset, int Length, uint Ordinal)
{
    /// <summary>The first byte behind it.</summary>
    public int End => Offset + SpoolFrames.HeaderBytes + Length;
}
