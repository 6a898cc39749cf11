using System.Buffers;
using System.IO.Pipelines;
using Proximity.Content;
using Proximity.Wires;

namespace Proximity.Forwarding;

/// <summary>
/// What user code reads from, as a pump writes to it: takes the content codings off and waits while the code lets bytes lie.
/// </summary>
/// <param name="pipe">The pipe to user code.</param>
/// <param name="decoder">Takes the codings off; null when there are none.</param>
/// <param name="clock">Told when bytes wait for user code.</param>
/// <param name="isDrained">True when what user code does not read is dropped; false when it ends the reading.</param>
internal sealed class ContentInput(BreakablePipe pipe, IContentDecoder? decoder, TransformClock clock, bool isDrained) : OneWayWire
{
    private const int PieceBytes = 16 * 1024;

    private readonly PipeWriter writer = pipe.Writer;
    private volatile bool isAbandoned;

    /// <summary>What is wrong with the coded data; null when nothing is, so far.</summary>
    public string? Problem { get; private set; }

    /// <summary>True when user code reads no more.</summary>
    public bool IsAbandoned => isAbandoned;

    public override async ValueTask<WireResult> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (!isAbandoned && decoder is null)
        {
            writer.Write(bytes.Span);
            await PassOnAsync().ConfigureAwait(false);
        }

        ReadOnlyMemory<byte> rest = bytes;
        ContentStatus status = ContentStatus.DestinationFull;
        while (decoder is not null && !isAbandoned && status == ContentStatus.DestinationFull)
        {
            status = decoder.Process(rest.Span, writer.GetSpan(PieceBytes), isLast: false, out int consumed, out int written);
            rest = rest[consumed..];
            writer.Advance(written);
            await PassOnAsync().ConfigureAwait(false);
            if (status is not (ContentStatus.NeedMore or ContentStatus.DestinationFull))
            {
                Problem = decoder.Problem;
                return WireResult.Failure(WireError.Failed);
            }
        }

        return isAbandoned && !isDrained ? WireResult.Failure(WireError.Closed) : new WireResult(bytes.Length);
    }

    /// <summary>All of the body has been written: the coded data has to end here as well.</summary>
    public async ValueTask FinishAsync()
    {
        ContentStatus status = ContentStatus.DestinationFull;
        while (decoder is not null && !isAbandoned && status == ContentStatus.DestinationFull)
        {
            status = decoder.Process(default, writer.GetSpan(PieceBytes), isLast: true, out _, out int written);
            writer.Advance(written);
            await PassOnAsync().ConfigureAwait(false);
        }

        Problem = status is ContentStatus.Done or ContentStatus.DestinationFull ? null : decoder!.Problem;
    }

    /// <summary>Behind what was written user code reads the end, or why there is none.</summary>
    public void Complete(Exception? failure)
    {
        pipe.Complete(failure);
        decoder?.Dispose();
    }

    private async ValueTask PassOnAsync()
    {
        try
        {
            ValueTask<FlushResult> flush = writer.FlushAsync(CancellationToken.None);
            if (flush.IsCompletedSuccessfully)
            {
                isAbandoned |= flush.Result.IsCompleted;
                return;
            }

            clock.SetSourceAwaited(false);
            isAbandoned |= (await flush.ConfigureAwait(false)).IsCompleted;
        }
#pragma warning disable CA1031 // The pipe throws whatever user code has completed its end with.
        catch (Exception)
#pragma warning restore CA1031
        {
            isAbandoned = true;
        }

        clock.SetSourceAwaited(true);
    }
}
