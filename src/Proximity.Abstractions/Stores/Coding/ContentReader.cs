using System.Buffers.Binary;
using System.Text;

namespace Proximity.Stores.Coding;

/// <summary>
/// Reads what <see cref="ContentWriter"/> wrote. Whatever the bytes, it ends in values or in <see cref="InvalidDataException"/>.
/// </summary>
internal ref struct ContentReader(ReadOnlySpan<byte> content)
{
    private const int MaxShift = 63;

    private ReadOnlySpan<byte> rest = content;

    public readonly bool IsAtEnd => rest.IsEmpty;

    public byte Byte() => Bytes(1)[0];

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count < 0 || count > rest.Length)
        {
            throw new InvalidDataException("The flow ends before all of it is read.");
        }

        ReadOnlySpan<byte> taken = rest[..count];
        rest = rest[count..];
        return taken;
    }

    public ulong Unsigned()
    {
        ulong value = 0;
        for (int shift = 0; shift <= MaxShift; shift += 7)
        {
            byte group = Byte();
            value |= (ulong)(group & 0x7F) << shift;
            if (group < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("A number in the flow does not end.");
    }

    public long Number()
    {
        ulong folded = Unsigned();
        return (long)(folded >> 1) ^ -(long)(folded & 1);
    }

    /// <summary>A number that is not negative and fits.</summary>
    public int Small()
    {
        long value = Number();
        return value is >= 0 and <= int.MaxValue ? (int)value : throw new InvalidDataException("A number in the flow is too large.");
    }

    /// <summary>How many values follow. Each takes a byte at least, so that no more can be than are left.</summary>
    public int Count()
    {
        ulong count = Unsigned();
        return count <= (ulong)rest.Length ? (int)count : throw new InvalidDataException("The flow ends before all of it is read.");
    }

    public long? Optional() => Flag() ? Number() : null;

    public bool Flag() => Byte() switch
    {
        0 => false,
        1 => true,
        _ => throw new InvalidDataException("The flow has a value where only yes and no can be."),
    };

    public TEnum Choice<TEnum>()
        where TEnum : struct, Enum
    {
        var value = (TEnum)Enum.ToObject(typeof(TEnum), Byte());
        return Enum.IsDefined(value) ? value : throw new InvalidDataException($"The flow has an unknown {typeof(TEnum).Name}.");
    }

    public byte[]? Block()
    {
        ulong length = Unsigned();
        return length == 0 ? null : Bytes(Fitting(length - 1)).ToArray();
    }

    public string? OptionalText()
    {
        ulong size = Unsigned();
        if (size == 0)
        {
            return null;
        }

        int length = Fitting((size - 1) >> 1);
        if (((size - 1) & 1) == 0)
        {
            return Encoding.Latin1.GetString(Bytes(length));
        }

        ReadOnlySpan<byte> source = Bytes(Fitting((ulong)length * sizeof(char)));
        Span<char> text = new char[length];
        for (int i = 0; i < length; i++)
        {
            text[i] = (char)BinaryPrimitives.ReadUInt16LittleEndian(source[(i * sizeof(char))..]);
        }

        return new string(text);
    }

    public string Text() => OptionalText() ?? throw new InvalidDataException("The flow lacks a text.");

    public DateTimeOffset Time()
    {
        long ticks = Number();
        long minutes = Number();
        try
        {
            return new DateTimeOffset(ticks, TimeSpan.FromMinutes(minutes));
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException("The flow has a time that is outside of the calendar.", exception);
        }
    }

    public KeyValuePair<string, string>[] Fields()
    {
        var fields = new KeyValuePair<string, string>[Count()];
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] = KeyValuePair.Create(Text(), Text());
        }

        return fields;
    }

    private readonly int Fitting(ulong length)
        => length <= (ulong)rest.Length ? (int)length : throw new InvalidDataException("The flow ends before all of it is read.");
}
