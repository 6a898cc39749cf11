using System.Globalization;
using Npgsql;

namespace Proximity.Storage.Postgres.Schema;

/// <summary>The partitions of days.</summary>
internal static class DayPartitions
{
    /// <summary>How many days beyond the present one have theirs, so that making one never waits for readers when flows need it.</summary>
    private const int DaysAhead = 3;

    /// <summary>Makes those of a day and the ones behind it, where they are not there. The caller has the lock.</summary>
    public static async Task MakeAsync(NpgsqlConnection connection, DateOnly day, CancellationToken cancellationToken)
    {
        for (int i = 0; i <= DaysAhead; i++)
        {
            DateOnly one = day.AddDays(i);
            (string from, string to, string suffix) = (Text(one), Text(one.AddDays(1)), Suffix(one));
            await connection.ExecuteAsync(
                $"""
                CREATE TABLE IF NOT EXISTS flow_{suffix} PARTITION OF flow FOR VALUES FROM ('{from}') TO ('{to}');
                CREATE TABLE IF NOT EXISTS flow_content_{suffix} PARTITION OF flow_content FOR VALUES FROM ('{from}') TO ('{to}');
                """,
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Drops those of a day with all that is in them. The caller has the lock. First that of flows: readers take the tables in this order.
    /// </summary>
    public static Task DropAsync(NpgsqlConnection connection, DateOnly day, CancellationToken cancellationToken)
        => connection.ExecuteAsync(
            $"""
            DROP TABLE IF EXISTS flow_{Suffix(day)};
            DROP TABLE IF EXISTS flow_content_{Suffix(day)};
            DELETE FROM day WHERE day = '{Text(day)}'
            """,
            cancellationToken);

    /// <summary>The partition that has a day's flows.</summary>
    public static string NameOf(DateOnly day) => "flow_" + Suffix(day);

    private static string Suffix(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
