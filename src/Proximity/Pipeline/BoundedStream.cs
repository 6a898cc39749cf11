namespace Proximity.Pipeline;

/// <summary>Keeps what is written, up to a bound; more is refused.</summary>
internal sealed class BoundedStream(int most) : MemoryStream
{
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ThrowIfFull(buffer.Length);
        base.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        ThrowIfFull(count);
        base.Write(buffer, offset, count);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ThrowIfFull(buffer.Length);
        return base.WriteAsync(buffer, cancellationToken);
    }

    private void ThrowIfFull(int count)
    {
        if (count > most - Length)
        {
            throw new BodyTooLargeException($"A transform wrote more than {most} bytes (option MaxHeldBodyBytes).");
        }
    }
}
