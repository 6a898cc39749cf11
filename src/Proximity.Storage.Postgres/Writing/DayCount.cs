using Npgsql;

namespace Proximity.Storage.Postgres.Writing;

/// <summary>What is there of a day.</summary>
/// <param name="Day">The day on which flows were taken.</param>
/// <param name="Flows">How many.</param>
/// <param name="Bytes">What they take.</param>
internal readonly record struct DayCount(DateOnly Day, long Flows, long Bytes)
{
    /// <summary>All days that have a count, the oldest first.</summary>
    public static async Task<List<DayCount>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        List<DayCount> days = [];
        NpgsqlCommand command = connection.Command("SELECT day, flows, bytes FROM day ORDER BY day");
        await using (command.ConfigureAwait(false))
        {
            NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    days.Add(new DayCount(reader.GetFieldValue<DateOnly>(0), reader.GetInt64(1), reader.GetInt64(2)));
                }
            }
        }

        return days;
    }
}
