using System.Globalization;
using Proximity.Flows;
using Proximity.Storage.Sqlite.Native;
using Proximity.Storage.Sqlite.Writing;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Reading;

/// <summary>Puts flows together of their rows, heads and bodies.</summary>
internal sealed class FlowLoader(Connection connection)
{
    private const string FindInNewest
        = "SELECT id FROM flow WHERE flow_id = ?1 AND session = (SELECT session FROM flow ORDER BY id DESC LIMIT 1)";

    private const string FindInSession
        = "SELECT id FROM flow WHERE flow_id = ?1 AND session = (SELECT id FROM session WHERE uuid = ?2)";

    /// <summary>The flow of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="withBodies">False to leave the bytes of bodies out.</param>
    public StoredFlow Load(FlowRow row, bool withBodies)
    {
        try
        {
            byte[] request = withBodies ? Body(row.RequestBody) : [];
            byte[] response = !withBodies ? [] : row.ResponseBody == row.RequestBody ? request : Body(row.ResponseBody);
            SessionName session = connection.Sessions.Of(row.Session);
            return new StoredFlow
            {
                Sequence = row.Sequence,
                Session = session.Session,
                ProxyName = session.ProxyName ?? string.Empty,
                Flow = Head(row.Sequence, request, response),
                Annotation = row.Annotation,
                HasBodies = withBodies,
            };
        }
        catch (InvalidDataException damage)
        {
            throw SqliteFailure.Damaged(connection.Database.Path, row.Sequence, damage);
        }
    }

    /// <summary>The flow of a number; null when there is none.</summary>
    public StoredFlow? Find(long sequence)
    {
        Statement statement = connection.Statement($"SELECT {FlowRow.Columns} FROM flow WHERE id = ?1");
        statement.Bind(1, sequence);
        StoredFlow? flow = statement.Step() ? Load(FlowRow.Read(statement), withBodies: true) : null;
        statement.Reset();
        return flow;
    }

    /// <summary>The flow of an id in a session; null when there is none.</summary>
    public StoredFlow? Find(Guid? session, long id)
    {
        Statement statement = connection.Statement(session is null ? FindInNewest : FindInSession);
        statement.Bind(1, id);
        if (session is { } named)
        {
            statement.Bind(2, named.ToString("D", CultureInfo.InvariantCulture));
        }

        long? sequence = statement.Step() ? statement.Integer(0) : null;
        statement.Reset();
        return sequence is { } found ? Find(found) : null;
    }

    /// <summary>What is kept of a body, or a part of it; null when there is none.</summary>
    public byte[]? Part(long sequence, BodySide side, long offset, long? count)
    {
        string column = side == BodySide.Request ? "req_body" : "res_body";
        Statement statement = connection.Statement(
            $"SELECT body.size, body.coding, body.id FROM flow JOIN body ON body.id = flow.{column} WHERE flow.id = ?1");
        statement.Bind(1, sequence);
        if (!statement.Step())
        {
            statement.Reset();
            return null;
        }

        (long size, var coding, long id) = (statement.Integer(0), (BodyCoding)statement.Integer(1), statement.Integer(2));
        statement.Reset();
        long from = Math.Min(offset, size);
        long length = Math.Min(count ?? long.MaxValue, size - from);
        try
        {
            return coding == BodyCoding.None ? Piece(id, from, length) : Body(id)[(int)from..(int)(from + length)];
        }
        catch (InvalidDataException damage)
        {
            throw SqliteFailure.Damaged(connection.Database.Path, sequence, damage);
        }
    }

    private byte[] Piece(long id, long from, long length)
    {
        Statement statement = connection.Statement("SELECT substr(data, ?2 + 1, ?3) FROM body WHERE id = ?1");
        statement.Bind(1, id);
        statement.Bind(2, from);
        statement.Bind(3, length);
        byte[] piece = statement.Step() ? statement.Blob(0).ToArray() : [];
        statement.Reset();
        return piece.Length == length ? piece : throw new InvalidDataException($"Body {id} is shorter than it was.");
    }

    private FlowSnapshot Head(long sequence, byte[] request, byte[] response)
    {
        Statement statement = connection.Statement("SELECT data FROM head WHERE id = ?1");
        statement.Bind(1, sequence);
        try
        {
            return statement.Step()
                ? FlowSnapshotCodec.Read(statement.Blob(0), request, response)
                : throw new InvalidDataException("Its head is missing.");
        }
        finally
        {
            statement.Reset();
        }
    }

    private byte[] Body(long? id)
    {
        if (id is not { } number)
        {
            return [];
        }

        Statement statement = connection.Statement("SELECT data, coding, size FROM body WHERE id = ?1");
        statement.Bind(1, number);
        try
        {
            return statement.Step()
                ? BodyPacking.Unpack(statement.Blob(0), (BodyCoding)statement.Integer(1), statement.Integer(2))
                : throw new InvalidDataException($"Body {number} is missing.");
        }
        finally
        {
            statement.Reset();
        }
    }
}
