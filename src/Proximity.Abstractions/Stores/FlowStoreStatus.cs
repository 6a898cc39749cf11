namespace Proximity.Stores;

/// <summary>What a store has.</summary>
public sealed record FlowStoreStatus
{
    /// <summary>The most sessions that <see cref="Sessions"/> names.</summary>
    public const int MaxSessions = 100;

    /// <summary>How many flows.</summary>
    public required long Count { get; init; }

    /// <summary>How many bytes they take, as the store counts: in memory, or in its files.</summary>
    public required long Bytes { get; init; }

    /// <summary>The sequence of the oldest flow; null when there is none.</summary>
    public long? OldestSequence { get; init; }

    /// <summary>The sequence of the newest flow; null when there is none.</summary>
    public long? NewestSequence { get; init; }

    /// <summary>The sessions with the newest flows, the newest first; at most <see cref="MaxSessions"/>.</summary>
    public IReadOnlyList<FlowSession> Sessions { get; init; } = [];
}
