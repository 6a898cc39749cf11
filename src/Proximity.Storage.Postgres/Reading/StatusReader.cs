using Npgsql;
using Proximity.Stores;

namespace Proximity.Storage.Postgres.Reading;

/// <summary>Says what is there.</summary>
internal static class StatusReader
{
    /// <summary>In one statement, so that all of it is of one moment.</summary>
    private const string Text = """
        SELECT (SELECT coalesce(sum(flows), 0)::bigint FROM day), (SELECT coalesce(sum(bytes), 0)::bigint FROM day),
          (SELECT min(id) FROM flow), (SELECT max(id) FROM flow), n.uuid, n.proxy, n.newest
        FROM (SELECT 1) one LEFT JOIN (SELECT uuid, proxy, newest FROM session WHERE flows > 0 ORDER BY newest DESC LIMIT $1) n ON true
        ORDER BY n.newest DESC
        """;

    public static async Task<FlowStoreStatus> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var status = new FlowStoreStatus { Count = 0, Bytes = 0 };
        List<FlowSession> sessions = [];
        NpgsqlCommand command = connection.Command(Text, (long)FlowStoreStatus.MaxSessions);
        await using (command.ConfigureAwait(false))
        {
            NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    status = new FlowStoreStatus
                    {
                        Count = reader.GetInt64(0),
                        Bytes = reader.GetInt64(1),
                        OldestSequence = Number(reader, 2),
                        NewestSequence = Number(reader, 3),
                    };
                    if (!reader.IsDBNull(4))
                    {
                        sessions.Add(new FlowSession(reader.GetGuid(4), reader.GetString(5), reader.GetInt64(6)));
                    }
                }
            }
        }

        return status with { Sessions = sessions };
    }

    private static long? Number(NpgsqlDataReader reader, int index) => reader.IsDBNull(index) ? null : reader.GetInt64(index);
}
