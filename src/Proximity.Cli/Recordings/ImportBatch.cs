using Proximity.Formats;
using Proximity.Stores;

namespace Proximity.Cli.Recordings;

/// <summary>Flows on their way from a recording into a store.</summary>
/// <param name="store">The store.</param>
/// <param name="losses">Gets what the store has no room for.</param>
/// <param name="timeProvider">The clock of new sessions.</param>
internal sealed class ImportBatch(StoreSource store, FormatLosses losses, TimeProvider timeProvider)
{
    private const int MostFlows = 500;
    private const long MostBytes = 8 * 1024 * 1024;

    private readonly ImportedNotes notes = new(store, losses);

    /// <summary>The ids of the session, about 30 bytes each: it is all that an import keeps of a flow.</summary>
    private readonly HashSet<long> ids = [];
    private List<FlowRecord> waiting = [];
    private long bytes;
    private Guid session = Guid.CreateVersion7(timeProvider.GetUtcNow());

    /// <summary>How many flows the store did not have.</summary>
    public long Taken { get; private set; }

    /// <summary>Adds a flow; those that wait are stored when they are many.</summary>
    public async ValueTask AddAsync(RecordedFlow flow, CancellationToken cancellationToken)
    {
        waiting.Add(notes.With(RecordOf(flow), flow.Notes));
        bytes += flow.Snapshot.Request.Body.Bytes.Length + (flow.Snapshot.Response?.Body.Bytes.Length ?? 0);
        if (waiting.Count == MostFlows || bytes >= MostBytes)
        {
            await AppendAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stores the flows that wait.</summary>
    public async ValueTask AppendAsync(CancellationToken cancellationToken)
    {
        if (waiting.Count == 0)
        {
            return;
        }

        var batch = waiting;
        (waiting, bytes) = ([], 0);
        var added = await store.AskAsync(() => store.Store.AppendAsync(batch, FlowAppendOptions.Default, cancellationToken))
            .ConfigureAwait(false);
        Taken += added;
        if (added < batch.Count)
        {
            await notes.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
        }
    }

    private FlowRecord RecordOf(RecordedFlow flow)
    {
        if (flow.Stored is { } stored)
        {
            return new FlowRecord(flow.WithoutNotes(), stored.Session, stored.ProxyName);
        }

        // An id comes twice where files were joined: each is a session, or the store would take the second flow for the first.
        if (!ids.Add(flow.Snapshot.Id))
        {
            session = Guid.CreateVersion7(timeProvider.GetUtcNow());
            ids.Clear();
            ids.Add(flow.Snapshot.Id);
        }

        return new FlowRecord(flow.WithoutNotes(), session);
    }
}
