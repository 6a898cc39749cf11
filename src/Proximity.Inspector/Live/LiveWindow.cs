namespace Proximity.Inspector.Live;

/// <summary>The part of a view that a page shows.</summary>
/// <param name="Count">The most rows.</param>
internal sealed record LiveWindow(int Count)
{
    /// <summary>The most rows of any window.</summary>
    public const int MaxCount = 300;

    /// <summary>What is shown where nothing is said.</summary>
    public static LiveWindow Top { get; } = new(100);

    /// <summary>The rank of the first row; null to begin elsewhere.</summary>
    public long? First { get; init; }

    /// <summary>The id of a row that is in it; null to begin elsewhere.</summary>
    public long? Anchor { get; init; }

    /// <summary>How many rows stand before the anchor.</summary>
    public int Before { get; init; }

    /// <summary>True for the last rows of the view.</summary>
    public bool IsAtEnd { get; init; }
}
