namespace Proximity.Protocol.WebSockets;

/// <summary>Writes a message or control frame as one whole frame.</summary>
internal static class FrameWriter
{
    /// <param name="opcode">What it is.</param>
    /// <param name="payload">What it says, unmasked; already compressed when <paramref name="isCompressed"/>.</param>
    /// <param name="isCompressed">True to set RSV1 (RFC 7692 §6).</param>
    /// <param name="maskKey">The key, towards an origin; null towards a client (RFC 6455 §5.1).</param>
    /// <param name="output">Where it is put, behind what is there.</param>
    public static void Write(Opcode opcode, ReadOnlySpan<byte> payload, bool isCompressed, uint? maskKey, ByteBuffer output)
    {
        var header = new FrameHeader(IsFinal: true, isCompressed ? FrameHeader.Compressed : (byte)0, opcode, maskKey, payload.Length, IsShortest: true);
        output.Advance(header.Write(output.Reserve(FrameHeader.MaxBytes)));
        Span<byte> target = output.Reserve(payload.Length)[..payload.Length];
        if (maskKey is { } key)
        {
            FrameMask.Apply(payload, target, key, 0);
        }
        else
        {
            payload.CopyTo(target);
        }

        output.Advance(payload.Length);
    }
}
