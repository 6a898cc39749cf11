using Proximity.Storage.Sqlite.Native;

namespace Proximity.Storage.Sqlite.Writing;

/// <summary>
/// Takes flows out of the file with all that belongs to them. A body goes with the last flow that has it. The room stays in the file and is
/// used again.
/// </summary>
internal sealed class Eraser : IDisposable
{
    private readonly Database database;
    private readonly BodyWriter bodies;
    private readonly SessionWriter sessions;
    private readonly Counters counters;
    private readonly Statement find;
    private readonly Statement oldest;
    private readonly Statement deleteOldFlows;
    private readonly Statement deleteOldHeads;
    private readonly Statement deleteOldUses;
    private readonly Statement deleteBodies;
    private readonly Statement deleteFlow;
    private readonly Statement deleteHead;
    private readonly Statement deleteUse;
    private readonly Statement hasUse;
    private readonly Statement isOwned;
    private readonly Statement deleteBody;
    private readonly Statement? deleteText;
    private readonly Statement setNewest;
    private readonly HashSet<long> erased = [];
    private readonly List<long> going = [];
    private readonly List<long> released = [];

    public Eraser(Database database, BodyWriter bodies, SessionWriter sessions, Counters counters, bool hasText)
    {
        this.database = database;
        this.bodies = bodies;
        this.sessions = sessions;
        this.counters = counters;
        find = database.Prepare("SELECT session, req_body, res_body FROM flow WHERE id = ?1");
        oldest = database.Prepare("SELECT id, session, req_body, res_body FROM flow ORDER BY id LIMIT ?1");
        deleteOldFlows = database.Prepare("DELETE FROM flow WHERE id <= ?1");
        deleteOldHeads = database.Prepare("DELETE FROM head WHERE id <= ?1");
        deleteOldUses = database.Prepare("DELETE FROM body_use WHERE body = ?1 AND flow <= ?2");
        deleteBodies = database.Prepare("DELETE FROM body WHERE id BETWEEN ?1 AND ?2");
        deleteFlow = database.Prepare("DELETE FROM flow WHERE id = ?1");
        deleteHead = database.Prepare("DELETE FROM head WHERE id = ?1");
        deleteUse = database.Prepare("DELETE FROM body_use WHERE body = ?1 AND flow = ?2");
        hasUse = database.Prepare("SELECT 1 FROM body_use WHERE body = ?1 LIMIT 1");
        isOwned = database.Prepare("SELECT 1 FROM body JOIN flow ON flow.id = body.flow WHERE body.id = ?1");
        deleteBody = database.Prepare("DELETE FROM body WHERE id = ?1");
        setNewest = database.Prepare(
            """
            UPDATE session SET newest = coalesce((SELECT max(flow.id) FROM flow WHERE flow.session = session.id), 0)
            WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM flow WHERE flow.id = session.newest)
            """);
        deleteText = hasText ? database.Prepare("DELETE FROM flow_text WHERE rowid = ?1") : null;
    }

    /// <summary>
    /// Takes the oldest flows out, whole ranges at a time. A body comes with its first flow, which goes before the others: what has other
    /// flows then is in <c>body_use</c>.
    /// </summary>
    /// <returns>How many there were.</returns>
    public int EraseOldest(long count)
    {
        (int flows, long last) = FindOldest(count);
        if (flows == 0)
        {
            return 0;
        }

        Run(deleteOldFlows, last);
        Run(deleteOldHeads, last);
        if (deleteText is not null)
        {
            foreach (long sequence in going)
            {
                Run(deleteText, sequence);
            }
        }

        ReleaseOldest(last);
        counters.Flows -= flows;
        return flows;
    }

    /// <summary>Takes a flow out.</summary>
    /// <returns>False when it is not there.</returns>
    public bool Erase(long sequence)
    {
        find.Bind(1, sequence);
        if (!find.Step())
        {
            find.Reset();
            return false;
        }

        (long session, long? request, long? response) = (find.Integer(0), find.IntegerOrNull(1), find.IntegerOrNull(2));
        find.Reset();
        Run(deleteFlow, sequence);
        Run(deleteHead, sequence);
        if (deleteText is not null)
        {
            Run(deleteText, sequence);
        }

        Release(request, sequence);
        if (response != request)
        {
            Release(response, sequence);
        }

        counters.Flows--;
        erased.Add(session);
        sessions.Remove(session, 1);
        return true;
    }

    /// <summary>
    /// To be called behind the last flow: says which is the newest flow of each session, and forgets what nothing refers to any more. The
    /// newest session stays: its number must not be given again.
    /// </summary>
    public void Finish()
    {
        sessions.Save();
        foreach (long session in erased)
        {
            Run(setNewest, session);
        }

        erased.Clear();
        database.Execute("DELETE FROM session WHERE flows <= 0 AND id < (SELECT max(id) FROM session)");
        sessions.ForgetAll();
        if (deleteText is not null)
        {
            database.Execute("DELETE FROM text_gap WHERE last < (SELECT coalesce(min(id), 9223372036854775807) FROM flow)");
        }
    }

    public void Dispose()
    {
        find.Dispose();
        oldest.Dispose();
        deleteOldFlows.Dispose();
        deleteOldHeads.Dispose();
        deleteOldUses.Dispose();
        deleteBodies.Dispose();
        deleteFlow.Dispose();
        deleteHead.Dispose();
        deleteUse.Dispose();
        hasUse.Dispose();
        isOwned.Dispose();
        deleteBody.Dispose();
        setNewest.Dispose();
        deleteText?.Dispose();
    }

    private static void Run(Statement statement, long id)
    {
        statement.Bind(1, id);
        statement.Run();
    }

    private static bool Finds(Statement statement, long id)
    {
        statement.Bind(1, id);
        bool isThere = statement.Step();
        statement.Reset();
        return isThere;
    }

    /// <returns>How many they are, and the last of them.</returns>
    private (int Flows, long Last) FindOldest(long count)
    {
        going.Clear();
        released.Clear();
        long last = 0;
        oldest.Bind(1, count);
        while (oldest.Step())
        {
            last = oldest.Integer(0);
            going.Add(last);
            long session = oldest.Integer(1);
            erased.Add(session);
            sessions.Remove(session, 1);
            NoteReleased(oldest.IntegerOrNull(2));
            NoteReleased(oldest.IntegerOrNull(3));
        }

        oldest.Reset();
        return (going.Count, last);
    }

    private void NoteReleased(long? body)
    {
        if (body is { } id)
        {
            released.Add(id);
        }
    }

    /// <summary>Bodies lie in the order in which they came: what goes is taken out in rows, in the order of the tree.</summary>
    private void ReleaseOldest(long last)
    {
        released.Sort();
        (long first, long end) = (0, -1);
        foreach (long id in released)
        {
            if (id == end || IsUsedBehind(id, last))
            {
                continue;
            }

            bodies.Forget(id);
            if (id != end + 1)
            {
                DeleteBodies(first, end);
                first = id;
            }

            end = id;
        }

        DeleteBodies(first, end);
    }

    /// <summary>True when a flow that stays has a body too. What flows that go had of it is forgotten.</summary>
    private bool IsUsedBehind(long body, long last)
    {
        if (!Finds(hasUse, body))
        {
            return false;
        }

        deleteOldUses.Bind(1, body);
        deleteOldUses.Bind(2, last);
        deleteOldUses.Run();
        return Finds(hasUse, body);
    }

    private void DeleteBodies(long first, long last)
    {
        if (last < first)
        {
            return;
        }

        deleteBodies.Bind(1, first);
        deleteBodies.Bind(2, last);
        deleteBodies.Run();
    }

    private void Release(long? body, long flow)
    {
        if (body is not { } id)
        {
            return;
        }

        deleteUse.Bind(1, id);
        deleteUse.Bind(2, flow);
        deleteUse.Run();
        if (!Finds(hasUse, id) && !Finds(isOwned, id))
        {
            Run(deleteBody, id);
            bodies.Forget(id);
        }
    }
}
