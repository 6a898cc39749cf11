using System.Runtime.CompilerServices;
using Proximity.Wires;

namespace Proximity.Tls;

/// <summary>
/// A wire in the shape that <see cref="System.Net.Security.SslStream"/> wants. Streams tell of failures by exceptions; what the wire said is kept beside, so that nobody has to read
/// it out of one again.
/// </summary>
/// <param name="wire">Where the bytes go; not owned.</param>
/// <param name="received">What was read from it already, and comes first.</param>
internal sealed class WireStream(Wire wire, ReadOnlyMemory<byte> received) : Stream
{
    /// <summary>
    /// Held by the write that is under way. TLS writes on its own behalf too, from within reads (renegotiation, KeyUpdate) and at its end (close_notify), and does not wait for the
    /// writes of its user; a wire takes one write at a time.
    /// </summary>
    private readonly SemaphoreSlim writeGate = new(1, 1);
    private ReadOnlyMemory<byte> received = received;
    private WireResult readFailure;

    /// <summary>One reference: TLS may write from within a read, and its failure is looked at behind a write.</summary>
    private volatile StrongBox<WireResult>? writeFailure;

    /// <summary>Where the bytes go.</summary>
    public Wire Wire => wire;

    /// <summary>The failure that the last read met; none while reading goes well.</summary>
    public WireResult ReadFailure => readFailure;

    /// <summary>The failure that a write met.</summary>
    public WireResult WriteFailure => writeFailure?.Value ?? default;

    /// <summary>Where a read is outside TLS while it waits for the wire.</summary>
    public TlsReadGate ReadGate { get; } = new();

    /// <summary>True once the wire has ended: within TLS that is the proper end only behind a close_notify, after which nobody reads on.</summary>
    public bool HasEnded { get; private set; }

    public long BytesRead { get; private set; }

    public long BytesWritten { get; private set; }

    /// <summary>
    /// True while what follows a read is costly, as it is in handshakes: it must not hold up the thread that brought the bytes, which may be the one that watches all sockets.
    /// </summary>
    public bool LeavesThread { get; set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!received.IsEmpty)
        {
            return TakeReceived(buffer.Span);
        }

        WireResult result = await ReadOutsideAsync(buffer, cancellationToken).ConfigureAwait(false);

        readFailure = result.IsOk ? default : result;
        if (!result.IsOk)
        {
            throw ToException(result);
        }

        HasEnded |= result.Count == 0 && !buffer.IsEmpty;
        BytesRead += result.Count;
        return result.Count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // No longer than the write before it: ending the wire ends both.
        await writeGate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            WireResult result = await wire.WriteAsync(buffer).ConfigureAwait(false);
            if (!result.IsOk)
            {
                writeFailure = new StrongBox<WireResult>(result);
                throw ToException(result);
            }

            BytesWritten += buffer.Length;
        }
        finally
        {
            writeGate.Release();
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async ValueTask<WireResult> ReadOutsideAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ReadGate.Leave();
        try
        {
            WireResult result;
            using (cancellationToken.UnsafeRegister(static state => ((Wire)state!).CancelReads(), wire))
            {
                result = buffer.IsEmpty
                    ? await wire.WaitReadableAsync().ConfigureAwait(false)
                    : await wire.ReadAsync(buffer).ConfigureAwait(false);
            }

            if (LeavesThread)
            {
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            }

            return result;
        }
        finally
        {
            ReadGate.Enter();
        }
    }

    private int TakeReceived(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, received.Length);
        received.Span[..count].CopyTo(buffer);
        received = received[count..];
        BytesRead += count;
        return count;
    }

    private static Exception ToException(in WireResult result)
        => result.Error == WireError.Canceled ? new OperationCanceledException("The read was cancelled.") : new IOException($"The wire failed: {result.Error}.", result.Cause);
}
