using System.Buffers.Binary;

namespace Proximity.Protocol.Tls;

/// <summary>Takes numbers and length-prefixed vectors off a run of bytes (RFC 8446 §3.4). Every method is false when they do not fit.</summary>
internal ref struct TlsReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    public readonly bool IsAtEnd => rest.IsEmpty;

    public bool TryTake(int count, out ReadOnlySpan<byte> taken)
    {
        if (count > rest.Length)
        {
            taken = default;
            return false;
        }

        taken = rest[..count];
        rest = rest[count..];
        return true;
    }

    public bool TryByte(out int value)
    {
        bool isThere = TryTake(1, out ReadOnlySpan<byte> taken);
        value = isThere ? taken[0] : 0;
        return isThere;
    }

    public bool TryNumber(out int value)
    {
        bool isThere = TryTake(2, out ReadOnlySpan<byte> taken);
        value = isThere ? BinaryPrimitives.ReadUInt16BigEndian(taken) : 0;
        return isThere;
    }

    /// <summary>A vector behind a length of one byte.</summary>
    public bool TryShortVector(out ReadOnlySpan<byte> vector)
    {
        vector = default;
        return TryByte(out int length) && TryTake(length, out vector);
    }

    /// <summary>A vector behind a length of two bytes.</summary>
    public bool TryVector(out ReadOnlySpan<byte> vector)
    {
        vector = default;
        return TryNumber(out int length) && TryTake(length, out vector);
    }
}
