using System.Buffers.Binary;
using Proximity.Protocol.Heads;

namespace Proximity.Protocol.Messages;

/// <summary>
/// A field as it came, and what its value may mean: without a schema the number types and the content of a length-delimited value are
/// guesses. Immutable; the bytes are those of the input, which has to stay as it is.
/// </summary>
internal sealed class ProtobufField
{
    private readonly ProtobufLayout layout;

    /// <param name="number">From 1 to 2²⁹ − 1.</param>
    /// <param name="wireType">Any but the end of a group.</param>
    /// <param name="raw">The whole field.</param>
    /// <param name="layout">How it parts.</param>
    /// <param name="message">A group's fields, or those that a length-delimited value may hold; null when it cannot.</param>
    public ProtobufField(
        int number,
        ProtobufWireType wireType,
        ReadOnlyMemory<byte> raw,
        ProtobufLayout layout,
        ProtobufMessage? message = null)
    {
        Number = number;
        WireType = wireType;
        Raw = raw;
        Message = message;
        this.layout = layout;
    }

    public int Number { get; }

    public ProtobufWireType WireType { get; }

    /// <summary>The whole field, its tag among it.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>
    /// The fields of a group, or those that a length-delimited value has when it is a message. Null when it cannot be one.
    /// </summary>
    public ProtobufMessage? Message { get; }

    /// <summary>The value without its length, or what stands between the tags of a group.</summary>
    public ReadOnlyMemory<byte> Payload
    {
        get
        {
            int start = layout.TagBytes + layout.LengthBytes;
            return Raw[start..^layout.EndBytes];
        }
    }

    /// <summary>A varint, fixed32 or fixed64 as a number without a sign; 0 for other types.</summary>
    public ulong Unsigned => WireType switch
    {
        ProtobufWireType.Varint => ProtobufVarint.Read(Payload.Span, out ulong value, out _) == ParseState.Done ? value : 0,
        ProtobufWireType.Fixed64 => BinaryPrimitives.ReadUInt64LittleEndian(Payload.Span),
        ProtobufWireType.Fixed32 => BinaryPrimitives.ReadUInt32LittleEndian(Payload.Span),
        _ => 0,
    };

    /// <summary>The number if it is a signed one in two's complement.</summary>
    public long Signed => WireType == ProtobufWireType.Fixed32 ? (int)Unsigned : (long)Unsigned;

    /// <summary>The number if it is a sint32 or sint64: 0, −1, 1, −2 and so on are written as 0, 1, 2, 3.</summary>
    public long ZigZag => (long)(Unsigned >> 1) ^ -(long)(Unsigned & 1);

    /// <summary>The number if it is a Boolean; null when it cannot be one.</summary>
    public bool? Boolean => WireType == ProtobufWireType.Varint && Unsigned <= 1 ? Unsigned == 1 : null;

    /// <summary>A fixed32 if it is a float, a fixed64 if it is a double; null for other types.</summary>
    public double? FloatingPoint => WireType switch
    {
        ProtobufWireType.Fixed32 => BitConverter.UInt32BitsToSingle((uint)Unsigned),
        ProtobufWireType.Fixed64 => BitConverter.UInt64BitsToDouble(Unsigned),
        _ => null,
    };

    /// <summary>The field with another number as its value.</summary>
    /// <exception cref="InvalidOperationException">The field is length-delimited or a group.</exception>
    /// <exception cref="OverflowException">The field is a fixed32, and the number is larger.</exception>
    public ProtobufField WithNumber(ulong value)
    {
        Span<byte> bytes = stackalloc byte[ProtobufVarint.MaxBytes];
        int length = sizeof(ulong);
        switch (WireType)
        {
            case ProtobufWireType.Varint:
                length = ProtobufVarint.Write(value, bytes);
                break;
            case ProtobufWireType.Fixed64:
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
                break;
            case ProtobufWireType.Fixed32:
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, checked((uint)value));
                length = sizeof(uint);
                break;
            default:
                throw new InvalidOperationException("The field holds no number.");
        }

        return new ProtobufField(Number, WireType, (byte[])[.. Tag, .. bytes[..length]], layout);
    }

    /// <summary>The length-delimited field with another value, whose meaning is guessed anew.</summary>
    /// <exception cref="InvalidOperationException">The field has another wire type.</exception>
    public ProtobufField WithPayload(ReadOnlySpan<byte> payload)
    {
        if (WireType != ProtobufWireType.LengthDelimited)
        {
            throw new InvalidOperationException("The field is not length-delimited.");
        }

        byte[] value = payload.ToArray();
        return Around(value, ProtobufReader.ReadNested(value, ProtobufLimits.Default));
    }

    /// <summary>The group, or length-delimited field, with another message in it.</summary>
    /// <exception cref="InvalidOperationException">The field has another wire type.</exception>
    public ProtobufField WithMessage(ProtobufMessage message)
    {
        if (WireType is not (ProtobufWireType.LengthDelimited or ProtobufWireType.Group))
        {
            throw new InvalidOperationException("The field can hold no message.");
        }

        return Around(message.ToArray(), message);
    }

    private ReadOnlySpan<byte> Tag => Raw.Span[..layout.TagBytes];

    private ProtobufField Around(byte[] payload, ProtobufMessage? message)
    {
        if (WireType == ProtobufWireType.Group)
        {
            byte[] group = [.. Tag, .. payload, .. Raw.Span[^layout.EndBytes..]];
            return new ProtobufField(Number, WireType, group, layout, message);
        }

        // A length that stays the same keeps its form.
        scoped ReadOnlySpan<byte> length = Raw.Span.Slice(layout.TagBytes, layout.LengthBytes);
        Span<byte> changed = stackalloc byte[ProtobufVarint.MaxBytes];
        if (payload.Length != Payload.Length)
        {
            length = changed[..ProtobufVarint.Write((ulong)payload.Length, changed)];
        }

        byte[] raw = [.. Tag, .. length, .. payload];
        return new ProtobufField(Number, WireType, raw, layout with { LengthBytes = length.Length }, message);
    }
}
