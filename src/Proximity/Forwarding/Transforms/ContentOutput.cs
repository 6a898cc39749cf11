using System.Buffers;
using System.IO.Pipelines;
using Proximity.Content;
using Proximity.Wires;

namespace Proximity.Forwarding;

/// <summary>
/// What user code writes, as a pump reads it: puts the content codings on. Whatever was flushed goes on at once, though an encoder would
/// rather wait for more.
/// </summary>
/// <param name="reader">The pipe from user code.</param>
/// <param name="encoder">Puts the codings on; null when there are none.</param>
/// <param name="clock">Told when user code is waited for.</param>
/// <param name="onFailed">Called when user code has ended the pipe by an exception.</param>
internal sealed class ContentOutput(PipeReader reader, IContentEncoder? encoder, TransformClock clock, Action<Exception> onFailed)
    : OneWayWire
{
    private bool isUnflushed;
    private bool isEnded;

    public override async ValueTask<WireResult> ReadAsync(Memory<byte> buffer)
    {
        clock.SetWriting(false);
        try
        {
            return await ReadOnAsync(buffer).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The pipe throws whatever user code has completed it with.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            onFailed(exception);
            isEnded = true;
            return new WireResult(0);
        }
        finally
        {
            clock.SetWriting(true);
        }
    }

    /// <summary>Ends the wait for user code.</summary>
    public override void CancelReads() => reader.CancelPendingRead();

    /// <summary>Nothing more is read: user code that writes on is told so.</summary>
    public void Complete()
    {
        reader.Complete();
        encoder?.Dispose();
    }

    private async ValueTask<WireResult> ReadOnAsync(Memory<byte> buffer)
    {
        while (!isEnded)
        {
            if (!reader.TryRead(out ReadResult result))
            {
                if (isUnflushed && Flush(buffer.Span) is > 0 and int flushed)
                {
                    return new WireResult(flushed);
                }

                result = await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            }

            if (result.IsCanceled)
            {
                reader.AdvanceTo(result.Buffer.Start);
                return WireResult.Failure(WireError.Canceled);
            }

            if (Take(result, buffer.Span) is > 0 and int count)
            {
                return new WireResult(count);
            }
        }

        return new WireResult(0);
    }

    private int Take(in ReadResult result, Span<byte> buffer)
    {
        ReadOnlySequence<byte> pending = result.Buffer;
        int written = 0;
        if (encoder is null)
        {
            written = (int)Math.Min(pending.Length, buffer.Length);
            pending.Slice(0, written).CopyTo(buffer);
            isEnded = result.IsCompleted && pending.Length == written;
            reader.AdvanceTo(pending.GetPosition(written));
            return written;
        }

        ReadOnlySpan<byte> first = pending.FirstSpan;
        bool isLast = result.IsCompleted && first.Length == pending.Length;
        ContentStatus status = encoder.Process(first, buffer, isLast, out int consumed, out written);
        isUnflushed |= consumed > 0 || status == ContentStatus.DestinationFull;
        isEnded = status == ContentStatus.Done;
        reader.AdvanceTo(pending.GetPosition(consumed));
        return written;
    }

    private int Flush(Span<byte> buffer)
    {
        isUnflushed = encoder!.Flush(buffer, out int written) == ContentStatus.DestinationFull;
        return written;
    }
}
