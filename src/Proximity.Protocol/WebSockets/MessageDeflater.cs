using System.Diagnostics;
using System.IO.Compression;

namespace Proximity.Protocol.WebSockets;

/// <summary>
/// Compresses one message by itself (RFC 7692 §7.2.1). That is valid whatever was agreed: nothing refers to a message before it, and a message longer than the agreed
/// window is cut into stretches of a window's length, which know nothing of each other.
/// </summary>
internal static class MessageDeflater
{
    private const int LargestWindowBits = 15;
    private const int TailBytes = 4;

    /// <summary>Writes the compressed message, without the tail that a receiver adds.</summary>
    public static void Write(ReadOnlySpan<byte> message, int windowBits, ByteBuffer output)
    {
        if (message.IsEmpty)
        {
            // An empty block without its tail (RFC 7692 §7.2.3.6).
            output.Write(0);
            return;
        }

        int stretch = windowBits >= LargestWindowBits ? message.Length : 1 << windowBits;
        for (int at = 0; at < message.Length; at += stretch)
        {
            WriteStretch(message.Slice(at, Math.Min(stretch, message.Length - at)), output);
        }

        Debug.Assert(output.Span.EndsWith((ReadOnlySpan<byte>)[0, 0, 0xFF, 0xFF]), "a flush ends with an empty block");
        output.Truncate(output.Length - TailBytes);
    }

    private static void WriteStretch(ReadOnlySpan<byte> stretch, ByteBuffer output)
    {
        var sink = new SinkStream(output);
        using var deflate = new DeflateStream(sink, CompressionLevel.Fastest, leaveOpen: true);
        deflate.Write(stretch);
        deflate.Flush();

        // Disposing writes a final block, which would end the receiver's stream.
        sink.IsClosed = true;
    }

    private sealed class SinkStream(ByteBuffer output) : Stream
    {
        public bool IsClosed { get; set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (!IsClosed)
            {
                output.Write(buffer);
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
