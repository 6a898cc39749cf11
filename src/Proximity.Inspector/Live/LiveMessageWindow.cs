namespace Proximity.Inspector.Live;

/// <summary>The window in a message of a page as it is written.</summary>
internal sealed record LiveMessageWindow
{
    public long? First { get; init; }

    public int? Count { get; init; }

    public long? Anchor { get; init; }

    public int Before { get; init; }

    public int? Last { get; init; }
}
