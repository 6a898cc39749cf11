using System.Diagnostics;

namespace Proximity.Flows;

/// <summary>
/// Flows by position: 0, 1, 2, … in the order of their ids, the loaded ones first, then the added ones. Those from <see cref="Oldest"/>
/// on are there; position <c>p</c> lives in <c>slots[p % slots.Length]</c>. The ring grows by doubling, up to the capacity. Not
/// thread-safe.
/// </summary>
internal sealed class FlowRing(int capacity)
{
    private const int FirstSlots = 16;

    private Flow?[] slots = [];

    /// <summary>The oldest position that is there; what lies before it is gone.</summary>
    public long Oldest { get; private set; }

    /// <summary>The position of the next flow.</summary>
    public long End { get; private set; }

    public int Count => (int)(End - Oldest);

    public bool IsFull => Count == capacity;

    public Flow this[long position] => slots[position % slots.Length]!;

    /// <summary>Puts a flow behind the others; call only while the ring is not full.</summary>
    public void Add(Flow flow)
    {
        if (Count == slots.Length)
        {
            Grow();
        }

        slots[End % slots.Length] = flow;
        End++;
    }

    /// <summary>Takes the oldest flow out; call only while there is one.</summary>
    public Flow TakeOldest()
    {
        ref Flow? slot = ref slots[Oldest % slots.Length];
        Flow oldest = slot!;
        slot = null;
        Oldest++;
        return oldest;
    }

    /// <summary>Takes a flow out wherever it stands. Those behind it move up, which are few: it is one of the newest.</summary>
    public void Remove(long position)
    {
        Debug.Assert(position >= Oldest && position < End, "only what is there can be taken out");
        for (; position < End - 1; position++)
        {
            slots[position % slots.Length] = slots[(position + 1) % slots.Length];
        }

        slots[--End % slots.Length] = null;
    }

    /// <summary>The position of the flow with this id; -1 when it is not there. Ids rise with positions.</summary>
    public long Find(long id)
    {
        long low = Oldest;
        long high = End - 1;
        while (low <= high)
        {
            long middle = low + ((high - low) / 2);
            long found = this[middle].Id;
            if (found == id)
            {
                return middle;
            }

            (low, high) = found < id ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    /// <summary>The flows behind an id, or before it.</summary>
    /// <param name="id">The id, which is not among them.</param>
    /// <param name="isDescending">True for those before it, the highest first.</param>
    /// <param name="most">How many at the most.</param>
    public Flow[] Take(long id, bool isDescending, int most)
    {
        long first = isDescending ? FindFrom(id) - 1 : id == long.MaxValue ? End : FindFrom(id + 1);
        var taken = new Flow[Math.Min(most, isDescending ? first - Oldest + 1 : End - first)];
        for (int i = 0; i < taken.Length; i++)
        {
            taken[i] = this[isDescending ? first - i : first + i];
        }

        return taken;
    }

    /// <summary>The position of the first flow that has this id or a higher one; <see cref="End"/> when there is none.</summary>
    private long FindFrom(long id)
    {
        (long low, long high) = (Oldest, End);
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            (low, high) = this[middle].Id < id ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Holds these flows in place of all others, at the positions from 0 on.</summary>
    public void Reset(Flow[] flows)
    {
        slots = flows;
        Oldest = 0;
        End = flows.Length;
    }

    /// <summary>All flows in their order.</summary>
    public Flow[] ToArray()
    {
        Flow[] flows = new Flow[Count];
        CopyTo(flows);
        return flows;
    }

    private void Grow()
    {
        var larger = new Flow?[(int)Math.Min(capacity, Math.Max(FirstSlots, slots.Length * 2L))];
        int shift = (int)(Oldest % larger.Length);
        var inOrder = new Flow[Count];
        CopyTo(inOrder);
        int untilEnd = Math.Min(inOrder.Length, larger.Length - shift);
        Array.Copy(inOrder, 0, larger, shift, untilEnd);
        Array.Copy(inOrder, untilEnd, larger, 0, inOrder.Length - untilEnd);
        slots = larger;
    }

    private void CopyTo(Flow[] flows)
    {
        if (flows.Length > 0)
        {
            int start = (int)(Oldest % slots.Length);
            int untilEnd = Math.Min(flows.Length, slots.Length - start);
            Array.Copy(slots, start, flows, 0, untilEnd);
            Array.Copy(slots, 0, flows, untilEnd, flows.Length - untilEnd);
        }
    }
}
