using System.Buffers;

namespace Proximity.Content.Deflate;

/// <summary>A stream that keeps what is written until it is taken.</summary>
internal sealed class PendingStream : Stream
{
    private readonly ArrayBufferWriter<byte> pending = new();
    private int taken;

    public bool IsEmpty => taken == pending.WrittenCount;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Takes as much as fits; the number of bytes.</summary>
    public int Take(Span<byte> destination)
    {
        ReadOnlySpan<byte> rest = pending.WrittenSpan[taken..];
        int count = Math.Min(rest.Length, destination.Length);
        rest[..count].CopyTo(destination);
        taken += count;
        if (IsEmpty)
        {
            pending.ResetWrittenCount();
            taken = 0;
        }

        return count;
    }

    public override void Write(ReadOnlySpan<byte> buffer) => pending.Write(buffer);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
