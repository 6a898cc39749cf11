using Npgsql;
using Proximity.Storage.Postgres.Schema;
using Proximity.Stores;

namespace Proximity.Storage.Postgres.Writing;

/// <summary>
/// Takes batches. The flows come into a table of the connection first, so that the lock is held for one exchange of messages with the
/// server and not for as long as this program, or its network, takes to send them.
/// </summary>
internal sealed class FlowAppender(PostgresFlowStoreOptions options)
{
    /// <summary>
    /// Numbers those that are new and puts them where they belong. A session's flows are looked for from its first day on, and not in all
    /// partitions.
    /// </summary>
    private static readonly string Distribute = $"""
        WITH fresh AS MATERIALIZED (
          SELECT nextval('flow_sequence') AS id, $1::date AS day, arrived.*
          FROM (
            SELECT s.id AS session, b.* FROM flow_batch b JOIN session s ON s.uuid = b.uuid
            WHERE NOT EXISTS (
              SELECT 1 FROM flow f WHERE f.session = s.id AND f.{FlowColumns.FlowId} = b.{FlowColumns.FlowId} AND f.day >= s.first_day)
            ORDER BY b.number
          ) arrived
        ), rows AS (
          INSERT INTO flow(id, day, session, {FlowColumns.Names}, {SchemaText.OwnNames}, {SchemaText.AnnotationNames})
          SELECT id, day, session, {FlowColumns.Names}, {SchemaText.OwnNames}, {SchemaText.AnnotationNames} FROM fresh
        ), contents AS (
          INSERT INTO flow_content(id, day, head, req_body, res_body) SELECT id, day, head, req_body, res_body FROM fresh
        ), days AS (
          INSERT INTO day(day, flows, bytes) SELECT $1::date, count(*), sum(bytes)::bigint FROM fresh HAVING count(*) > 0
          ON CONFLICT (day) DO UPDATE SET flows = day.flows + EXCLUDED.flows, bytes = day.bytes + EXCLUDED.bytes
        ), sessions AS (
          UPDATE session s SET flows = s.flows + f.flows, newest = f.newest
          FROM (SELECT session, count(*) AS flows, max(id) AS newest FROM fresh GROUP BY session) f WHERE s.id = f.session
        )
        SELECT count(*), pg_notify($2, '') FROM fresh
        """;

    private const string Sessions = """
        INSERT INTO session(uuid, proxy, first_day) SELECT DISTINCT ON (uuid) uuid, proxy, $1::date FROM flow_batch ORDER BY uuid, number
        ON CONFLICT (uuid) DO UPDATE SET first_day = least(session.first_day, EXCLUDED.first_day)
        """;

    /// <returns>How many were new.</returns>
    public async Task<int> AppendAsync(NpgsqlConnection connection, IReadOnlyList<FlowRecord> batch, CancellationToken cancellationToken)
    {
        DateOnly day = DateOnly.FromDateTime(options.TimeProvider.GetUtcNow().UtcDateTime);
        try
        {
            return await TryAppendAsync(connection, batch, day, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (PostgresFailure.IsMissingDay(exception))
        {
            await MakeDaysAsync(connection, day, cancellationToken).ConfigureAwait(false);
            return await TryAppendAsync(connection, batch, day, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Makes the partitions of a day and of those behind it.</summary>
    public async Task MakeDaysAsync(NpgsqlConnection connection, DateOnly day, CancellationToken cancellationToken)
    {
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await StoreLock.TakeAsync(connection, options.Schema, cancellationToken).ConfigureAwait(false);
            await DayPartitions.MakeAsync(connection, day, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<int> TryAppendAsync(
        NpgsqlConnection connection, IReadOnlyList<FlowRecord> batch, DateOnly day, CancellationToken cancellationToken)
    {
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            const string Table = "SELECT to_regclass('pg_temp.flow_batch')::text";
            if (await connection.ScalarAsync(Table, cancellationToken).ConfigureAwait(false) is null)
            {
                await connection.ExecuteAsync(SchemaText.Batch, cancellationToken).ConfigureAwait(false);
            }

            await new FlowRowWriter(options.MaxBodyBytes).WriteAsync(connection, batch, cancellationToken).ConfigureAwait(false);
            int added = await DistributeAsync(connection, day, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return added;
        }
    }

    private async Task<int> DistributeAsync(NpgsqlConnection connection, DateOnly day, CancellationToken cancellationToken)
    {
        NpgsqlBatch batch = connection.CreateBatch();
        await using (batch.ConfigureAwait(false))
        {
            foreach (string statement in StoreLock.Statements(options.Schema))
            {
                batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
            }

            batch.BatchCommands.Add(Commands.BatchCommand(Sessions, day));
            batch.BatchCommands.Add(Commands.BatchCommand(Distribute, day, FlowListener.ChannelOf(options.Schema)));
            NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                // The first answer is that of the lock.
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                return (int)reader.GetInt64(0);
            }
        }
    }
}
