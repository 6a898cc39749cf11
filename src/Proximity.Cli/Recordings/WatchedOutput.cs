namespace Proximity.Cli.Recordings;

/// <summary>
/// Standard output, whose failures are told apart from those of files: a reader that goes away early is no failure to speak of.
/// </summary>
internal sealed class WatchedOutput(Stream inner) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush() => Try(static (stream, _) => stream.Flush(), default);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count)
        => Try(
            static (stream, bytes) => stream.Write(bytes.Array!, bytes.Offset, bytes.Count),
            new ArraySegment<byte>(buffer, offset, count));

    private void Try(Action<Stream, ArraySegment<byte>> write, ArraySegment<byte> bytes)
    {
        try
        {
            write(inner, bytes);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            throw new OutputGoneException(exception);
        }
    }
}
