using Proximity.Flows;

namespace Proximity.Stores.Spooling;

/// <summary>
/// Flows that wait on a disk for a store, in a folder of segments: batches are appended to the newest one and read from the oldest, which
/// goes when it is delivered. Bounded in bytes: from three quarters of the bound on flows come without their bodies, at the bound no batch
/// is taken. What the disk says is noted and ends nothing. Thread-safe, but for one reader.
/// </summary>
internal sealed class FlowSpool : IDisposable
{
    /// <summary>From this length on a segment is not appended to: a batch more is the most that it has.</summary>
    private const long SegmentBytes = 4 * 1024 * 1024;

    private readonly SpoolFolder folder;
    private readonly long maxBytes;
    private readonly long segmentBytes;
    private readonly SpoolWrite write;
    private readonly SpoolEncoder encoder;
    private readonly SpoolCounts counts;
    private readonly FlowSignal freed = new();
    private readonly Lock gate = new();

    /// <summary>Those with flows that wait, the oldest first.</summary>
    private readonly LinkedList<SpoolSegment> segments;

    /// <summary>The segment that is appended to; null when the next batch begins one. One without a flow is not in the list.</summary>
    private SpoolSegment? newest;

    private long nextNumber;
    private long bytes;
    private volatile bool isEmpty;
    private bool isClosed;

    private FlowSpool(SpoolFolder folder, long maxBytes, Action<Exception>? onTrouble, SpoolWrite? write)
    {
        (this.folder, this.maxBytes) = (folder, maxBytes);
        counts = new SpoolCounts(folder.Path, onTrouble);
        this.write = write ?? RandomAccess.Write;
        encoder = new SpoolEncoder(maxBytes);
        segmentBytes = Math.Min(SegmentBytes, maxBytes / 8);
        segments = new LinkedList<SpoolSegment>(folder.Segments());
        nextNumber = Math.Max(folder.Position.Segment, segments.Last?.Value.Number + 1 ?? 0);
        isEmpty = segments.Count == 0;
    }

    /// <summary>True when nothing waits in it.</summary>
    public bool IsEmpty => isEmpty;

    /// <summary>True when half of what may lie in it does.</summary>
    public bool IsBehind => counts.WaitingBytes > maxBytes / 2;

    /// <summary>Completes when a segment has gone after this was asked for.</summary>
    public Task Freed => freed.Next;

    /// <summary>Takes a folder. What earlier runs left in it is known after <see cref="Recover"/>.</summary>
    /// <param name="path">The folder; it is made where there is none.</param>
    /// <param name="maxBytes">The most bytes of its segments.</param>
    /// <param name="onTrouble">Hears when the disk fails, once until it takes flows again; null for nobody.</param>
    /// <param name="write">Writes into a file; null for the system's own.</param>
    /// <exception cref="FlowStoreException">It cannot be used, or another process has it.</exception>
    public static FlowSpool Open(string path, long maxBytes, Action<Exception>? onTrouble = null, SpoolWrite? write = null)
    {
        SpoolFolder folder = SpoolFolder.Open(path);
        try
        {
            return new FlowSpool(folder, maxBytes, onTrouble, write);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Reads what earlier runs left: it waits before all that is appended later.</summary>
    public void Recover()
    {
        lock (gate)
        {
            foreach (SpoolSegment segment in segments.ToArray())
            {
                try
                {
                    int damaged = segment.Load();
                    counts.Find(segment.WaitingCount, damaged);
                    bytes += segment.Length;
                    segment.Unload();
                    if (segment.WaitingCount == 0)
                    {
                        Remove(segment);
                    }
                }
                catch (Exception error) when (SpoolCounts.IsOfDisk(error))
                {
                    // It is tried again when its turn comes.
                    counts.Note(error);
                }
            }

            counts.Take(bytes);
        }
    }

    /// <summary>Puts flows in, all or none.</summary>
    /// <param name="batch">The flows.</param>
    /// <param name="mayDrop">False when none may be dropped because it is larger than the spool may be.</param>
    /// <returns>False when there is no room for them, or the disk fails.</returns>
    public bool TryAppend(IReadOnlyList<FlowRecord> batch, bool mayDrop = true)
    {
        lock (gate)
        {
            if (isClosed)
            {
                return false;
            }

            SealFull();
            newest ??= SpoolSegment.New(folder.Path, nextNumber++);
            encoder.Encode(batch, newest.Mark, newest.NextOrdinal, bytes);
            if (encoder.Bytes.Length > maxBytes - bytes || (encoder.DroppedCount > 0 && !mayDrop))
            {
                return false;
            }

            try
            {
                AppendEncoded(newest);
                return true;
            }
            catch (Exception error) when (SpoolCounts.IsOfDisk(error))
            {
                counts.Note(error);
                return false;
            }
        }
    }

    /// <summary>
    /// The oldest flows, which wait until they are delivered; empty when there are none, null when the disk fails. What cannot be read is
    /// lost, which is counted.
    /// </summary>
    public IReadOnlyList<FlowRecord>? Read()
    {
        lock (gate)
        {
            while (!isClosed && segments.First?.Value is { } oldest)
            {
                try
                {
                    if (ReadFrom(oldest) is { Count: > 0 } flows)
                    {
                        return flows;
                    }
                }
                catch (Exception error) when (SpoolCounts.IsOfDisk(error))
                {
                    counts.Note(error);
                    if (!oldest.IsGivenUp(error))
                    {
                        return null;
                    }

                    counts.Lose(oldest.WaitingCount);
                    oldest.SetAside();
                    Remove(oldest);
                }
            }

            return [];
        }
    }

    /// <summary>So many of the oldest flows wait no longer.</summary>
    public void Deliver(int count)
    {
        lock (gate)
        {
            if (!isClosed && count > 0 && segments.First?.Value is { } oldest)
            {
                counts.Deliver(count);
                Pass(oldest, count);
            }
        }
    }

    /// <summary>Its part of the counters.</summary>
    public FlowStoreCounters AddTo(FlowStoreCounters counters) => counts.AddTo(counters);

    /// <summary>Closes it. What waits stays on the disk.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (isClosed)
            {
                return;
            }

            isClosed = true;
            if (newest is not null)
            {
                counts.Try(newest.Length == 0 ? newest.Delete : newest.Flush);
            }

            foreach (SpoolSegment segment in segments)
            {
                segment.Dispose();
            }

            folder.Dispose();
        }
    }

    private void SealFull()
    {
        if (newest is null || newest.Length < segmentBytes)
        {
            return;
        }

        counts.Try(newest.Flush);
        if (newest != segments.First?.Value)
        {
            newest.Unload();
        }

        newest = null;
    }

    private void AppendEncoded(SpoolSegment segment)
    {
        if (encoder.Lengths.Count > 0)
        {
            segment.Append(encoder.Bytes, encoder.Lengths, write);
            if (segments.Last?.Value != segment)
            {
                segments.AddLast(segment);
            }

            bytes += encoder.Bytes.Length;
            isEmpty = false;
        }

        counts.Append(encoder);
        counts.Take(bytes);
    }

    private List<FlowRecord> ReadFrom(SpoolSegment oldest)
    {
        if (!oldest.IsLoaded)
        {
            (int knownCount, long knownBytes) = (oldest.WaitingCount, oldest.Length);
            oldest.Load();
            bytes += oldest.Length - knownBytes;
            counts.Lose(knownCount - oldest.WaitingCount);
        }

        if (oldest.WaitingCount == 0)
        {
            Remove(oldest);
            return [];
        }

        List<FlowRecord> flows = SpoolReader.Read(oldest);
        if (flows.Count == 0)
        {
            counts.Lose(1);
            Pass(oldest, 1);
        }

        return flows;
    }

    /// <summary>Goes on behind records, and says so in the folder first: what is delivered must not come again.</summary>
    private void Pass(SpoolSegment oldest, int count)
    {
        SpoolPosition position = oldest.Deliver(count);
        bool isDone = oldest.WaitingCount == 0;
        counts.Try(() => folder.Note(isDone ? new SpoolPosition(oldest.Number + 1, 0, 0) : position));
        if (isDone)
        {
            Remove(oldest);
        }
    }

    private void Remove(SpoolSegment segment)
    {
        newest = newest == segment ? null : newest;
        segments.Remove(segment);
        isEmpty = segments.Count == 0;
        bytes -= segment.Length;
        counts.Take(bytes);
        counts.Try(segment.Delete);
        freed.Raise();
    }
}
