using System.Text;
using Proximity.Protocol.Http2.Fields;

namespace Proximity.Protocol.Http2.Hpack;

/// <summary>
/// A field in an HPACK table, shared by everything that it passes through: what can be known of it is found once, when it enters a table.
/// Immutable but for hints and for texts that are made when asked for, so that threads may share it.
/// </summary>
internal sealed class HpackEntry
{
    private const int Overhead = 32;

    private readonly byte[] bytes;
    private readonly int nameLength;
    private string? nameText;
    private string? valueText;

    public HpackEntry(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        bytes = new byte[name.Length + value.Length];
        name.CopyTo(bytes);
        value.CopyTo(bytes.AsSpan(name.Length));
        nameLength = name.Length;
        NameHash = FieldHash.OfName(name);
        Hash = FieldHash.Of(NameHash, value);
        Traits = FieldTraits.Of(name, value);
    }

    public ReadOnlySpan<byte> Name => bytes.AsSpan(0, nameLength);

    public ReadOnlySpan<byte> Value => bytes.AsSpan(nameLength);

    public FieldTraits Traits { get; }

    /// <summary>What it counts in a table (RFC 7541 §4.1).</summary>
    public int Size => bytes.Length + Overhead;

    public uint NameHash { get; }

    public uint Hash { get; }

    /// <summary>
    /// Where an encoder has the entry in its table: its position by <see cref="HpackTable.PositionOf"/>. It is a hint that another encoder
    /// may have written, and worth nothing until that table was seen to hold this very entry there.
    /// </summary>
    public uint EncoderHint { get; set; }

    public string NameText => nameText ??= Encoding.Latin1.GetString(Name);

    public string ValueText => valueText ??= Encoding.Latin1.GetString(Value);

    public static int SizeOf(int nameLength, int valueLength) => nameLength + valueLength + Overhead;

    public bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => Name.SequenceEqual(name) && Value.SequenceEqual(value);
}
