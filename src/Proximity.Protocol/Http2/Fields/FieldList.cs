using System.Buffers;
using System.Diagnostics;
using System.Text;
using Proximity.Protocol.Http2.Hpack;

namespace Proximity.Protocol.Http2.Fields;

/// <summary>
/// The fields of one head or trailer section in their order, pseudo-fields among them. Fields of an HPACK table are references to its
/// entries; the others lie in one pooled array. Filled by a decoder or by hand, reusable, not thread-safe; <see cref="Release"/> gives the
/// array back.
/// </summary>
internal sealed class FieldList(BufferPool pool)
{
    private const int FirstFields = 16;

    /// <summary>An index that grew beyond this is not kept: one large head must not cost a connection memory for ever.</summary>
    private const int MostKeptFields = 256;

    private readonly ByteBuffer bytes = new(pool);
    private Item[] items = new Item[FirstFields];

    public int Count { get; private set; }

    /// <summary>
    /// The list's size as SETTINGS_MAX_HEADER_LIST_SIZE counts it: names, values and 32 for each field (RFC 9113 §6.5.2).
    /// </summary>
    public long ListBytes { get; private set; }

    /// <summary>True when fields were left out, because the list is beyond its limit.</summary>
    public bool IsTooLarge { get; private set; }

    public ReadOnlySpan<byte> Name(int index)
    {
        ref readonly Item item = ref At(index);
        return item.Entry is { } entry ? entry.Name : bytes.Span.Slice(item.Start, item.NameLength);
    }

    public ReadOnlySpan<byte> Value(int index)
    {
        ref readonly Item item = ref At(index);
        return item.Entry is { } entry ? entry.Value : bytes.Span.Slice(item.Start + item.NameLength, item.ValueLength);
    }

    public FieldTraits Traits(int index) => At(index).Traits;

    /// <summary>True when the field must not enter a table of any hop (RFC 7541 §6.2.3).</summary>
    public bool IsNeverIndexed(int index) => At(index).IsNeverIndexed;

    /// <summary>The entry of a table that the field is; null for one that stands by itself.</summary>
    public HpackEntry? Entry(int index) => At(index).Entry;

    /// <summary>Adds an entry of a table, without copying.</summary>
    public void Add(HpackEntry entry) => Append(new Item { Entry = entry, Traits = entry.Traits }, entry.Size);

    /// <summary>Adds a copy of a field.</summary>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool isNeverIndexed = false)
    {
        int start = bytes.Length;
        bytes.Write(name);
        bytes.Write(value);
        AppendCopied(start, name.Length, isNeverIndexed);
    }

    /// <summary>Adds a copy of a field whose name may have capitals, with the name in lower case (RFC 9113 §8.2).</summary>
    public void AddLowered(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        int start = bytes.Length;
        OperationStatus status = Ascii.ToLower(name, bytes.Reserve(name.Length), out int written);
        Debug.Assert(status == OperationStatus.Done && written == name.Length, "the name of a field of HTTP/1.1 is a token");
        bytes.Advance(name.Length);
        bytes.Write(value);
        AppendCopied(start, name.Length, isNeverIndexed: false);
    }

    /// <summary>Notes that the list is beyond its limit; what it holds stays.</summary>
    public void MarkTooLarge() => IsTooLarge = true;

    public void Clear()
    {
        // Entries are let go, so that an idle connection keeps none alive.
        Array.Clear(items, 0, Count);
        Count = 0;
        ListBytes = 0;
        IsTooLarge = false;
        bytes.Clear();
    }

    /// <summary>Forgets the fields and gives back what is held.</summary>
    public void Release()
    {
        Clear();
        bytes.Release();
        if (items.Length > MostKeptFields)
        {
            items = new Item[FirstFields];
        }
    }

    private void AppendCopied(int start, int nameLength, bool isNeverIndexed)
    {
        ReadOnlySpan<byte> field = bytes.Span[start..];
        var item = new Item
        {
            Start = start,
            NameLength = nameLength,
            ValueLength = field.Length - nameLength,
            IsNeverIndexed = isNeverIndexed,
            Traits = FieldTraits.Of(field[..nameLength], field[nameLength..]),
        };
        Append(item, HpackEntry.SizeOf(item.NameLength, item.ValueLength));
    }

    private void Append(in Item item, int size)
    {
        if (Count == items.Length)
        {
            Array.Resize(ref items, items.Length * 2);
        }

        items[Count++] = item;
        ListBytes += size;
    }

    private ref readonly Item At(int index)
    {
        Debug.Assert(index < Count, "there is no such field");
        return ref items[index];
    }

    private struct Item
    {
        public HpackEntry? Entry;
        public int Start;
        public int NameLength;
        public int ValueLength;
        public bool IsNeverIndexed;
        public FieldTraits Traits;
    }
}
