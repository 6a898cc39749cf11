namespace Proximity.Stores;

/// <summary>How much a store in memory keeps. The oldest flows make room for newer ones.</summary>
public sealed record MemoryFlowStoreOptions
{
    /// <summary>The most flows, at least 1. Default 10,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int MaxFlows
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

    = 10_000;

    /// <summary>
    /// The most bytes of heads, bodies, messages and annotations together, at least 1. The newest flow stays in any case. Default 256 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public long MaxBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

    = 256L * 1024 * 1024;

    /// <summary>The clock of <see cref="FlowQuery.Budget"/>. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
