using Proximity.Storage.Sqlite.Native;
using Proximity.Storage.Sqlite.Schema;

namespace Proximity.Storage.Sqlite.Writing;

/// <summary>
/// Moves the write-ahead log into the file beside the writer, so that no write waits for it. The log begins anew only when all of it has
/// been moved and nothing was written meanwhile: from a step on, the moving begins behind each batch, where it has the most time until the
/// next. A writer without pauses could fill the log faster than this empties it: at a limit it moves the rest itself, and waits.
/// </summary>
internal sealed class Checkpointer : IDisposable
{
    /// <summary>From how many pages on they are moved: 8 MiB. Pages that change again and again are moved once for all of that.</summary>
    private const int StepPages = 1000;

    private readonly Database own;
    private readonly Database writer;
    private readonly int hardPages;
    private Task moving = Task.CompletedTask;
    private readonly int step;
    private int forcedAt;

    /// <param name="writer">The writer's connection.</param>
    /// <param name="time">The clock.</param>
    /// <param name="hardPages">From how many pages on the writer itself moves them.</param>
    public Checkpointer(Database writer, TimeProvider time, int hardPages)
    {
        this.writer = writer;
        this.hardPages = hardPages;
        step = Math.Min(StepPages, hardPages / 2);
        own = Database.OpenForWriting(writer.Path, time);

        // A connection that has read nothing yet moves nothing.
        StoreFile.Check(own);
        own.Execute("PRAGMA synchronous=NORMAL");
    }

    /// <summary>To be called behind each transaction of the writer, on its thread.</summary>
    public void Look()
    {
        int pages = writer.LogPages;
        if (pages < forcedAt)
        {
            // The log has begun anew.
            forcedAt = 0;
        }

        if (pages >= hardPages && pages - forcedAt >= step)
        {
            // It may go in vain while somebody reads an old state: the next try comes a step later.
            moving.GetAwaiter().GetResult();
            forcedAt = pages;
            writer.Checkpoint(CheckpointMode.Passive);
        }
        else if (pages >= step && moving.IsCompleted)
        {
            moving = Task.Run(Move);
        }
    }

    public void Dispose()
    {
        moving.GetAwaiter().GetResult();
        own.Dispose();
    }

    private void Move()
    {
        try
        {
            own.Checkpoint(CheckpointMode.Passive);
        }
        catch (Stores.FlowStoreException)
        {
            // A disk that fails here fails the writer too, whose caller hears of it.
        }
    }
}
