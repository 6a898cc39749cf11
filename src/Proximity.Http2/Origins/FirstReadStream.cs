using Proximity.Http2.Rendering;

namespace Proximity.Http2.Origins;

/// <summary>
/// A response's body, begun to be read beforehand: only so can it be seen that a response ended with its head, which a gRPC client wants to
/// see too. What that read finds is kept until it is asked for.
/// </summary>
internal sealed class FirstReadStream : AsyncStream
{
    private const int FirstBytes = 512;

    private readonly Stream inner;
    private readonly byte[] first = new byte[FirstBytes];
    private Task<int>? reading;
    private int taken;

    public FirstReadStream(Stream inner)
    {
        this.inner = inner;
        reading = inner.ReadAsync(first.AsMemory()).AsTask();
        StreamFailure.Observe(reading);
    }

    /// <summary>True when the end is known to come at once.</summary>
    public bool IsEmpty => reading is { IsCompletedSuccessfully: true, Result: 0 };

    public override bool CanWrite => false;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (reading is not { } task)
        {
            return await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }

        int found = await task.WaitAsync(cancellationToken).ConfigureAwait(false);
        int count = Math.Min(buffer.Length, found - taken);
        first.AsMemory(taken, count).CopyTo(buffer);
        taken += count;
        if (taken == found)
        {
            reading = null;
        }

        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();
}
