namespace Proximity.Stores;

/// <summary>How a batch is to be taken.</summary>
public sealed record FlowAppendOptions
{
    /// <summary>As usual.</summary>
    public static FlowAppendOptions Default { get; } = new();

    /// <summary>
    /// True when the store is behind: it may leave these flows out of its text index, and finds them by reading. Stores without one ignore
    /// it. Default false.
    /// </summary>
    public bool SkipTextIndex { get; init; }
}
