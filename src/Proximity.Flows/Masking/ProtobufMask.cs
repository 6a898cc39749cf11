using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Proximity.Masking;

/// <summary>
/// Masks the texts in a Protocol Buffers message without its schema. A length-delimited value that reads as a message to its last byte is
/// taken for one where it has secrets, and otherwise for text where it is readable; lengths around a changed text are written anew.
/// </summary>
internal static class ProtobufMask
{
    private const int MaxDepth = 32;
    private const int VarintType = 0;
    private const int Fixed64Type = 1;
    private const int LengthType = 2;
    private const int GroupStartType = 3;
    private const int GroupEndType = 4;
    private const int Fixed32Type = 5;
    private const int TypeBits = 3;
    private const int VarintBytes = 10;

    /// <summary>The message masked: the very memory when there is nothing to mask; null when it is no message.</summary>
    public static ReadOnlyMemory<byte>? Mask(ReadOnlyMemory<byte> message, MaskScope scope, string place)
    {
        // Not by a conditional: its null would become an empty memory.
        if (!IsMessage(message.Span))
        {
            return null;
        }

        return Rewrite(message, scope, place, MaxDepth);
    }

    private static ReadOnlyMemory<byte> Rewrite(ReadOnlyMemory<byte> message, MaskScope scope, string place, int depth)
    {
        ArrayBufferWriter<byte>? output = null;
        int position = 0;
        int done = 0;
        while (position < message.Length)
        {
            int tagStart = position;
            TryVarint(message.Span, ref position, out ulong tag);
            if ((tag & 7) != LengthType)
            {
                TrySkip(message.Span, ref position, (int)(tag & 7));
                continue;
            }

            int lengthStart = position;
            TryVarint(message.Span, ref position, out ulong length);
            ReadOnlyMemory<byte> value = message.Slice(position, (int)length);
            position += value.Length;
            ReadOnlyMemory<byte> masked = Value(value, scope, $"{place} field {tag >> TypeBits}", depth);
            if (!masked.Equals(value))
            {
                output ??= new ArrayBufferWriter<byte>(message.Length);
                output.Write(message.Span[done..lengthStart]);
                WriteVarint(output, (ulong)masked.Length);
                output.Write(masked.Span);
                done = position;
            }
        }

        output?.Write(message.Span[done..]);
        return output?.WrittenMemory ?? message;
    }

    private static ReadOnlyMemory<byte> Value(ReadOnlyMemory<byte> value, MaskScope scope, string place, int depth)
    {
        // A message may read as text, and its lengths as letters: what is found in its own texts comes first.
        ReadOnlyMemory<byte> message = depth > 0 && value.Length > 1 && IsMessage(value.Span)
            ? Rewrite(value, scope, place, depth - 1)
            : value;
        if (!message.Equals(value) || !IsText(value.Span))
        {
            return message;
        }

        string text = Encoding.UTF8.GetString(value.Span);
        string masked = scope.Shaped(text, place);
        return masked == text ? value : Encoding.UTF8.GetBytes(masked);
    }

    private static bool IsText(ReadOnlySpan<byte> value)
        => Utf8.IsValid(value) && !value.ContainsAnyInRange((byte)0, (byte)8) && !value.ContainsAnyInRange((byte)14, (byte)31);

    /// <summary>True when the bytes are fields to the last one.</summary>
    private static bool IsMessage(ReadOnlySpan<byte> bytes)
    {
        int position = 0;
        while (position < bytes.Length)
        {
            if (!TryVarint(
                bytes,
                ref position,
                out ulong tag) || tag >> TypeBits is 0 or > 0x1FFFFFFF || !TrySkip(bytes, ref position, (int)(tag & 7)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TrySkip(ReadOnlySpan<byte> bytes, ref int position, int type)
    {
        switch (type)
        {
            case VarintType:
                return TryVarint(bytes, ref position, out _);
            case LengthType:
                return TryVarint(bytes, ref position, out ulong length) && TryAdvance(bytes, ref position, length);
            case Fixed64Type:
                return TryAdvance(bytes, ref position, 8);
            case Fixed32Type:
                return TryAdvance(bytes, ref position, 4);
            default:
                // Fields of a group follow as others do.
                return type is GroupStartType or GroupEndType;
        }
    }

    private static bool TryAdvance(ReadOnlySpan<byte> bytes, ref int position, ulong count)
    {
        if (count > (ulong)(bytes.Length - position))
        {
            return false;
        }

        position += (int)count;
        return true;
    }

    private static bool TryVarint(ReadOnlySpan<byte> bytes, ref int position, out ulong value)
    {
        value = 0;
        for (int i = 0; i < VarintBytes && position < bytes.Length; i++)
        {
            byte next = bytes[position++];
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }

    private static void WriteVarint(ArrayBufferWriter<byte> output, ulong value)
    {
        Span<byte> bytes = stackalloc byte[VarintBytes];
        int count = 0;
        while (value >= 0x80)
        {
            bytes[count++] = (byte)(value | 0x80);
            value >>= 7;
        }

        bytes[count++] = (byte)value;
        output.Write(bytes[..count]);
    }
}
