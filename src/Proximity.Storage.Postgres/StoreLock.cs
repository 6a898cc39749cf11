using Npgsql;

namespace Proximity.Storage.Postgres;

/// <summary>
/// The lock of those that change a store's tables, until their transaction has ended. The theory: sequences are given under it, so that
/// they become visible in their order, and who reads on behind a number misses none; and counts are changed by one at a time.
/// </summary>
internal static class StoreLock
{
    /// <summary>How long one waits for it.</summary>
    private const string Longest = "20s";

    public static Task TakeAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
        => connection.ExecuteAsync(string.Join("; ", Statements(schema)), cancellationToken);

    /// <summary>The statements that take it; the second has an answer. A name of a schema needs no quotes.</summary>
    public static string[] Statements(string schema) =>
    [
        $"SET LOCAL lock_timeout = '{Longest}'",
        $"SELECT pg_advisory_xact_lock(hashtextextended('proximity store {schema}', 0))",
    ];
}
