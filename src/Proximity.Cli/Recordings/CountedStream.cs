namespace Proximity.Cli.Recordings;

/// <summary>Says how far a file has been read.</summary>
internal sealed class CountedStream(Stream inner, Progress progress) : ReadingStream(inner)
{
    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = Inner.Read(buffer, offset, count);
        progress.Done = Inner.Position;
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        progress.Done = Inner.Position;
        return read;
    }
}
