using Proximity.Protocol.Http2.Fields;

namespace Proximity.Protocol.Http2.Hpack;

/// <summary>
/// Encodes the blocks of fields of one direction of a connection (RFC 7541). What is encoded changes the table that the peer has too: a
/// block once written has to be sent, in its order, and is therefore encoded when it is appended to the output and not before. Not
/// thread-safe.
/// </summary>
internal sealed class HpackEncoder
{
    /// <summary>The most that our table holds, whatever the peer offers.</summary>
    private const int MaxTableSize = 4096;

    private const byte IndexedPattern = 0x80;
    private const byte InsertPattern = 0x40;
    private const byte SizeUpdatePattern = 0x20;
    private const byte NeverPattern = 0x10;
    private const byte HuffmanPattern = 0x80;
    private const int IndexPrefix = 7;
    private const int InsertPrefix = 6;
    private const int SizeUpdatePrefix = 5;
    private const int LiteralPrefix = 4;
    private const int StringPrefix = 7;

    private readonly HpackTable table = new(MaxTableSize);
    private int wantedSize = MaxTableSize;
    private int smallestSize = MaxTableSize;

    /// <summary>The dynamic table's size at this moment.</summary>
    public int TableSize => table.Size;

    /// <summary>
    /// Takes the peer's SETTINGS_HEADER_TABLE_SIZE, which binds us from its next acknowledgement on. A change is announced at the start of
    /// the next block, and so is the smallest size since the block before (RFC 7541 §4.2).
    /// </summary>
    public void SetPeerTableSize(uint size)
    {
        wantedSize = (int)Math.Min(size, MaxTableSize);
        smallestSize = Math.Min(smallestSize, wantedSize);
    }

    /// <summary>Appends the block of a list.</summary>
    public void Encode(FieldList fields, ByteBuffer output)
    {
        WriteSizeUpdates(output);
        for (int index = 0; index < fields.Count; index++)
        {
            FieldIndexing indexing = fields.IsNeverIndexed(index) ? FieldIndexing.Never : fields.Traits(index).Indexing;
            if (fields.Entry(index) is { } entry)
            {
                Write(entry, indexing, output);
            }
            else
            {
                Write(new Field(fields.Name(index), fields.Value(index), indexing, null), output);
            }
        }
    }

    private void WriteSizeUpdates(ByteBuffer output)
    {
        if (smallestSize < table.MaxSize)
        {
            WriteSizeUpdate(smallestSize, output);
        }

        if (wantedSize != table.MaxSize)
        {
            WriteSizeUpdate(wantedSize, output);
        }

        smallestSize = wantedSize;
    }

    private void WriteSizeUpdate(int size, ByteBuffer output)
    {
        table.Resize(size);
        HpackInteger.Write(SizeUpdatePattern, SizeUpdatePrefix, size, output);
    }

    /// <summary>A field of another table: a repeated one is found by comparing one reference.</summary>
    private void Write(HpackEntry entry, FieldIndexing indexing, ByteBuffer output)
    {
        if (indexing == FieldIndexing.Indexed && table.IndexOf(entry) is var index && index > 0)
        {
            HpackInteger.Write(IndexedPattern, IndexPrefix, HpackStaticTable.Count + index, output);
            return;
        }

        Write(new Field(entry.Name, entry.Value, indexing, entry), output);
    }

    private void Write(in Field field, ByteBuffer output)
    {
        int index = field.Indexing == FieldIndexing.Never ? 0 : IndexOf(field);
        if (index > 0)
        {
            HpackInteger.Write(IndexedPattern, IndexPrefix, index, output);
            return;
        }

        // One that is nearly as large as the table would leave nothing else in it.
        bool isInserted = field.Indexing == FieldIndexing.Indexed && field.Size <= table.MaxSize / 2;
        WriteLiteral(field, isInserted, output);
        if (isInserted)
        {
            HpackEntry entry = field.Entry ?? new HpackEntry(field.Name, field.Value);
            table.Add(entry);
            entry.EncoderHint = table.PositionOf(1);
        }
    }

    private int IndexOf(in Field field)
    {
        int index = HpackStaticTable.IndexOf(field.Hash, field.Name, field.Value);
        if (index > 0 || field.Indexing != FieldIndexing.Indexed)
        {
            return index;
        }

        index = table.IndexOf(field.Hash, field.Name, field.Value);
        return index > 0 ? HpackStaticTable.Count + index : 0;
    }

    private void WriteLiteral(in Field field, bool isInserted, ByteBuffer output)
    {
        int nameIndex = HpackStaticTable.IndexOfName(field.NameHash, field.Name);
        if (nameIndex == 0 && table.IndexOfName(field.NameHash, field.Name) is var index && index > 0)
        {
            nameIndex = HpackStaticTable.Count + index;
        }

        byte pattern = isInserted ? InsertPattern : field.Indexing == FieldIndexing.Never ? NeverPattern : (byte)0;
        HpackInteger.Write(pattern, isInserted ? InsertPrefix : LiteralPrefix, nameIndex, output);
        if (nameIndex == 0)
        {
            WriteString(field.Name, output);
        }

        WriteString(field.Value, output);
    }

    /// <summary>Writes a string, in Huffman's code where that is shorter.</summary>
    private static void WriteString(ReadOnlySpan<byte> text, ByteBuffer output)
    {
        int encodedLength = HuffmanEncoder.LengthOf(text);
        if (encodedLength < text.Length)
        {
            HpackInteger.Write(HuffmanPattern, StringPrefix, encodedLength, output);
            HuffmanEncoder.Write(text, encodedLength, output);
            return;
        }

        HpackInteger.Write(0, StringPrefix, text.Length, output);
        output.Write(text);
    }

    /// <summary>What is written; of an entry of a table its hashes are known.</summary>
    private readonly ref struct Field(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, FieldIndexing indexing, HpackEntry? entry)
    {
        public ReadOnlySpan<byte> Name { get; } = name;

        public ReadOnlySpan<byte> Value { get; } = value;

        public FieldIndexing Indexing { get; } = indexing;

        public HpackEntry? Entry { get; } = entry;

        public uint NameHash { get; } = entry?.NameHash ?? FieldHash.OfName(name);

        public uint Hash { get; } = entry?.Hash ?? FieldHash.Of(FieldHash.OfName(name), value);

        public int Size => HpackEntry.SizeOf(Name.Length, Value.Length);
    }
}
