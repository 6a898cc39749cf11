using Proximity.Protocol.Http2.Fields;

namespace Proximity.Protocol.Http2.Hpack;

/// <summary>
/// Decodes the blocks of fields of one direction of a connection (RFC 7541 §3). Every block has to come through here, in its order,
/// whatever becomes of its stream: the dynamic table is what all before it have made. Any fault is a connection error (RFC 9113 §4.3). Not
/// thread-safe.
/// </summary>
/// <param name="pool">Lends the room for strings in Huffman's code, while a block is decoded.</param>
/// <param name="maxListBytes">How large a list may be, as SETTINGS_MAX_HEADER_LIST_SIZE counts. Beyond it fields are decoded and left
/// out.</param>
internal sealed class HpackDecoder(BufferPool pool, long maxListBytes)
{
    public const int DefaultTableSize = 4096;

    private const byte IndexedBit = 0x80;
    private const byte InsertBit = 0x40;
    private const byte SizeUpdateBit = 0x20;
    private const byte NeverIndexedBit = 0x10;
    private const byte HuffmanBit = 0x80;
    private const int InsertPrefix = 6;
    private const int SizeUpdatePrefix = 5;
    private const int LiteralPrefix = 4;
    private const int StringPrefix = 7;

    private readonly HpackTable table = new(DefaultTableSize);
    private readonly ByteBuffer scratch = new(pool);
    private int maxTableSize = DefaultTableSize;
    private bool mustShrink;

    /// <summary>The dynamic table's size at this moment.</summary>
    public int TableSize => table.Size;

    /// <summary>
    /// Sets what SETTINGS_HEADER_TABLE_SIZE allows the peer, once it has acknowledged it. When its table is larger, the next block must
    /// begin with a smaller size (RFC 7541 §4.2).
    /// </summary>
    public void SetMaxTableSize(int size)
    {
        maxTableSize = size;
        mustShrink = size < table.MaxSize;
    }

    /// <summary>Decodes a whole block; null when it is right.</summary>
    /// <param name="block">The block, its fragments put together.</param>
    /// <param name="fields">Where the fields go, behind those that are there.</param>
    public Http2Fault? Decode(ReadOnlySpan<byte> block, FieldList fields)
    {
        Http2Fault? fault = TakeSizeUpdates(ref block);
        while (fault is null && !block.IsEmpty)
        {
            fault = (block[0] & IndexedBit) != 0 ? TakeIndexed(ref block, fields) : TakeLiteral(ref block, fields);
        }

        scratch.Release();
        return fault;
    }

    /// <summary>Changes of the table's size stand at a block's beginning only (RFC 7541 §4.2).</summary>
    private Http2Fault? TakeSizeUpdates(scoped ref ReadOnlySpan<byte> block)
    {
        while (!block.IsEmpty && IsSizeUpdate(block[0]))
        {
            if (!HpackInteger.TryTake(ref block, SizeUpdatePrefix, out int size) || size > maxTableSize)
            {
                return Http2Fault.Compression("A dynamic table is made larger than SETTINGS_HEADER_TABLE_SIZE allows (RFC 7541 §6.3).");
            }

            table.Resize(size);
            mustShrink = false;
        }

        return mustShrink
            ? Http2Fault.Compression("A block does not begin with the smaller table size that was acknowledged (RFC 7541 §4.2).")
            : null;
    }

    private static bool IsSizeUpdate(byte first) => (first & (IndexedBit | InsertBit | SizeUpdateBit)) == SizeUpdateBit;

    /// <summary>A field that is in a table (RFC 7541 §6.1).</summary>
    private Http2Fault? TakeIndexed(scoped ref ReadOnlySpan<byte> block, FieldList fields)
    {
        if (!HpackInteger.TryTake(ref block, StringPrefix, out int index) || !TryGetEntry(index, out HpackEntry? entry))
        {
            return Http2Fault.Compression("An index is cut off, zero, or beyond the tables (RFC 7541 §6.1, §2.3.3).");
        }

        if (HasRoom(fields, entry!.Size))
        {
            fields.Add(entry);
        }

        return null;
    }

    /// <summary>A field that brings its value, and perhaps its name (RFC 7541 §6.2).</summary>
    private Http2Fault? TakeLiteral(scoped ref ReadOnlySpan<byte> block, FieldList fields)
    {
        byte first = block[0];
        if (IsSizeUpdate(first))
        {
            return Http2Fault.Compression("A change of the table's size stands behind a field (RFC 7541 §4.2).");
        }

        bool isInserted = (first & InsertBit) != 0;
        if (!HpackInteger.TryTake(ref block, isInserted ? InsertPrefix : LiteralPrefix, out int nameIndex))
        {
            return Http2Fault.Compression("A literal field is cut off (RFC 7541 §6.2).");
        }

        scratch.Clear();
        if (!TryTakeName(ref block, nameIndex, out ReadOnlySpan<byte> name) || !TryTakeString(ref block, out ReadOnlySpan<byte> value))
        {
            return Http2Fault.Compression(
                "A string is cut off or not valid in Huffman's code, or the index of a name is beyond the tables (RFC 7541 §5.2, §2.3.3).");
        }

        Add(name, value, isInserted, isNeverIndexed: !isInserted && (first & NeverIndexedBit) != 0, fields);
        return null;
    }

    private bool TryTakeName(scoped ref ReadOnlySpan<byte> block, int nameIndex, out ReadOnlySpan<byte> name)
    {
        if (nameIndex == 0)
        {
            return TryTakeString(ref block, out name);
        }

        bool isKnown = TryGetEntry(nameIndex, out HpackEntry? named);
        name = isKnown ? named!.Name : default;
        return isKnown;
    }

    private void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool isInserted, bool isNeverIndexed, FieldList fields)
    {
        int size = HpackEntry.SizeOf(name.Length, value.Length);
        bool hasRoom = HasRoom(fields, size);
        if (isInserted && size <= table.MaxSize)
        {
            var entry = new HpackEntry(name, value);
            table.Add(entry);
            if (hasRoom)
            {
                fields.Add(entry);
            }

            return;
        }

        if (hasRoom)
        {
            fields.Add(name, value, isNeverIndexed);
        }

        if (isInserted)
        {
            // An entry that is larger than the table empties it (RFC 7541 §4.4); its name may have been there, and was copied above.
            table.Empty();
        }
    }

    private bool HasRoom(FieldList fields, int size)
    {
        if (!fields.IsTooLarge && fields.ListBytes + size > maxListBytes)
        {
            fields.MarkTooLarge();
        }

        return !fields.IsTooLarge;
    }

    private bool TryGetEntry(int index, out HpackEntry? entry)
    {
        if (index is >= 1 and <= HpackStaticTable.Count)
        {
            entry = HpackStaticTable.Get(index);
            return true;
        }

        entry = null;
        return index > HpackStaticTable.Count && table.TryGet(index - HpackStaticTable.Count, out entry);
    }

    /// <summary>Takes a string off the front (RFC 7541 §5.2).</summary>
    private bool TryTakeString(scoped ref ReadOnlySpan<byte> block, out ReadOnlySpan<byte> text)
    {
        text = default;
        bool isHuffman = !block.IsEmpty && (block[0] & HuffmanBit) != 0;
        if (!HpackInteger.TryTake(ref block, StringPrefix, out int length) || length > block.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> raw = block[..length];
        if (scratch.Length == 0 && isHuffman)
        {
            // For the value behind a name as well: the name's bytes must not move when the value is decoded.
            scratch.Reserve(HuffmanDecoder.MaxLength(block.Length));
        }

        block = block[length..];
        if (!isHuffman)
        {
            text = raw;
            return true;
        }

        Span<byte> room = scratch.Reserve(HuffmanDecoder.MaxLength(length));
        bool isValid = HuffmanDecoder.TryDecode(raw, room, out int written);
        scratch.Advance(written);
        text = room[..written];
        return isValid;
    }
}
