using System.Globalization;
using Proximity.Filters.Sql;
using Proximity.Storage.Sqlite.Native;

namespace Proximity.Storage.Sqlite.Writing;

/// <summary>The statements of the writer, each prepared once.</summary>
internal sealed class Inserts : IDisposable
{
    public Inserts(Database database)
    {
        string[] columns = [.. FlowsTable.Columns.Select(column => column.Name)];
        string names = string.Join(", ", columns);
        string values = string.Join(", ", Enumerable.Range(1, columns.Length + FlowColumns.OwnCount)
            .Select(index => string.Create(CultureInfo.InvariantCulture, $"?{index}")));

        // A flow that is there already is left out by the index of identities, which is looked at anyway.
        Flow = database.Prepare($"INSERT OR IGNORE INTO flow({names}, id, session, req_body, res_body) VALUES ({values})");
        Head = database.Prepare("INSERT INTO head(id, data) VALUES (?1, ?2)");
        Body = database.Prepare("INSERT INTO body(id, flow, hash, size, coding, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        BodyUse = database.Prepare("INSERT OR IGNORE INTO body_use(body, flow) VALUES (?1, ?2)");
        Annotation = database.Prepare(Annotations.Update);
        Session = database.Prepare("INSERT INTO session(id, uuid, proxy, started) VALUES (?1, ?2, ?3, ?4)");
        SessionFlows = database.Prepare("UPDATE session SET flows = flows + ?2, newest = max(newest, ?3) WHERE id = ?1");
        Counter = database.Prepare("UPDATE counter SET value = ?2 WHERE name = ?1");
    }

    public Statement Flow { get; }

    public Statement Head { get; }

    public Statement Body { get; }

    public Statement BodyUse { get; }

    public Statement Annotation { get; }

    public Statement Session { get; }

    public Statement SessionFlows { get; }

    public Statement Counter { get; }

    public void Dispose()
    {
        Flow.Dispose();
        Head.Dispose();
        Body.Dispose();
        BodyUse.Dispose();
        Annotation.Dispose();
        Session.Dispose();
        SessionFlows.Dispose();
        Counter.Dispose();
    }
}
