using System.Buffers.Text;
using System.Diagnostics;
using Proximity.Protocol;
using Proximity.Protocol.Framing;
using Proximity.Wires;

namespace Proximity.Forwarding;

/// <summary>Puts the chunked coding on again (RFC 9112 §7.1), in place where that saves a copy.</summary>
internal static class ChunkWriter
{
    /// <summary>At most eight digits and CRLF.</summary>
    private const int SizeLineBytes = 10;

    /// <summary>
    /// Writes a size line before the payload and CRLF behind it, in the room that decoding or the buffer left, so that one write sends the
    /// chunk.
    /// </summary>
    /// <param name="source">The payload stands at its front.</param>
    /// <param name="payload">The payload's bytes.</param>
    /// <param name="ended">What the body was decoded with, when this is its end; null before.</param>
    /// <param name="prefix">What is sent before; at the body's end the chunk joins it.</param>
    /// <returns>What is to be sent behind the prefix; nothing at the body's end.</returns>
    public static ReadOnlyMemory<byte> Frame(InputBuffer source, int payload, ChunkedDecoder? ended, ByteBuffer prefix)
    {
        Span<byte> sizeLine = stackalloc byte[SizeLineBytes];
        bool formatted = Utf8Formatter.TryFormat(payload, sizeLine, out int length, new System.Buffers.StandardFormat('x'));
        Debug.Assert(formatted, "eight digits hold every int");
        sizeLine[length++] = (byte)'\r';
        sizeLine[length++] = (byte)'\n';

        Memory<byte> chunk = source.Around(length, payload, 2);
        sizeLine[..length].CopyTo(chunk.Span);
        "\r\n"u8.CopyTo(chunk.Span[(length + payload)..]);
        if (ended is null)
        {
            return chunk;
        }

        // The last chunk joins through the prefix; a body's end is worth one copy.
        prefix.Write(chunk.Span);
        WriteLast(ended.Trailers, prefix);
        return default;
    }

    /// <summary>The last chunk, and the trailers that may be passed on.</summary>
    public static void WriteLast(ReadOnlySpan<byte> trailers, ByteBuffer prefix)
    {
        prefix.Write("0\r\n"u8);
        prefix.Write(trailers);
        prefix.Write("\r\n"u8);
    }
}
