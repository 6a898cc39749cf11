namespace Proximity.Stores;

/// <summary>How a PostgreSQL database of flows is opened.</summary>
public sealed record PostgresFlowStoreOptions
{
    /// <summary>The most bytes that <see cref="MaxBodyBytes"/> can be: 256 MiB.</summary>
    public const int LargestMaxBodyBytes = 256 * 1024 * 1024;

    /// <summary>
    /// The schema of the database that has the tables: a lower-case letter or an underscore, then those and digits, at most 40 of them.
    /// Stores in different schemas know nothing of each other. Default <c>proximity</c>.
    /// </summary>
    /// <exception cref="ArgumentException">It is no such name.</exception>
    public string Schema
    {
        get;
        init => field = Storage.Postgres.Schema.SchemaName.IsValid(value)
            ? value
            : throw new ArgumentException(
                $"'{value}' is no name of a schema: it has 1 to 40 of a-z, 0-9 and _, and begins with no digit.", nameof(value));
    }

    = "proximity";

    /// <summary>
    /// True to read alone: then the tables have to be there, a user who may only read is enough, and what would change them throws.
    /// Default false.
    /// </summary>
    public bool IsReadOnly { get; init; }

    /// <summary>
    /// How long flows stay, from when the store took them, in whole days (UTC): what is older goes with its day's partition. Null for no
    /// bound, the default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than one day.</exception>
    public TimeSpan? MaxAge
    {
        get;
        init
        {
            if (value is { } age)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(age, TimeSpan.FromDays(1), nameof(value));
            }

            field = value;
        }
    }

    /// <summary>
    /// The most bytes of a body; a longer one is kept as <see cref="Flows.NotKeptReason.Limit"/>. 1 to <see cref="LargestMaxBodyBytes"/>,
    /// default 64 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is outside of that.</exception>
    public int MaxBodyBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, LargestMaxBodyBytes);
            field = value;
        }
    }

    = 64 * 1024 * 1024;

    /// <summary>The most connections at once, 2 to 100. One more is made when somebody watches. Default 8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is outside of that.</exception>
    public int MaxConnections
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 2);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 100);
            field = value;
        }
    }

    = 8;

    /// <summary>The clock of days and budgets. Default that of the system.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
