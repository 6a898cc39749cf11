using Npgsql;
using Proximity.Storage.Postgres.Schema;
using Proximity.Stores;

namespace Proximity.Storage.Postgres.Writing;

/// <summary>Takes flows away, with their contents and from the counts. The caller has the lock.</summary>
internal static class FlowEraser
{
    private const string Erase = """
        WITH gone AS (
          DELETE FROM flow WHERE id = ANY($1) RETURNING id, day, session, bytes
        ), contents AS (
          DELETE FROM flow_content c USING gone WHERE c.id = gone.id AND c.day = gone.day
        ), days AS (
          UPDATE day d SET flows = d.flows - g.flows, bytes = d.bytes - g.bytes
          FROM (SELECT day, count(*) AS flows, sum(bytes)::bigint AS bytes FROM gone GROUP BY day) g WHERE d.day = g.day
        ), sessions AS (
          UPDATE session s SET flows = s.flows - g.flows FROM (SELECT session, count(*) AS flows FROM gone GROUP BY session) g
          WHERE s.id = g.session
        )
        SELECT count(*), coalesce(sum(bytes), 0)::bigint FROM gone
        """;

    /// <summary>A session whose flows are all gone goes too; one whose newest is gone gets another.</summary>
    private const string TidySessions = """
        DELETE FROM session WHERE flows <= 0;
        UPDATE session s SET newest = coalesce((SELECT max(f.id) FROM flow f WHERE f.session = s.id), 0)
        WHERE NOT EXISTS (SELECT 1 FROM flow f WHERE f.id = s.newest)
        """;

    public static async Task<FlowsPruned> EraseAsync(NpgsqlConnection connection, long[] sequences, CancellationToken cancellationToken)
    {
        FlowsPruned gone;
        NpgsqlCommand command = connection.Command(Erase, sequences);
        await using (command.ConfigureAwait(false))
        {
            NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                gone = new FlowsPruned(reader.GetInt64(0), reader.GetInt64(1));
            }
        }

        if (gone.Flows > 0)
        {
            await connection.ExecuteAsync(TidySessions, cancellationToken).ConfigureAwait(false);
        }

        return gone;
    }

    /// <summary>Drops a day with all its flows.</summary>
    public static async Task<FlowsPruned> DropDayAsync(NpgsqlConnection connection, DayCount day, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(
            $"""
            UPDATE session s SET flows = s.flows - g.flows
            FROM (SELECT session, count(*) AS flows FROM {DayPartitions.NameOf(day.Day)} GROUP BY session) g WHERE s.id = g.session
            """,
            cancellationToken).ConfigureAwait(false);
        await DayPartitions.DropAsync(connection, day.Day, cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync(TidySessions, cancellationToken).ConfigureAwait(false);
        return new FlowsPruned(day.Flows, day.Bytes);
    }
}
