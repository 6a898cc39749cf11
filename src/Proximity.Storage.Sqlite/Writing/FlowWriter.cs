using System.Buffers;
using Proximity.Flows;
using Proximity.Storage.Sqlite.Native;
using Proximity.Storage.Sqlite.Schema;
using Proximity.Stores;

namespace Proximity.Storage.Sqlite.Writing;

/// <summary>
/// The one writer of a file, used by one thread at a time. Every change is one transaction; when it fails, what is remembered of the file
/// is read again.
/// </summary>
internal sealed class FlowWriter : IDisposable
{
    private static readonly TimeSpan PruningTime = TimeSpan.FromMilliseconds(20);

    private readonly Database database;
    private readonly Inserts inserts;
    private readonly Counters counters = new();
    private readonly BodyWriter bodies;
    private readonly SessionWriter sessions;
    private readonly FlowColumns columns = new();
    private readonly ArrayBufferWriter<byte> head = new(4096);
    private readonly TextIndex? text;
    private readonly Eraser eraser;
    private readonly Checkpointer checkpointer;
    private readonly WriterBounds bounds;
    private readonly TimeProvider time;

    private FlowWriter(Database database, WriterBounds bounds, bool hasTextIndex, TimeProvider time)
    {
        this.database = database;
        this.bounds = bounds;
        this.time = time;
        text = TextIndex.Open(database, hasTextIndex);
        inserts = new Inserts(database);
        bodies = new BodyWriter(inserts);
        sessions = new SessionWriter(database, inserts, time);
        counters.Load(database);
        bodies.Next = counters.NextBody;
        eraser = new Eraser(database, bodies, sessions, counters, text is not null);
        checkpointer = new Checkpointer(database, time, bounds.LogPages);
    }

    /// <summary>How many flows there are.</summary>
    public long Count => counters.Flows;

    /// <summary>True when the file has a text index.</summary>
    public bool HasText => text is not null;

    /// <summary>The bytes of the file that are in use.</summary>
    public long UsedBytes
        => (database.Number("PRAGMA page_count") - database.Number("PRAGMA freelist_count")) * database.Number("PRAGMA page_size");

    public static FlowWriter Open(string path, SqliteFlowStoreOptions options)
    {
        Database database = Database.OpenForWriting(path, options.TimeProvider);
        try
        {
            StoreFile.Prepare(database);
            if (options.MaxPages is { } pages)
            {
                _ = database.Number($"PRAGMA max_page_count={pages}");
            }

            return new FlowWriter(database, WriterBounds.Of(options), options.HasTextIndex, options.TimeProvider);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Stores flows, all or none.</summary>
    /// <returns>How many were new.</returns>
    public int Append(IReadOnlyList<FlowRecord> batch, FlowAppendOptions options, CancellationToken cancellationToken)
    {
        int added = 0;
        Change(() =>
        {
            foreach (FlowRecord record in batch)
            {
                cancellationToken.ThrowIfCancellationRequested();
                added += Add(record, options.SkipTextIndex) ? 1 : 0;
            }
        });
        return added;
    }

    /// <summary>Takes flows out.</summary>
    /// <returns>How many were there.</returns>
    public int Erase(IEnumerable<long> sequences)
    {
        int erased = 0;
        Change(() =>
        {
            foreach (long sequence in sequences)
            {
                erased += eraser.Erase(sequence) ? 1 : 0;
            }

            eraser.Finish();
        });
        return erased;
    }

    /// <summary>Takes the oldest flows out.</summary>
    /// <returns>How many there were.</returns>
    public int EraseOldest(long count)
    {
        int erased = 0;
        Change(() =>
        {
            erased = eraser.EraseOldest(count);
            eraser.Finish();
        });
        return erased;
    }

    /// <summary>
    /// Makes room behind a batch: as much as it took and a quarter more, so that the bounds hold again soon. Beyond that it goes on only
    /// while there is time, so that the next batch does not wait long.
    /// </summary>
    public void PruneBehind(int batch)
    {
        long began = time.GetTimestamp();
        long needed = batch + (batch / 4) + 1;
        long most = Math.Max(MostErased, 2L * batch);
        while (most > 0 && bounds.Excess(Count, UsedBytes) is > 0 and var excess)
        {
            int erased = EraseOldest(Math.Min(Math.Min(excess, most), MostErased));
            (needed, most) = (needed - erased, most - erased);
            if (needed <= 0 && time.GetElapsedTime(began) > PruningTime)
            {
                return;
            }
        }
    }

    /// <summary>The most flows that one transaction takes out: nobody waits longer than for so many.</summary>
    public int MostErased => text is null ? 500 : 100;

    /// <summary>Changes what is written on flows.</summary>
    /// <returns>How many of them are there.</returns>
    public int Annotate(IReadOnlyList<long> sequences, FlowAnnotationChange change)
    {
        int found = 0;
        Change(() => found = Annotations.Change(database, sequences, change));
        return found;
    }

    public void Dispose()
    {
        checkpointer.Dispose();
        eraser.Dispose();
        text?.Dispose();
        inserts.Dispose();
        database.Dispose();
    }

    private bool Add(FlowRecord record, bool skipText)
    {
        long session = sessions.NumberOf(record);
        long sequence = counters.Next;
        FlowSnapshot flow = IsTooLong(record.Flow) ? record.Flow.WithBodies(Bounded) : record.Flow;
        if (!TryAddRow(sequence, session, flow))
        {
            return false;
        }

        counters.Next++;
        head.ResetWrittenCount();
        FlowSnapshotCodec.Write(flow, head);
        inserts.Head.Bind(1, sequence);
        inserts.Head.Bind(2, head.WrittenMemory);
        inserts.Head.Run();
        if (!record.Annotation.IsEmpty)
        {
            Annotations.Write(inserts.Annotation, sequence, record.Annotation);
        }

        text?.Add(sequence, flow, skipText);
        counters.Flows++;
        sessions.Add(session, sequence);
        return true;
    }

    /// <returns>False when the flow is there already.</returns>
    private bool TryAddRow(long sequence, long session, FlowSnapshot flow)
    {
        BodyPlace? request = bodies.Find(flow.Request.Body);
        BodyPlace? response = bodies.Find(flow.Response?.Body);
        columns.Bind(inserts.Flow, flow);
        int own = FlowColumns.OwnIndex;
        inserts.Flow.Bind(own, sequence);
        inserts.Flow.Bind(own + 1, session);
        inserts.Flow.Bind(own + 2, request?.Id);
        inserts.Flow.Bind(own + 3, response?.Id);
        inserts.Flow.Run();
        if (database.Changes == 0)
        {
            bodies.Abandon(request);
            bodies.Abandon(response);
            return false;
        }

        bodies.Write(request, flow.Request.Body, sequence);
        bodies.Write(response, flow.Response?.Body, sequence);
        return true;
    }

    private bool IsTooLong(FlowSnapshot flow)
        => flow.Request.Body.Bytes.Length > bounds.BodyBytes || flow.Response?.Body.Bytes.Length > bounds.BodyBytes;

    private FlowBody Bounded(FlowBody body)
        => body.Bytes.Length <= bounds.BodyBytes ? body : body.Without(NotKeptReason.Limit);

    private void Change(Action change)
    {
        try
        {
            Transaction.Run(database, () =>
            {
                change();
                sessions.Save();
                counters.NextBody = bodies.Next;
                counters.Save(inserts.Counter);
            });
        }
        catch
        {
            Reload();
            throw;
        }

        checkpointer.Look();
    }

    /// <summary>What was remembered is not what is in the file.</summary>
    private void Reload()
    {
        sessions.ForgetAll();
        bodies.ForgetAll();
        counters.Load(database);
        bodies.Next = counters.NextBody;
    }
}
