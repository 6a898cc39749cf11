using Proximity.Wires;

namespace Proximity.Http2.Rendering;

/// <summary>A wire as a stream, for code that knows streams: failures become exceptions. Disposing it closes the wire.</summary>
/// <param name="wire">The wire.</param>
/// <param name="received">What was read from it already.</param>
internal sealed class WireStream(Wire wire, ReadOnlyMemory<byte> received = default) : AsyncStream
{
    private ReadOnlyMemory<byte> received = received;

    public override bool CanWrite => true;

    /// <summary>A read of zero bytes waits until there is something to read.</summary>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!received.IsEmpty)
        {
            int count = Math.Min(buffer.Length, received.Length);
            received[..count].CopyTo(buffer);
            received = received[count..];
            return count;
        }

        WireResult result;
        using (cancellationToken.UnsafeRegister(static state => ((Wire)state!).CancelReads(), wire))
        {
            result = buffer.IsEmpty
                ? await wire.WaitReadableAsync().ConfigureAwait(false)
                : await wire.ReadAsync(buffer).ConfigureAwait(false);
        }

        if (cancellationToken.IsCancellationRequested)
        {
            // It was for this read alone, whether it came in time or not.
            wire.ResumeReads();
        }

        return result.IsOk ? result.Count
            : result.Error == WireError.Canceled ? throw new OperationCanceledException(cancellationToken)
            : throw Failure(result);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        WireResult result = await wire.WriteAsync(buffer).ConfigureAwait(false);
        if (!result.IsOk)
        {
            throw Failure(result);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            wire.Close();
        }

        base.Dispose(disposing);
    }

    private static IOException Failure(WireResult result) => new($"The connection failed: {result.Error}.", result.Cause);
}
