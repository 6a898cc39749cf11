using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Proximity.Protocol.WebSockets;

/// <summary>Checks text that comes in pieces, cut anywhere (RFC 6455 §8.1).</summary>
internal struct Utf8Checker
{
    /// <summary>The beginning of a character that its piece cut off, first byte lowest.</summary>
    private uint begun;
    private int begunCount;

    /// <summary>True when no character is half here.</summary>
    public readonly bool IsComplete => begunCount == 0;

    /// <summary>False when these bytes, behind those before, cannot be UTF-8.</summary>
    public bool Add(ReadOnlySpan<byte> bytes)
    {
        if (begunCount > 0)
        {
            if (!Continue(ref bytes))
            {
                return false;
            }

            if (begunCount > 0)
            {
                return true;
            }
        }

        int tail = IncompleteTail(bytes);
        foreach (byte value in bytes[^tail..])
        {
            begun |= (uint)value << (8 * begunCount++);
        }

        return Utf8.IsValid(bytes[..^tail]);
    }

    public void Reset() => (begun, begunCount) = (0, 0);

    /// <summary>Takes the rest of the begun character off the front, as far as it is there.</summary>
    private bool Continue(ref ReadOnlySpan<byte> bytes)
    {
        Span<byte> character = stackalloc byte[4];
        while (!bytes.IsEmpty)
        {
            begun |= (uint)bytes[0] << (8 * begunCount++);
            bytes = bytes[1..];
            for (int i = 0; i < begunCount; i++)
            {
                character[i] = (byte)(begun >> (8 * i));
            }

            OperationStatus status = Rune.DecodeFromUtf8(character[..begunCount], out _, out _);
            if (status != OperationStatus.NeedMoreData)
            {
                Reset();
                return status == OperationStatus.Done;
            }
        }

        return true;
    }

    /// <summary>How many bytes at the end begin a character and do not end it.</summary>
    private static int IncompleteTail(ReadOnlySpan<byte> bytes)
    {
        for (int count = 1; count <= Math.Min(3, bytes.Length); count++)
        {
            if (bytes[^count] >= 0xC0)
            {
                return Rune.DecodeFromUtf8(bytes[^count..], out _, out _) == OperationStatus.NeedMoreData ? count : 0;
            }
        }

        return 0;
    }
}
