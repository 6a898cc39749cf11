using System.Buffers;
using Npgsql;
using NpgsqlTypes;
using Proximity.Content;
using Proximity.Filters.Evaluation;
using Proximity.Filters.Sql;
using Proximity.Flows;
using Proximity.Storage.Postgres.Schema;
using Proximity.Stores;

namespace Proximity.Storage.Postgres.Writing;

/// <summary>Sends flows as rows of a batch, in the binary form of COPY.</summary>
/// <param name="maxBodyBytes">Longer bodies are left out.</param>
internal sealed class FlowRowWriter(int maxBodyBytes)
{
    /// <summary>What a row takes besides its head and bodies.</summary>
    private const int RowBytes = 400;

    private static readonly string Statement = $"""
        COPY flow_batch
        (number, uuid, proxy, {FlowColumns.Names}, {SchemaText.OwnNames}, {SchemaText.AnnotationNames}, head, req_body, res_body)
        FROM STDIN (FORMAT BINARY)
        """;

    private readonly SnapshotReader reader = new(ContentCodings.BuiltIn);
    private readonly ArrayBufferWriter<byte> head = new();

    /// <summary>Sends flows; of equal ones the first.</summary>
    public async Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<FlowRecord> batch, CancellationToken cancellationToken)
    {
        NpgsqlBinaryImporter rows = await connection.BeginBinaryImportAsync(Statement, cancellationToken).ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            HashSet<(Guid, long)> known = [];
            int number = 0;
            foreach (FlowRecord record in batch)
            {
                if (known.Add((record.Session, record.Flow.Id)))
                {
                    await WriteAsync(rows, record, number++, cancellationToken).ConfigureAwait(false);
                }
            }

            await rows.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(NpgsqlBinaryImporter rows, FlowRecord record, int number, CancellationToken cancellationToken)
    {
        FlowSnapshot flow = record.Flow.WithBodies(Bounded);
        head.ResetWrittenCount();
        FlowSnapshotCodec.Write(flow, head);
        await rows.StartRowAsync(cancellationToken).ConfigureAwait(false);
        await rows.WriteAsync(number, NpgsqlDbType.Integer, cancellationToken).ConfigureAwait(false);
        await rows.WriteAsync(record.Session, NpgsqlDbType.Uuid, cancellationToken).ConfigureAwait(false);
        await rows.WriteAsync(StoredText.Cleaned(record.ProxyName), NpgsqlDbType.Text, cancellationToken).ConfigureAwait(false);
        bool isOdd = await WriteColumnsAsync(rows, flow, cancellationToken).ConfigureAwait(false);
        await rows.WriteAsync(isOdd, NpgsqlDbType.Boolean, cancellationToken).ConfigureAwait(false);
        var stored = new StoredFlow { Sequence = 0, Session = record.Session, Flow = flow };
        foreach (FlowSortField field in SortColumns.Fields)
        {
            await rows.WriteAsync(QueryCursor.KeyOf(stored, field), NpgsqlDbType.Bigint, cancellationToken).ConfigureAwait(false);
        }

        long bytes = RowBytes + head.WrittenCount + flow.KeptBodyBytes;
        await rows.WriteAsync(bytes, NpgsqlDbType.Bigint, cancellationToken).ConfigureAwait(false);
        await WriteTextAsync(rows, AnnotationText.Of(record.Annotation.Mark), cancellationToken).ConfigureAwait(false);
        await WriteTextAsync(rows, AnnotationText.Of(record.Annotation.Tags), cancellationToken).ConfigureAwait(false);
        await WriteTextAsync(rows, record.Annotation.Comment, cancellationToken).ConfigureAwait(false);
        await rows.WriteAsync(head.WrittenMemory, NpgsqlDbType.Bytea, cancellationToken).ConfigureAwait(false);
        await WriteBodyAsync(rows, flow.Request.Body, cancellationToken).ConfigureAwait(false);
        await WriteBodyAsync(rows, flow.Response?.Body ?? FlowBody.None, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>True when a column does not say what the flow has.</returns>
    private async Task<bool> WriteColumnsAsync(NpgsqlBinaryImporter rows, FlowSnapshot flow, CancellationToken cancellationToken)
    {
        reader.Begin(flow);
        object?[] values = FlowsTable.Row(reader);
        reader.End();
        bool isOdd = false;
        for (int i = 0; i < values.Length; i++)
        {
            SqlColumn column = FlowColumns.All[i];
            Task written = values[i] switch
            {
                _ when column.Name == FlowColumns.FlowId => rows.WriteAsync(flow.Id, NpgsqlDbType.Bigint, cancellationToken),
                string text => rows.WriteAsync(
                    StoredText.Of(text, column.Field!.IsIndexed, ref isOdd), NpgsqlDbType.Text, cancellationToken),
                long number => rows.WriteAsync(number, NpgsqlDbType.Bigint, cancellationToken),
                double number => rows.WriteAsync(number, NpgsqlDbType.Double, cancellationToken),
                _ => rows.WriteNullAsync(cancellationToken),
            };
            await written.ConfigureAwait(false);
        }

        return isOdd;
    }

    private static Task WriteBodyAsync(NpgsqlBinaryImporter rows, FlowBody body, CancellationToken cancellationToken)
        => body.KeptBytes > 0
            ? rows.WriteAsync(body.Bytes, NpgsqlDbType.Bytea, cancellationToken)
            : rows.WriteNullAsync(cancellationToken);

    private static Task WriteTextAsync(NpgsqlBinaryImporter rows, string? text, CancellationToken cancellationToken)
        => text is null
            ? rows.WriteNullAsync(cancellationToken)
            : rows.WriteAsync(StoredText.Cleaned(text), NpgsqlDbType.Text, cancellationToken);

    private FlowBody Bounded(FlowBody body) => body.KeptBytes > maxBodyBytes ? body.Without(NotKeptReason.Limit) : body;
}
