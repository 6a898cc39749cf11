using System.Globalization;
using Proximity.Storage.Sqlite.Native;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Writing;

/// <summary>Gives sessions their numbers in the file, and counts their flows there.</summary>
internal sealed class SessionWriter(Database database, Inserts inserts, TimeProvider time)
{
    private readonly Dictionary<Guid, long> numbers = [];
    private readonly Dictionary<long, (long Flows, long Newest)> changes = [];

    /// <summary>The number of a flow's session. The name of its proxy is that of its first flow.</summary>
    public long NumberOf(FlowRecord record)
    {
        if (numbers.TryGetValue(record.Session, out long number))
        {
            return number;
        }

        string uuid = record.Session.ToString("D", CultureInfo.InvariantCulture);
        using Statement find = database.Prepare("SELECT id FROM session WHERE uuid = ?1");
        find.Bind(1, uuid);
        number = find.Step() ? find.Integer(0) : Insert(uuid, record.ProxyName);
        return numbers[record.Session] = number;
    }

    /// <summary>A flow of a session has come.</summary>
    public void Add(long session, long sequence)
        => changes[session] = (changes.GetValueOrDefault(session).Flows + 1, sequence);

    /// <summary>So many flows of a session have gone.</summary>
    public void Remove(long session, long flows)
        => changes[session] = (changes.GetValueOrDefault(session).Flows - flows, 0);

    public void Save()
    {
        foreach ((long session, (long flows, long newest)) in changes)
        {
            inserts.SessionFlows.Bind(1, session);
            inserts.SessionFlows.Bind(2, flows);
            inserts.SessionFlows.Bind(3, newest);
            inserts.SessionFlows.Run();
        }

        changes.Clear();
    }

    /// <summary>What was given last may not be in the file.</summary>
    public void ForgetAll()
    {
        numbers.Clear();
        changes.Clear();
    }

    private long Insert(string uuid, string proxyName)
    {
        long number = database.Number("SELECT coalesce(max(id), 0) + 1 FROM session");
        inserts.Session.Bind(1, number);
        inserts.Session.Bind(2, uuid);
        inserts.Session.Bind(3, proxyName);
        inserts.Session.Bind(4, time.GetUtcNow().ToUnixTimeMilliseconds() * 1000);
        inserts.Session.Run();
        return number;
    }
}
