namespace Proximity.Stores;

/// <summary>What a store can do beyond what all do. Ask this, and not for its type.</summary>
public sealed record FlowStoreCapabilities
{
    /// <summary>The kind of store, in one word for people: <c>memory</c>, <c>sqlite</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>
    /// False when flows only go into it, as into a stream that others read: then all but <see cref="IFlowStore.AppendAsync"/> and
    /// <see cref="IFlowStore.GetStatusAsync"/> throw <see cref="NotSupportedException"/>.
    /// </summary>
    public bool CanRead { get; init; } = true;

    /// <summary>True when flows outlast the process.</summary>
    public bool IsDurable { get; init; }

    /// <summary>True when parts of URLs and text bodies are found by an index.</summary>
    public bool HasTextIndex { get; init; }

    /// <summary>True when other processes can read while one writes.</summary>
    public bool HasConcurrentReaders { get; init; }

    /// <summary>True when several proxies can write at once.</summary>
    public bool HasConcurrentWriters { get; init; }

    /// <summary>
    /// False when flows cannot be annotated: then <see cref="IFlowStore.AnnotateAsync"/> throws <see cref="NotSupportedException"/>.
    /// </summary>
    public bool HasAnnotations { get; init; } = true;

    /// <summary>True when equal bodies are kept once.</summary>
    public bool SharesBodies { get; init; }

    /// <summary>By what flows can be sorted. <see cref="FlowSortField.Sequence"/> is always among it.</summary>
    public IReadOnlyList<FlowSortField> SortFields { get; init; } = [FlowSortField.Sequence];

    /// <summary>
    /// The most bytes of a body; a longer one is kept as <see cref="Flows.NotKeptReason.Limit"/>. Null for no bound of the store's own.
    /// </summary>
    public long? MaxBodyBytes { get; init; }
}
