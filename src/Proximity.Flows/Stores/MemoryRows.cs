using System.Diagnostics;

namespace Proximity.Stores;

/// <summary>
/// The flows of a store in memory in the order of their sequence, and what they take. Not thread-safe. Taking flows from the front moves
/// the references behind them, which for a million flows is 8 MB once a batch.
/// </summary>
internal sealed class MemoryRows
{
    private readonly List<StoredFlow> rows = [];
    private readonly Dictionary<(Guid Session, long Id), StoredFlow> byIdentity = [];
    private long latest;

    public int Count => rows.Count;

    public long Bytes { get; private set; }

    public StoredFlow? Oldest => rows.Count == 0 ? null : rows[0];

    public StoredFlow? Newest => rows.Count == 0 ? null : rows[^1];

    /// <summary>Numbers a flow and keeps it; false when it is there already.</summary>
    public bool TryAdd(FlowRecord record)
    {
        var row = new StoredFlow
        {
            Sequence = latest + 1,
            Session = record.Session,
            ProxyName = record.ProxyName,
            Flow = record.Flow.Unnumbered(),
            Annotation = record.Annotation,
        };
        if (!byIdentity.TryAdd(Identity(row), row))
        {
            return false;
        }

        latest++;
        rows.Add(row);
        Bytes += BytesOf(row);
        return true;
    }

    /// <summary>The flow of this number, if it is there.</summary>
    public StoredFlow? Find(long sequence)
    {
        int index = IndexFrom(sequence);
        return index < rows.Count && rows[index].Sequence == sequence ? rows[index] : null;
    }

    public StoredFlow? Find(Guid session, long id) => byIdentity.GetValueOrDefault((session, id));

    /// <summary>Puts a flow in the place of the one that has its number.</summary>
    public void Replace(StoredFlow row)
    {
        int index = IndexFrom(row.Sequence);
        Debug.Assert(rows[index].Sequence == row.Sequence, "only what is there is replaced");
        Bytes += BytesOf(row) - BytesOf(rows[index]);
        rows[index] = row;
        byIdentity[Identity(row)] = row;
    }

    /// <summary>The next flows behind a number, or before it.</summary>
    /// <param name="position">The number, which is not among them.</param>
    /// <param name="isDescending">True for those before it, the highest first.</param>
    /// <param name="most">How many at the most.</param>
    public StoredFlow[] Take(long position, bool isDescending, int most)
    {
        if (isDescending)
        {
            int end = IndexFrom(position);
            int start = Math.Max(0, end - most);
            StoredFlow[] before = [.. rows[start..end]];
            Array.Reverse(before);
            return before;
        }

        int first = position == long.MaxValue ? rows.Count : IndexFrom(position + 1);
        return [.. rows[first..Math.Min(rows.Count, first + most)]];
    }

    public StoredFlow[] ToArray() => [.. rows];

    /// <summary>Takes the oldest flows away until no more are there than may be.</summary>
    public FlowsPruned TrimTo(long maxFlows, long maxBytes, int atLeast)
    {
        int count = 0;
        long bytes = 0;
        while (rows.Count - count > atLeast && (rows.Count - count > maxFlows || Bytes - bytes > maxBytes))
        {
            bytes += BytesOf(rows[count]);
            byIdentity.Remove(Identity(rows[count++]));
        }

        rows.RemoveRange(0, count);
        Bytes -= bytes;
        Debug.Assert(Bytes >= 0 && (rows.Count > 0 || Bytes == 0), "what goes takes along what it was counted for");
        return new FlowsPruned(count, bytes);
    }

    /// <summary>Takes flows away wherever they stand.</summary>
    public FlowsPruned Remove(Predicate<StoredFlow> condition)
    {
        long before = Bytes;
        int count = rows.RemoveAll(row =>
        {
            bool goes = condition(row);
            if (goes)
            {
                Bytes -= BytesOf(row);
                byIdentity.Remove(Identity(row));
            }

            return goes;
        });
        return new FlowsPruned(count, before - Bytes);
    }

    /// <summary>The sessions of the newest flows.</summary>
    public IReadOnlyList<FlowSession> Sessions(int most)
    {
        Dictionary<Guid, FlowSession> found = [];
        for (int i = rows.Count - 1; i >= 0 && found.Count < most; i--)
        {
            found.TryAdd(rows[i].Session, new FlowSession(rows[i].Session, rows[i].ProxyName, rows[i].Sequence));
        }

        return [.. found.Values.OrderByDescending(session => session.NewestSequence)];
    }

    private static (Guid Session, long Id) Identity(StoredFlow row) => (row.Session, row.Flow.Id);

    private static long BytesOf(StoredFlow row) => row.Flow.HeldBytes + row.Flow.KeptBodyBytes + BytesOf(row.Annotation);

    private static long BytesOf(FlowAnnotation annotation)
        => sizeof(char) * ((annotation.Comment?.Length ?? 0) + (long)annotation.Tags.Sum(static tag => tag.Length));

    /// <summary>Where the first flow stands that has this number or a higher one.</summary>
    private int IndexFrom(long sequence)
    {
        (int low, int high) = (0, rows.Count);
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            (low, high) = rows[middle].Sequence < sequence ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
