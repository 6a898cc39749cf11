using System.Buffers.Binary;

namespace Proximity.Http2.Rendering;

/// <summary>
/// Finds the frames in one direction of an HTTP/2 connection (RFC 9113 §4.1) without changing a byte. The preface, where there is one, is
/// not its business.
/// </summary>
/// <param name="onFrame">Gets frames of the kinds asked for, whole.</param>
/// <param name="isWanted">Which types are collected; others are only passed over.</param>
internal sealed class FrameScanner(Action<ScannedFrame>? onFrame = null, Func<byte, bool>? isWanted = null)
{
    public const byte Headers = 0x1;
    public const byte Reset = 0x3;
    public const byte Settings = 0x4;
    public const byte Ping = 0x6;
    public const byte GoAway = 0x7;
    public const byte Continuation = 0x9;
    public const byte EndHeaders = 0x4;
    public const byte Ack = 0x1;
    public const int HeaderBytes = 9;

    /// <summary>The largest frame without asking for more (RFC 9113 §4.2); nobody here asks for more.</summary>
    private const int MostCollectedBytes = 16 * 1024;

    private readonly byte[] header = new byte[HeaderBytes];
    private int headerFilled;
    private int payloadLeft;
    private bool inFieldBlock;
    private byte[]? collected;
    private int collectedFilled;

    /// <summary>
    /// True where another frame could stand: behind a whole one, and not between the parts of a block of fields (RFC 9113 §4.3).
    /// </summary>
    public bool IsAtBoundary => headerFilled == 0 && !inFieldBlock;

    public void Scan(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (headerFilled < HeaderBytes)
            {
                int part = Math.Min(HeaderBytes - headerFilled, bytes.Length);
                bytes[..part].CopyTo(header.AsSpan(headerFilled));
                headerFilled += part;
                bytes = bytes[part..];
                if (headerFilled == HeaderBytes)
                {
                    Begin();
                }

                continue;
            }

            int count = Math.Min(payloadLeft, bytes.Length);
            if (collected is not null)
            {
                bytes[..count].CopyTo(collected.AsSpan(collectedFilled));
                collectedFilled += count;
            }

            payloadLeft -= count;
            bytes = bytes[count..];
            EndIfWhole();
        }
    }

    private void Begin()
    {
        payloadLeft = (int)(BinaryPrimitives.ReadUInt32BigEndian(header) >> 8);
        byte type = header[3];
        if (type is Headers or Continuation)
        {
            inFieldBlock = (header[4] & EndHeaders) == 0;
        }

        collected = payloadLeft <= MostCollectedBytes && isWanted?.Invoke(type) == true ? new byte[payloadLeft] : null;
        collectedFilled = 0;
        EndIfWhole();
    }

    private void EndIfWhole()
    {
        if (payloadLeft > 0)
        {
            return;
        }

        headerFilled = 0;
        if (collected is { } payload)
        {
            collected = null;
            onFrame?.Invoke(new ScannedFrame(header[3], header[4], payload));
        }
    }
}

/// <summary>A frame that was asked for.</summary>
internal readonly record struct ScannedFrame(byte Type, byte Flags, ReadOnlyMemory<byte> Payload);
