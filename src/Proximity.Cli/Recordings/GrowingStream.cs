namespace Proximity.Cli.Recordings;

/// <summary>A file that another program goes on writing: where it ends, reading waits for more.</summary>
internal sealed class GrowingStream(Stream inner, TimeProvider timeProvider) : ReadingStream(inner)
{
    /// <summary>How long a line may be late. Looking at the end of a file costs some microseconds.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public override bool CanSeek => false;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var read = await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (read > 0 || buffer.IsEmpty)
            {
                return read;
            }

            await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }
}
