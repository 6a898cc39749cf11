using System.Globalization;
using Proximity.Storage.Sqlite.Native;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Reading;

/// <summary>Says what is in a file.</summary>
internal static class StatusReader
{
    public static FlowStoreStatus Read(Connection connection) => new()
    {
        Count = Number(connection, "SELECT value FROM counter WHERE name = 'flows'") ?? 0,
        Bytes = UsedBytes(connection),
        OldestSequence = Number(connection, "SELECT min(id) FROM flow"),
        NewestSequence = Number(connection, "SELECT max(id) FROM flow"),
        Sessions = Sessions(connection),
    };

    private static long UsedBytes(Connection connection)
    {
        Database database = connection.Database;
        return (database.Number("PRAGMA page_count") - database.Number("PRAGMA freelist_count")) * database.Number("PRAGMA page_size");
    }

    private static List<FlowSession> Sessions(Connection connection)
    {
        Statement statement = connection.Statement(string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT uuid, proxy, newest FROM session WHERE flows > 0 ORDER BY newest DESC LIMIT {FlowStoreStatus.MaxSessions}"));
        var sessions = new List<FlowSession>();
        while (statement.Step())
        {
            var id = Guid.Parse(statement.Text(0) ?? string.Empty, CultureInfo.InvariantCulture);
            sessions.Add(new FlowSession(id, statement.Text(1) ?? string.Empty, statement.Integer(2)));
        }

        statement.Reset();
        return sessions;
    }

    private static long? Number(Connection connection, string text)
    {
        Statement statement = connection.Statement(text);
        long? number = statement.Step() ? statement.IntegerOrNull(0) : null;
        statement.Reset();
        return number;
    }
}
