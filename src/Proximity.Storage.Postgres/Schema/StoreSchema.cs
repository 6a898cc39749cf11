using Npgsql;
using Proximity.Stores;

namespace Proximity.Storage.Postgres.Schema;

/// <summary>Makes the tables where there are none, and sees whether those that are there can be used.</summary>
internal static class StoreSchema
{
    /// <summary>Opens the tables, as one of several proxies that start at the same time.</summary>
    /// <exception cref="FlowStoreException">They are of another version, or are not there and may not be made.</exception>
    public static async Task OpenAsync(NpgsqlConnection connection, PostgresFlowStoreOptions options, CancellationToken cancellationToken)
    {
        if (!options.IsReadOnly)
        {
            NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await StoreLock.TakeAsync(connection, options.Schema, cancellationToken).ConfigureAwait(false);
                if (await VersionAsync(connection, options.Schema, cancellationToken).ConfigureAwait(false) is null)
                {
                    await connection.ExecuteAsync(SchemaText.Create(options.Schema), cancellationToken).ConfigureAwait(false);
                }

                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        await CheckAsync(connection, options, cancellationToken).ConfigureAwait(false);
    }

    private static async Task CheckAsync(NpgsqlConnection connection, PostgresFlowStoreOptions options, CancellationToken cancellationToken)
    {
        int? version = await VersionAsync(connection, options.Schema, cancellationToken).ConfigureAwait(false);
        if (version != SchemaText.Version)
        {
            throw new FlowStoreException(
                FlowStoreProblem.Incompatible,
                version is null
                    ? $"PostgreSQL: the schema {options.Schema} has no store of flows."
                    : $"PostgreSQL: the store in {options.Schema} has version {version}, and this program uses {SchemaText.Version}.");
        }

        var columns = await connection.ScalarAsync(
            "SELECT string_agg(attname, ' ') FROM pg_attribute WHERE attrelid = 'flow'::regclass AND attnum > 0 AND NOT attisdropped",
            cancellationToken).ConfigureAwait(false) as string;
        string[] there = columns?.Split(' ') ?? [];
        if (FlowColumns.All.FirstOrDefault(column => !there.Contains(column.Name)) is { } missing)
        {
            throw new FlowStoreException(
                FlowStoreProblem.Incompatible, $"PostgreSQL: the table {options.Schema}.flow has no column {missing.Name}.");
        }
    }

    private static async Task<int?> VersionAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        string table = $"{schema}.store_version";
        return await connection.ScalarAsync("SELECT to_regclass($1)::text", cancellationToken, table).ConfigureAwait(false) is null
            ? null
            : await connection.ScalarAsync("SELECT max(version) FROM store_version", cancellationToken).ConfigureAwait(false) as int?;
    }
}
