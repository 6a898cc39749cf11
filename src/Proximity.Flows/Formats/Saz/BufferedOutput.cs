namespace Proximity.Formats.Saz;

/// <summary>Takes what is written synchronously and hands it on asynchronously, when it is asked to.</summary>
internal sealed class BufferedOutput(Stream target) : Stream
{
    private readonly MemoryStream pending = new();
    private long written;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    /// <summary>Where the next byte goes; an archive asks for it.</summary>
    public override long Position { get => written; set => throw new NotSupportedException(); }

    public async ValueTask PassOnAsync(CancellationToken cancellationToken)
    {
        await target.WriteAsync(pending.GetBuffer().AsMemory(0, (int)pending.Length), cancellationToken);
        pending.SetLength(0);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        pending.Write(buffer);
        written += buffer.Length;
    }

    public override void Flush()
    {
        // What is pending waits for PassOnAsync.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
