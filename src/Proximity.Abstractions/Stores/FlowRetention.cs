namespace Proximity.Stores;

/// <summary>What may stay in a store. The oldest flows by their sequence go first; what is not given is not bounded.</summary>
public sealed record FlowRetention
{
    /// <summary>The most flows; null for no bound.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public long? MaxFlows { get; init => field = NotNegative(value); }

    /// <summary>The most bytes that the store takes (<see cref="FlowStoreStatus.Bytes"/>); null for no bound.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public long? MaxBytes { get; init => field = NotNegative(value); }

    /// <summary>Flows whose request came before this go; null for no bound.</summary>
    public DateTimeOffset? Before { get; init; }

    private static long? NotNegative(long? value)
    {
        if (value is { } given)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(given, nameof(value));
        }

        return value;
    }
}
