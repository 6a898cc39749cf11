using Npgsql;

namespace Proximity.Storage.Postgres.Reading;

/// <summary>Where the numbers of the flows that are there begin and end.</summary>
/// <param name="First">The lowest; 0 when there is none.</param>
/// <param name="Last">The highest; 0 when there is none.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct TableBounds(long First, long Last, long Count)
{
    public static async Task<TableBounds> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        NpgsqlCommand command = connection.Command(
            """
            SELECT coalesce((SELECT min(id) FROM flow), 0), coalesce((SELECT max(id) FROM flow), 0),
              (SELECT coalesce(sum(flows), 0)::bigint FROM day)
            """);
        await using (command.ConfigureAwait(false))
        {
            NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                return new TableBounds(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
            }
        }
    }
}
