namespace Proximity.Stores;

/// <summary>Where a flow stands in an order.</summary>
/// <param name="Key">What it is sorted by.</param>
/// <param name="Sequence">Its number, which decides between equal ones.</param>
internal readonly record struct SortedPlace(long Key, long Sequence) : IComparable<SortedPlace>
{
    public int CompareTo(SortedPlace other)
        => Key != other.Key ? Key.CompareTo(other.Key) : Sequence.CompareTo(other.Sequence);
}
