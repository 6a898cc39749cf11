using System.Runtime.CompilerServices;
using Proximity.Awaiting;
using Proximity.Exchanges;
using Proximity.Flows;
using Proximity.Protocol;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;
using Proximity.Recording;
using Proximity.Wires;

namespace Proximity.Forwarding;

/// <summary>
/// Moves one body from where it is read to where it is written, one buffer at a time: it reads no more before what it read is written, which is the backpressure.
/// The chunked coding is validated, taken off in place, and put on again from what was understood. The head to be sent first, the prefix, leaves together with the first
/// body bytes when they are there. Reusable; one body at a time.
/// </summary>
internal sealed class BodyPump(ExchangeServices services, BodyDirection direction)
{
    /// <summary>A body that has proved this long, and has as much to go, is moved inside the system where that can be done.</summary>
    private const int BridgeAfterBytes = 128 * 1024;

    /// <summary>What a client is trusted with while a stretch moves that tells of itself only when it is over.</summary>
    private const int TrustedBytes = 64 * 1024;

    private readonly BodyRecorder recorder = new(services.Buffers);
    private readonly BodySink sink = new(services);

    /// <summary>Set where the client is the one that is read from; null at the other end.</summary>
    private ClientPace? sourcePace;

    private Watchdog watchdog = null!;
    private InputBuffer source = null!;
    private ChunkedDecoder decoder = null!;
    private BodyFraming framing;
    private bool keepChunked;

    /// <summary>Reads the body along; null for a body without messages.</summary>
    private MessageTap? messages;

    /// <summary>User code that the body passes on its way; null for none.</summary>
    private BodyTransform? transform;
    private WireBridge? bridge;
    private bool isBridgeSought;
    private long remaining;
    private long bytesRead;
    private bool finished;

    /// <summary>How many bytes of content stand at the front of the source, to be recorded before they are consumed.</summary>
    private int content;

    /// <summary>True once the source has given all of the body. A look from another thread may come late.</summary>
    public bool HasTakenAll => transform?.HasTakenAll ?? Volatile.Read(ref finished);

    /// <summary>True when user code that the body passed left some of it unread.</summary>
    public bool HasLeftSome => transform is { HasTakenAll: false };

    /// <summary>Bytes taken from the source.</summary>
    public long BytesRead => transform?.BytesRead ?? bytesRead;

    /// <summary>Bytes written to the sink, the prefix included.</summary>
    public long BytesWritten => sink.BytesWritten;

    /// <summary>When the prefix had been written, as a timestamp; 0 before.</summary>
    public long PrefixWrittenAt => sink.PrefixWrittenAt;

    /// <summary>Prepares for a body.</summary>
    /// <param name="guard">Watches over the client whose body it is.</param>
    /// <param name="transfer">From where to where, and how.</param>
    public void Start(Watchdog guard, in BodyTransfer transfer)
    {
        watchdog = guard;
        transform = transfer.Transform is null ? null : new BodyTransform(services, guard, direction, transfer);
        sourcePace = direction == BodyDirection.Upload && transform is null ? guard.UploadPace : null;
        ClientPace? sinkPace = direction == BodyDirection.Download ? guard.DownloadPace : null;
        source = transform?.Output ?? transfer.Source;
        decoder = transfer.Decoder;
        framing = transform is null ? transfer.Framing : BodyFraming.UntilClose;
        keepChunked = transfer.KeepChunked;
        remaining = framing.Length;
        finished = framing.IsEmpty;
        (bridge, isBridgeSought) = (null, false);
        bytesRead = 0;
        sink.Start(guard, transfer.Sink, sinkPace, transfer.MayEndBehind);
        (sourcePace ?? sinkPace)?.Reset();
        recorder.Begin(transfer.Recording);
        messages = transfer.Messages;
        if (framing.Kind == BodyKind.Chunked)
        {
            decoder.Start(transfer.MalformedCode, transfer.Head, services.HeadLimits.IsLenient);
        }
    }

    /// <summary>Forgets the body, and whose it was.</summary>
    public void Release()
    {
        recorder.End(isWhole: false);
        sink.Release();
        (source, decoder, watchdog) = (null!, null!, null!);
        (bridge, sourcePace, transform, messages) = (null, null, null, null);
    }

    /// <summary>Ends user code that the body passes: nobody waits for it any more. From any thread.</summary>
    public void Cancel() => transform?.Cancel();

    /// <summary>Sends the prefix and the body.</summary>
    public ValueTask<PumpOutcome> RunAsync(ByteBuffer prefix)
    {
        if (!finished)
        {
            return transform is null ? PumpAsync(prefix) : PumpTransformedAsync(transform, prefix);
        }

        if (prefix.Length == 0)
        {
            return default;
        }

        ValueTask<WireResult> write = sink.BeginWriteAsync(prefix.Memory, isLast: true);
        return write.IsCompletedSuccessfully
            ? new ValueTask<PumpOutcome>(AfterFlush(sink.Flushed(prefix, write.Result)))
            : AwaitFlushAsync(prefix, write);
    }

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<PumpOutcome> AwaitFlushAsync(ByteBuffer prefix, ValueTask<WireResult> write)
        => AfterFlush(sink.Flushed(prefix, await write.ConfigureAwait(false)));

    private static PumpOutcome AfterFlush(in WireResult flushed) => flushed.IsOk ? default : new PumpOutcome(PumpEnd.SinkFailed, flushed);

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<PumpOutcome> PumpAsync(ByteBuffer prefix)
    {
        while (!finished)
        {
            if (source.Length == 0)
            {
                if (await RefillAsync(prefix).ConfigureAwait(false) is { } end)
                {
                    return Ended(end);
                }

                continue;
            }

            ReadOnlyMemory<byte> segment = Take(prefix, out int consumed, out Fault? fault);
            if (fault is not null)
            {
                return Ended(new PumpOutcome(PumpEnd.Malformed, default, fault));
            }

            WireResult written = await sink.SendAsync(prefix, segment, finished).ConfigureAwait(false);
            if (written.IsOk)
            {
                // Behind the write: recording delays no byte.
                recorder.Append(source.Span[..content], finished);
                messages?.Append(source.Span[..content]);
            }

            source.Consume(consumed);
            bytesRead += consumed;
            if (!written.IsOk)
            {
                return Ended(new PumpOutcome(PumpEnd.SinkFailed, written));
            }
        }

        return Ended(AfterFlush(await sink.FlushAsync(prefix, isLast: true).ConfigureAwait(false)));
    }

    /// <summary>What user code makes of the body, and then the end of both.</summary>
    private async ValueTask<PumpOutcome> PumpTransformedAsync(BodyTransform change, ByteBuffer prefix)
    {
        change.Begin();
        var outcome = new PumpOutcome(PumpEnd.SinkFailed);
        try
        {
            outcome = await PumpAsync(prefix).ConfigureAwait(false);
            if (outcome.IsComplete)
            {
                outcome = change.Failure ?? await CloseTransformedAsync(change, prefix).ConfigureAwait(false);
            }
        }
        finally
        {
            outcome = await change.EndAsync(outcome).ConfigureAwait(false);
            recorder.End(outcome.IsComplete, outcome.IsComplete ? change.Trailers : default);
            messages?.End();
        }

        return outcome;
    }

    private async ValueTask<PumpOutcome> CloseTransformedAsync(BodyTransform change, ByteBuffer prefix)
    {
        finished = true;
        if (keepChunked)
        {
            ChunkWriter.WriteLast(change.Trailers, prefix);
        }

        return AfterFlush(await sink.FlushAsync(prefix, isLast: true).ConfigureAwait(false));
    }

    /// <summary>The body is over, one way or the other: its record is as well, unless its transform is still to be ended.</summary>
    private PumpOutcome Ended(in PumpOutcome outcome)
    {
        if (transform is not null)
        {
            return outcome;
        }

        recorder.End(outcome.IsComplete, framing.Kind == BodyKind.Chunked && outcome.IsComplete ? decoder.Trailers : default);
        messages?.End();
        return outcome;
    }

    /// <summary>Reads on, or moves a stretch that need not be read. Null when the pump goes on.</summary>
    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<PumpOutcome?> RefillAsync(ByteBuffer prefix)
    {
        // Nothing more is there: what is ready must not wait for it.
        WireResult flushed = await sink.FlushAsync(prefix, isLast: false).ConfigureAwait(false);
        if (!flushed.IsOk)
        {
            return new PumpOutcome(PumpEnd.SinkFailed, flushed);
        }

        if (SeekBridge() is { } found)
        {
            return await CrossAsync(found).ConfigureAwait(false);
        }

        sourcePace?.Await();
        WireResult read = await source.FillBodyAsync(framing.Kind == BodyKind.Length ? remaining : long.MaxValue).ConfigureAwait(false);
        sourcePace?.Done(read.Count);
        if (read.Count == 0)
        {
            return EndOfSource(read);
        }

        watchdog.Progress();
        return null;
    }

    /// <summary>
    /// The bridge for what is still to come; null while copying is cheaper, and where there is none. A chunked body has to be seen, and so
    /// has one of which more is kept.
    /// </summary>
    private WireBridge? SeekBridge()
    {
        if (framing.Kind == BodyKind.Chunked
            || bytesRead < BridgeAfterBytes
            || (framing.Kind == BodyKind.Length && remaining < BridgeAfterBytes)
            || recorder.IsKeeping
            || messages is not null)
        {
            return null;
        }

        if (!isBridgeSought)
        {
            isBridgeSought = true;
            bridge = source.Wire.BridgeTo(sink.Wire);
        }

        return bridge;
    }

    /// <summary>Moves a stretch inside the system, or waits for one. Null when the pump goes on.</summary>
    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<PumpOutcome?> CrossAsync(WireBridge over)
    {
        sink.Pace?.Await(TrustedBytes);
        BridgeMove move = await over.MoveAsync(framing.Kind == BodyKind.Length ? remaining : long.MaxValue, watchdog.OnProgress).ConfigureAwait(false);
        sink.Pace?.Done();
        bytesRead += move.Count;
        sink.Note(move.Count);
        remaining -= move.Count;
        recorder.Skip(move.Count);
        finished = framing.Kind == BodyKind.Length && remaining == 0;
        switch (move.End)
        {
            case BridgeEnd.Moved:
                sourcePace?.Done((int)move.Count);
                return null;
            case BridgeEnd.Drained:
                return await AwaitSourceAsync().ConfigureAwait(false);
            case BridgeEnd.SourceEnded:
                return EndOfSource(new WireResult(0));
            case BridgeEnd.SourceFailed:
                return EndOfSource(move.Result);
            case BridgeEnd.SinkFailed:
                return new PumpOutcome(PumpEnd.SinkFailed, move.Result);
            default:
                bridge = null;
                return null;
        }
    }

    private async ValueTask<PumpOutcome?> AwaitSourceAsync()
    {
        sourcePace?.Await();
        WireResult ready = await source.Wire.WaitReadableAsync().ConfigureAwait(false);
        sourcePace?.Done();
        return ready.IsOk ? null : EndOfSource(ready);
    }

    private PumpOutcome EndOfSource(WireResult read)
        => framing.Kind == BodyKind.UntilClose && read.IsEnd ? default : new PumpOutcome(PumpEnd.SourceFailed, read);

    /// <summary>The next bytes to send, made of what is held; says how many of those that uses up.</summary>
    private ReadOnlyMemory<byte> Take(ByteBuffer prefix, out int consumed, out Fault? fault)
    {
        fault = null;
        switch (framing.Kind)
        {
            case BodyKind.Length:
                consumed = (int)Math.Min(remaining, source.Length);
                remaining -= consumed;
                finished = remaining == 0;
                content = consumed;
                return source.Memory[..consumed];
            case BodyKind.Chunked:
                return TakeChunked(prefix, out consumed, out fault);
            default:
                consumed = content = source.Length;
                return transform is not null && keepChunked ? ChunkWriter.Frame(source, content, null, prefix) : source.Memory;
        }
    }

    private ReadOnlyMemory<byte> TakeChunked(ByteBuffer prefix, out int consumed, out Fault? fault)
    {
        ParseState state = decoder.Decode(source.Memory.Span, out consumed, out content, out fault);
        if (state == ParseState.Fault)
        {
            return default;
        }

        finished = state == ParseState.Done;
        if (!keepChunked)
        {
            return source.Memory[..content];
        }

        if (content > 0)
        {
            return ChunkWriter.Frame(source, content, finished ? decoder : null, prefix);
        }

        if (finished)
        {
            ChunkWriter.WriteLast(decoder.Trailers, prefix);
        }

        return default;
    }
}
