namespace Proximity.Stores;

/// <summary>How a SQLite file of flows is opened.</summary>
public sealed record SqliteFlowStoreOptions
{
    /// <summary>The smallest <see cref="MaxBytes"/>: 16 MiB.</summary>
    public const long SmallestMaxBytes = 16 * 1024 * 1024;

    /// <summary>
    /// True to read a file that another process may write to meanwhile: what would change it throws then. The file has to be there.
    /// Default false.
    /// </summary>
    public bool IsReadOnly { get; init; }

    /// <summary>
    /// True to keep an index of every three characters in a row of URLs and text bodies, which finds parts of them fast and makes writing
    /// several times dearer. Default false; a file that has one keeps it, and what comes is left out of it.
    /// </summary>
    public bool HasTextIndex { get; init; }

    /// <summary>The most flows; the oldest go. Null for no bound, the default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public long? MaxFlows
    {
        get;
        init
        {
            if (value is { } count)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(value));
            }

            field = value;
        }
    }

    /// <summary>
    /// The most bytes of the file and its write-ahead log together; the oldest flows go. The log and the batch under way may take a tenth
    /// more for a moment. Null for no bound, the default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than <see cref="SmallestMaxBytes"/>.</exception>
    public long? MaxBytes
    {
        get;
        init
        {
            if (value is { } bytes)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(bytes, SmallestMaxBytes, nameof(value));
            }

            field = value;
        }
    }

    /// <summary>How long flows stay, from when their request came. Null for no bound, the default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public TimeSpan? MaxAge
    {
        get;
        init
        {
            if (value is { } age)
            {
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(age, TimeSpan.Zero, nameof(value));
            }

            field = value;
        }
    }

    /// <summary>The clock. Default that of the system.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The most pages of the file, as if the disk had no more room; null for no bound. For tests.</summary>
    internal int? MaxPages { get; init; }
}
