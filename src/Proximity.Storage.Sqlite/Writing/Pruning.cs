using Proximity.Storage.Sqlite.Native;
using Proximity.Storage.Sqlite.Reading;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Writing;

/// <summary>Makes a store hold what it is asked to, some flows at a time, so that writers come in between.</summary>
internal sealed class Pruning(WriterGate writer, ConnectionPool readers)
{
    /// <summary>Between two looks for flows that are too old.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private const int MostFound = 10_000;

    public async Task<FlowsPruned> Run(FlowRetention retention, CancellationToken cancellationToken)
    {
        long before = await UsedBytes(cancellationToken).ConfigureAwait(false);
        long flows = 0;
        if (retention.Before is { } moment)
        {
            flows += await EraseOlder(moment, cancellationToken).ConfigureAwait(false);
        }

        var bounds = new WriterBounds(retention.MaxFlows, retention.MaxBytes, 0, 0);
        int erased;
        do
        {
            erased = await writer.Write(file => EraseExcess(file, bounds), cancellationToken).ConfigureAwait(false);
            flows += erased;
        }
        while (erased > 0);
        long after = flows == 0 ? before : await UsedBytes(cancellationToken).ConfigureAwait(false);
        return new FlowsPruned(flows, Math.Max(0, before - after));
    }

    private static int EraseExcess(FlowWriter file, WriterBounds bounds)
    {
        long excess = bounds.Excess(file.Count, file.UsedBytes);
        return excess == 0 ? 0 : file.EraseOldest(Math.Min(excess, file.MostErased));
    }

    private static List<long> FindOlder(Connection connection, long micros)
    {
        Statement statement = connection.Statement("SELECT id FROM flow WHERE time < ?1 ORDER BY id LIMIT ?2");
        statement.Bind(1, micros);
        statement.Bind(2, (long)MostFound);
        var found = new List<long>();
        while (statement.Step())
        {
            found.Add(statement.Integer(0));
        }

        statement.Reset();
        return found;
    }

    /// <summary>The flows are looked for beside the writer: without an index that takes as long as reading all rows.</summary>
    private async Task<long> EraseOlder(DateTimeOffset moment, CancellationToken cancellationToken)
    {
        // A column has whole microseconds: what came later in the same one stays.
        long micros = (moment - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        long flows = 0;
        List<long> found;
        do
        {
            found = await readers.Read(connection => FindOlder(connection, micros), cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < found.Count;)
            {
                List<long> rest = found[i..];
                int erased = await writer.Write(
                    file =>
                    {
                        List<long> some = rest[..Math.Min(rest.Count, file.MostErased)];
                        i += some.Count;
                        return file.Erase(some);
                    },
                    cancellationToken).ConfigureAwait(false);
                flows += erased;
            }
        }
        while (found.Count == MostFound);
        return flows;
    }

    private Task<long> UsedBytes(CancellationToken cancellationToken) => writer.Write(file => file.UsedBytes, cancellationToken);
}
