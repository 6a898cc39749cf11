using Proximity.Protocol.Faults;

namespace Proximity.Protocol.Heads;

/// <summary>
/// A message head: the raw block exactly as received, or as mended, and an index of its fields over it. Filled by a parser, reusable, not thread-safe.
/// The block is copied into a pooled array, so the buffer it was parsed from may be reused at once; <see cref="Release"/> gives it back.
/// </summary>
internal abstract class Head(BufferPool pool)
{
    private const int FirstFields = 16;

    /// <summary>An index that grew beyond this is not kept for the next head: one large head must not cost a connection memory for ever.</summary>
    private const int MostKeptFields = 256;

    private byte[]? block;
    private int blockLength;
    private byte[]? unmended;
    private int unmendedLength;
    private HeadField[] fields = new HeadField[FirstFields];
    private int fieldCount;
    private uint kinds;

    /// <summary>The whole block, start line to empty line included, byte for byte; of a head that was mended, what came of it.</summary>
    public ReadOnlySpan<byte> Block => block.AsSpan(0, blockLength);

    /// <summary>The block as it was received, in any case.</summary>
    public ReadOnlySpan<byte> Received => IsMended ? unmended.AsSpan(0, unmendedLength) : Block;

    /// <summary>True when the head came in a form that only lenient reading takes.</summary>
    public bool IsMended => unmended is not null;

    /// <summary>The field lines in the order received.</summary>
    public ReadOnlySpan<HeadField> Fields => fields.AsSpan(0, fieldCount);

    /// <summary>How many fields the index has room for.</summary>
    internal int FieldCapacity => fields.Length;

    /// <summary>The minor version: 0 or 1 (higher ones are treated as 1).</summary>
    public int VersionMinor { get; internal set; }

    public ReadOnlySpan<byte> Name(scoped in HeadField field) => Block.Slice(field.NameStart, field.NameLength);

    public ReadOnlySpan<byte> Value(scoped in HeadField field) => Block.Slice(field.ValueStart, field.ValueLength);

    /// <summary>True when at least one field of this kind is present; costs one bit test.</summary>
    public bool Has(FieldKind kind) => (kinds & (1u << (int)kind)) != 0;

    /// <summary>The first field of this kind.</summary>
    public bool TryFind(FieldKind kind, out HeadField field)
    {
        if (Has(kind))
        {
            foreach (ref readonly HeadField candidate in Fields)
            {
                if (candidate.Kind == kind)
                {
                    field = candidate;
                    return true;
                }
            }
        }

        field = default;
        return false;
    }

    /// <summary>How many field lines of this kind there are.</summary>
    public int Count(FieldKind kind)
    {
        int count = 0;
        if (Has(kind))
        {
            foreach (ref readonly HeadField field in Fields)
            {
                count += field.Kind == kind ? 1 : 0;
            }
        }

        return count;
    }

    /// <summary>True when a Connection field lists this option, in any case (RFC 9110 §7.6.1).</summary>
    public bool HasConnectionOption(ReadOnlySpan<byte> option) => ListContains(FieldKind.Connection, option);

    /// <summary>True when a field of this kind lists this member, in any case.</summary>
    public bool ListContains(FieldKind kind, ReadOnlySpan<byte> member)
    {
        if (!Has(kind))
        {
            return false;
        }

        foreach (ref readonly HeadField field in Fields)
        {
            ReadOnlySpan<byte> list = field.Kind == kind ? Value(field) : default;
            while (FieldSyntax.TryTakeMember(ref list, out ReadOnlySpan<byte> candidate))
            {
                if (FieldSyntax.EqualsIgnoreCase(candidate, member))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Forgets the head and gives its array back.</summary>
    public virtual void Release()
    {
        Clear();
        Return(ref block);
        if (fields.Length > MostKeptFields)
        {
            fields = new HeadField[FirstFields];
        }
    }

    /// <summary>Takes a copy of a whole block; the fields are added afterwards.</summary>
    internal void Begin(ReadOnlySpan<byte> bytes)
    {
        MakeRoom(bytes.Length);
        bytes.CopyTo(block);
        blockLength = bytes.Length;
    }

    /// <summary>Takes a whole block in the form that strict reading demands, as far as it can be mended.</summary>
    /// <param name="bytes">The block as received.</param>
    /// <param name="isResponse">Which of the two kinds of messages it is: less of a request is mended.</param>
    internal void BeginMended(ReadOnlySpan<byte> bytes, bool isResponse)
    {
        MakeRoom(HeadMender.LongestResult(bytes));
        blockLength = HeadMender.Mend(bytes, isResponse, block);
        if (!Block.SequenceEqual(bytes))
        {
            unmended = pool.Rent(bytes.Length);
            unmendedLength = bytes.Length;
            bytes.CopyTo(unmended);
        }
    }

    internal void Add(in HeadField field)
    {
        if (fieldCount == fields.Length)
        {
            Array.Resize(ref fields, fields.Length * 2);
        }

        fields[fieldCount++] = field;
        kinds |= 1u << (int)field.Kind;
    }

    /// <summary>Reads the start line, without its CRLF; null when it is right.</summary>
    /// <param name="line">The line.</param>
    /// <param name="isLenient">True when what <see cref="HeadMender"/> will mend in it is taken.</param>
    internal abstract Fault? ReadStartLine(ReadOnlySpan<byte> line, bool isLenient);

    /// <summary>The fault of a head that breaks the grammar.</summary>
    internal abstract Fault Malformed(string message);

    /// <summary>The fault of a head with too many bytes.</summary>
    internal abstract Fault TooLarge(string message);

    /// <summary>The fault of a head whose start line alone has too many bytes.</summary>
    internal virtual Fault StartLineTooLarge(string message) => TooLarge(message);

    /// <summary>The fault of a head with too many fields.</summary>
    internal abstract Fault TooManyFields(string message);

    private void MakeRoom(int count)
    {
        Clear();
        if (block is null || block.Length < count)
        {
            Return(ref block);
            block = pool.Rent(count);
        }
    }

    private void Clear()
    {
        fieldCount = 0;
        blockLength = 0;
        kinds = 0;
        Return(ref unmended);
    }

    private void Return(ref byte[]? array)
    {
        if (array is { } lent)
        {
            array = null;
            pool.Return(lent);
        }
    }
}
