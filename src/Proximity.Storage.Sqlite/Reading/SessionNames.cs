using System.Globalization;
using Proximity.Storage.Sqlite.Native;

namespace Proximity.Storage.Sqlite.Reading;

/// <summary>What the numbers of sessions in the file stand for. A number never changes its meaning, so that each is read once.</summary>
internal sealed class SessionNames(Connection connection)
{
    private const int Most = 4096;

    private readonly Dictionary<long, SessionName> names = [];

    public SessionName Of(long number)
    {
        if (names.TryGetValue(number, out SessionName name))
        {
            return name;
        }

        Statement statement = connection.Statement("SELECT uuid, proxy FROM session WHERE id = ?1");
        statement.Bind(1, number);
        name = statement.Step() && Guid.TryParse(statement.Text(0), CultureInfo.InvariantCulture, out Guid session)
            ? new SessionName(session, statement.Text(1) ?? string.Empty) : default;
        statement.Reset();
        if (names.Count >= Most)
        {
            names.Clear();
        }

        return names[number] = name;
    }
}
