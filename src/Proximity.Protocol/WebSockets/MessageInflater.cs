using System.IO.Compression;

namespace Proximity.Protocol.WebSockets;

/// <summary>
/// Inflates the messages of one direction piece by piece (RFC 7692 §7.2.2). It gets input by <see cref="Feed"/> and gives output by <see cref="Read"/> until nothing
/// comes; so the caller decides how much comes of little. Holds some 50 KiB of the system's memory from a message's first byte on, as long as a context is kept.
/// </summary>
internal sealed class MessageInflater(bool noContextTakeover) : IDisposable
{
    /// <summary>What a sender takes off the end of each message (RFC 7692 §7.2.1).</summary>
    private static readonly byte[] Tail = [0, 0, 0xFF, 0xFF];

    private readonly PieceStream input = new();
    private DeflateStream? inflating;

    /// <summary>The next bytes of a message. Those before must have been read to their end.</summary>
    public void Feed(ReadOnlySpan<byte> piece)
    {
        inflating ??= new DeflateStream(input, CompressionMode.Decompress, leaveOpen: true);
        input.Fill(piece);
    }

    /// <summary>The message has ended; what comes of its end is still to be read.</summary>
    public void FeedEnd() => Feed(Tail);

    /// <summary>What comes of the bytes fed; 0 when more are needed, or the message's last block was a final one.</summary>
    /// <exception cref="InvalidDataException">They are no deflated data.</exception>
    public int Read(Span<byte> output) => inflating!.Read(output);

    /// <summary>Prepares for the next message, after everything was read.</summary>
    public void NextMessage()
    {
        // Not asked for the last bytes fed: a final block ended the stream, and its context with it (RFC 7692 §7.2.3.4).
        bool hasEnded = !input.WasAskedInVain;
        if (noContextTakeover || hasEnded)
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        inflating?.Dispose();
        inflating = null;
        input.Fill(default);
    }

    /// <summary>A stream that holds one piece; at its end it says that nothing is there, and the reader comes back later.</summary>
    private sealed class PieceStream : Stream
    {
        private byte[] piece = [];
        private int length;
        private int position;

        /// <summary>True when a reader wanted more than there was.</summary>
        public bool WasAskedInVain { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public void Fill(ReadOnlySpan<byte> bytes)
        {
            if (piece.Length < bytes.Length)
            {
                piece = new byte[bytes.Length];
            }

            bytes.CopyTo(piece);
            (length, position, WasAskedInVain) = (bytes.Length, 0, false);
        }

        public override int Read(Span<byte> buffer)
        {
            int count = Math.Min(buffer.Length, length - position);
            piece.AsSpan(position, count).CopyTo(buffer);
            position += count;
            WasAskedInVain |= count == 0;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
