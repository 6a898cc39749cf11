using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Proximity.Stores.Coding;

/// <summary>
/// Writes values: numbers in groups of seven bits, the lowest first; signed ones folded, so that small ones are short; what has a length
/// behind it.
/// </summary>
internal readonly struct ContentWriter(IBufferWriter<byte> output)
{
    private const int MaxNumberBytes = 10;

    public void Byte(byte value) => Bytes([value]);

    public void Bytes(ReadOnlySpan<byte> value) => output.Write(value);

    public void Number(ulong value)
    {
        Span<byte> target = output.GetSpan(MaxNumberBytes);
        int length = 0;
        for (; value > 0x7F; value >>= 7)
        {
            target[length++] = (byte)(value | 0x80);
        }

        target[length++] = (byte)value;
        output.Advance(length);
    }

    public void Number(long value) => Number((ulong)((value << 1) ^ (value >> 63)));

    public void Number(int value) => Number((long)value);

    /// <summary>Nothing is 0.</summary>
    public void Optional(long? value)
    {
        Byte(value is null ? (byte)0 : (byte)1);
        if (value is { } given)
        {
            Number(given);
        }
    }

    /// <summary>Nothing is 0; a length otherwise.</summary>
    public void Block(byte[]? value)
    {
        if (value is null)
        {
            Number(0UL);
            return;
        }

        Block(value.AsSpan());
    }

    public void Block(ReadOnlySpan<byte> value)
    {
        Number((ulong)value.Length + 1);
        Bytes(value);
    }

    /// <summary>Nothing is 0. One byte a character where that is enough, as for what came from a wire; two otherwise.</summary>
    public void Text(string? value)
    {
        if (value is null)
        {
            Number(0UL);
            return;
        }

        bool isNarrow = !value.AsSpan().ContainsAnyExceptInRange('\0', '\xFF');
        Number((((ulong)value.Length << 1) | (isNarrow ? 0UL : 1UL)) + 1);
        if (isNarrow)
        {
            output.Advance(Encoding.Latin1.GetBytes(value, output.GetSpan(Math.Max(value.Length, 1))));
            return;
        }

        Span<byte> target = output.GetSpan(value.Length * sizeof(char));
        for (int i = 0; i < value.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(target[(i * sizeof(char))..], value[i]);
        }

        output.Advance(value.Length * sizeof(char));
    }

    public void Time(DateTimeOffset value)
    {
        Number(value.Ticks);
        Number((long)value.Offset.TotalMinutes);
    }

    public void Fields(IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        Number((ulong)fields.Count);
        foreach ((string name, string value) in fields)
        {
            Text(name);
            Text(value);
        }
    }
}
