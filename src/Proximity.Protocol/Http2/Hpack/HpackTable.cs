using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Proximity.Protocol.Http2.Hpack;

/// <summary>
/// A dynamic table (RFC 7541 §2.3.2, §4): a ring of entries, the newest at index 1. Entries have positions that never change, counted from
/// the first that was ever added; a position's slot is its lowest bits. Hashes lie beside the entries, to be searched without touching
/// them.
/// </summary>
internal sealed class HpackTable(int maxSize)
{
    private const int FirstSlots = 16;

    private HpackEntry?[] entries = [];
    private uint[] hashes = [];
    private uint[] nameHashes = [];
    private uint added;

    public int Count { get; private set; }

    public int Size { get; private set; }

    public int MaxSize { get; private set; } = maxSize;

    /// <summary>The entry at an index from 1; false beyond the last.</summary>
    public bool TryGet(int index, [NotNullWhen(true)] out HpackEntry? entry)
    {
        entry = index <= Count ? entries[SlotOf(PositionOf(index))] : null;
        Debug.Assert(index > Count || entry is not null, "a slot in use is empty");
        return entry is not null;
    }

    /// <summary>Adds an entry, no larger than the table, for which the oldest make room (§4.4).</summary>
    public void Add(HpackEntry entry)
    {
        Debug.Assert(entry.Size <= MaxSize, "an entry that is larger than the table empties it instead");
        EvictTo(MaxSize - entry.Size);

        if (Count == entries.Length)
        {
            Grow();
        }

        Put(added++, entry);
        Count++;
        Size += entry.Size;
    }

    /// <summary>What an entry that is larger than the table does to it, which is no error (§4.4).</summary>
    public void Empty() => EvictTo(0);

    /// <summary>Changes how much the table may hold (§4.3).</summary>
    public void Resize(int newMaxSize)
    {
        MaxSize = newMaxSize;
        EvictTo(newMaxSize);
    }

    /// <summary>The position of what stands at an index now.</summary>
    public uint PositionOf(int index) => added - (uint)index;

    /// <summary>The index of an entry that stands where a hint says; 0 when it does not.</summary>
    public int IndexOf(HpackEntry entry)
    {
        uint index = added - entry.EncoderHint;
        return index - 1 < (uint)Count && ReferenceEquals(entries[SlotOf(entry.EncoderHint)], entry) ? (int)index : 0;
    }

    /// <summary>The index of a field that is equal; 0 when there is none.</summary>
    public int IndexOf(uint hash, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        for (int slot = Next(hashes, hash, 0); slot >= 0; slot = Next(hashes, hash, slot + 1))
        {
            if (IndexAt(slot) is var index && index > 0 && entries[slot]!.Is(name, value))
            {
                return index;
            }
        }

        return 0;
    }

    /// <summary>The index of a field with this name; 0 when there is none.</summary>
    public int IndexOfName(uint nameHash, ReadOnlySpan<byte> name)
    {
        for (int slot = Next(nameHashes, nameHash, 0); slot >= 0; slot = Next(nameHashes, nameHash, slot + 1))
        {
            if (IndexAt(slot) is var index && index > 0 && entries[slot]!.Name.SequenceEqual(name))
            {
                return index;
            }
        }

        return 0;
    }

    private static int Next(uint[] ring, uint wanted, int from)
    {
        int at = ring.AsSpan(from).IndexOf(wanted);
        return at < 0 ? -1 : from + at;
    }

    /// <summary>The index of what a slot holds; 0 when it is not in use.</summary>
    private int IndexAt(int slot)
    {
        int age = (int)((added - 1 - (uint)slot) & (uint)(entries.Length - 1));
        return age < Count ? age + 1 : 0;
    }

    private int SlotOf(uint position) => (int)(position & (uint)(entries.Length - 1));

    private void EvictTo(int size)
    {
        while (Size > size && Count > 0)
        {
            int oldest = SlotOf(PositionOf(Count));
            Size -= entries[oldest]!.Size;
            entries[oldest] = null;
            Count--;
        }

        Debug.Assert(Count > 0 || Size == 0, "an empty table has no size");
    }

    private void Grow()
    {
        HpackEntry?[] old = entries;
        int slots = Math.Max(FirstSlots, old.Length * 2);
        (entries, hashes, nameHashes) = (new HpackEntry?[slots], new uint[slots], new uint[slots]);
        for (int index = 1; index <= Count; index++)
        {
            uint position = PositionOf(index);
            Put(position, old[(int)(position & (uint)(old.Length - 1))]!);
        }
    }

    private void Put(uint position, HpackEntry entry)
    {
        int slot = SlotOf(position);
        entries[slot] = entry;
        hashes[slot] = entry.Hash;
        nameHashes[slot] = entry.NameHash;
    }
}
