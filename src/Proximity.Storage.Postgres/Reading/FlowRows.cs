using Npgsql;
using Proximity.Stores;

namespace Proximity.Storage.Postgres.Reading;

/// <summary>Flows as rows of an answer.</summary>
internal static class FlowRows
{
    private const int OddIndex = 6;
    private const int HeadIndex = 7;

    /// <summary>A query for flows.</summary>
    /// <param name="from">The rows of the table of flows, as a table or a query in brackets.</param>
    /// <param name="withBodies">True for the bytes of bodies too.</param>
    /// <param name="order">What stands behind ORDER BY.</param>
    public static string Select(string from, bool withBodies, string order) => $"""
        SELECT f.id, s.uuid, s.proxy, f.mark, f.tags, f.comment, f.odd, c.head{(withBodies ? ", c.req_body, c.res_body" : "")}
        FROM {from} f JOIN session s ON s.id = f.session JOIN flow_content c ON c.id = f.id AND c.day = f.day ORDER BY {order}
        """;

    public static bool IsOdd(NpgsqlDataReader reader) => reader.GetBoolean(OddIndex);

    /// <exception cref="InvalidDataException">The head is not as it was written.</exception>
    public static StoredFlow Read(NpgsqlDataReader reader, bool withBodies)
    {
        byte[] head = reader.GetFieldValue<byte[]>(HeadIndex);
        return new StoredFlow
        {
            Sequence = reader.GetInt64(0),
            Session = reader.GetGuid(1),
            ProxyName = reader.GetString(2),
            Annotation = AnnotationText.Read(Text(reader, 3), Text(reader, 4), Text(reader, 5)),
            Flow = withBodies
                ? FlowSnapshotCodec.Read(head, Bytes(reader, HeadIndex + 1), Bytes(reader, HeadIndex + 2))
                : FlowSnapshotCodec.Read(head),
            HasBodies = withBodies,
        };
    }

    /// <summary>The first flow of a condition, with its bodies; null when there is none.</summary>
    public static async Task<StoredFlow?> FindAsync(
        NpgsqlConnection connection, string from, CancellationToken cancellationToken, params IEnumerable<object?> values)
    {
        NpgsqlCommand command = connection.Command(Select(from, withBodies: true, "f.id DESC LIMIT 1"), values);
        await using (command.ConfigureAwait(false))
        {
            NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? Read(reader, withBodies: true) : null;
            }
        }
    }

    /// <summary>The same flow without the bytes of its bodies.</summary>
    public static StoredFlow WithoutBodies(StoredFlow flow)
        => flow.HasBodies ? flow with { Flow = flow.Flow.WithBodies(static body => body.With(default)), HasBodies = false } : flow;

    private static string? Text(NpgsqlDataReader reader, int index) => reader.IsDBNull(index) ? null : reader.GetString(index);

    private static byte[] Bytes(NpgsqlDataReader reader, int index) => reader.IsDBNull(index) ? [] : reader.GetFieldValue<byte[]>(index);
}
