namespace Proximity.Storage.Postgres.Reading;

/// <summary>A body, or a part of it, read piece by piece as it is asked for. It holds no connection between pieces.</summary>
/// <param name="offset">Where to begin.</param>
/// <param name="length">How many bytes to give.</param>
/// <param name="read">Reads a piece; null when the flow has gone.</param>
internal sealed class BodyStream(long offset, long length, Func<long, int, CancellationToken, Task<byte[]?>> read) : Stream
{
    private long position = offset;
    private long rest = length;
    private ReadOnlyMemory<byte> piece;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    /// <exception cref="IOException">The flow has gone meanwhile.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (piece.IsEmpty && rest > 0 && !buffer.IsEmpty)
        {
            piece = await read(position, (int)Math.Min(rest, BodyParts.MostBytes), cancellationToken).ConfigureAwait(false)
                ?? throw new IOException("The flow has been removed while its body was read.");
            if (piece.IsEmpty)
            {
                throw new IOException("The body is shorter than it was when it was opened.");
            }

            (position, rest) = (position + piece.Length, rest - piece.Length);
        }

        int count = Math.Min(piece.Length, buffer.Length);
        piece[..count].CopyTo(buffer);
        piece = piece[count..];
        return count;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
        => ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
