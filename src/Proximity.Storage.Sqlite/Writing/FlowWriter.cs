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

    private FlowWriter(Database database, WriterBounds bounds, bool hasTextIndex, TimeProvider time)
    {
        this.database = database;
        this.bounds = bounds;
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
    public int EraseOldest(long count) => Erase(eraser.Oldest(count));

    /// <summary>
    /// Makes room behind a batch. What it takes out is more than what came, so that the bounds hold again soon, and not so much that the
    /// next batch waits long.
    /// </summary>
    public void PruneBehind(int batch)
    {
        long most = Math.Max(MostErased, 2L * batch);
        while (most > 0 && bounds.Excess(Count, UsedBytes) is > 0 and var excess)
        {
            most -= EraseOldest(Math.Min(excess, MostErased));
        }
    }

    /// <summary>The most flows that one transaction takes out: nobody waits longer than for so many.</summary>
    public int MostErased => text is null ? 1000 : 200;

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
        if (IsStored(session, record.Flow.Id))
        {
            return false;
        }

        long sequence = counters.Next++;
        FlowSnapshot flow = IsTooLong(record.Flow) ? record.Flow.WithBodies(Bounded) : record.Flow;
        AddRow(sequence, session, flow);
        head.ResetWrittenCount();
        FlowSnapshotCodec.Write(flow, head);
        inserts.Head.Bind(1, sequence);
        inserts.Head.Bind(2, head.WrittenMemory);
        inserts.Head.Run();
        text?.Add(sequence, flow, skipText);
        counters.Flows++;
        sessions.Add(session, sequence);
        return true;
    }

    private void AddRow(long sequence, long session, FlowSnapshot flow)
    {
        long? request = bodies.Store(flow.Request.Body, sequence);
        long? response = bodies.Store(flow.Response?.Body, sequence);
        columns.Bind(inserts.Flow, flow);
        int own = FlowColumns.OwnIndex;
        inserts.Flow.Bind(own, sequence);
        inserts.Flow.Bind(own + 1, session);
        inserts.Flow.Bind(own + 2, request);
        inserts.Flow.Bind(own + 3, response);
        inserts.Flow.Run();
    }

    private bool IsTooLong(FlowSnapshot flow)
        => flow.Request.Body.Bytes.Length > bounds.BodyBytes || flow.Response?.Body.Bytes.Length > bounds.BodyBytes;

    private FlowBody Bounded(FlowBody body)
        => body.Bytes.Length <= bounds.BodyBytes ? body : body.Without(NotKeptReason.Limit);

    private bool IsStored(long session, long id)
    {
        inserts.IsStored.Bind(1, session);
        inserts.IsStored.Bind(2, id);
        bool isStored = inserts.IsStored.Step();
        inserts.IsStored.Reset();
        return isStored;
    }

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
