namespace Proximity.Fuzz.Onward;

/// <summary>A connection that takes any request and gives one response, its last byte by itself, so that it shows whether a reader needs that byte, and whether it needs the end.</summary>
internal sealed class HeldBackStream(byte[] response) : Stream
{
    private int position;

    public bool IsReadWhole => position == response.Length;

    /// <summary>True once the reader asked for more than there is.</summary>
    public bool IsEndSeen { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        int limit = position < response.Length - 1 ? response.Length - 1 : response.Length;
        int length = Math.Min(buffer.Length, limit - position);
        response.AsSpan(position, length).CopyTo(buffer);
        position += length;
        IsEndSeen |= length == 0;
        return length;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override void Write(byte[] buffer, int offset, int count)
    {
        // The request does not matter.
    }

    public override void Flush()
    {
        // Nothing is kept.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
