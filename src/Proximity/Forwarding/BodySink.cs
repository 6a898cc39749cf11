using System.Runtime.CompilerServices;
using Proximity.Awaiting;
using Proximity.Exchanges;
using Proximity.Protocol;
using Proximity.Wires;

namespace Proximity.Forwarding;

/// <summary>
/// The end of a body's way: writes to a wire, and keeps watch over a client that takes the bytes. Lent with its <see cref="BodyPump"/>.
/// </summary>
internal sealed class BodySink(ExchangeServices services)
{
    /// <summary>Up to this many body bytes are copied behind the head to save a write.</summary>
    private const int JoinBytes = 16 * 1024;

    private Watchdog watchdog = null!;
    private Wire wire = null!;
    private bool mayEndBehind;

    /// <summary>Set where the client is the one that is written to; null at the other end.</summary>
    private ClientPace? pace;

    /// <summary>Bytes written, the prefix included.</summary>
    public long BytesWritten { get; private set; }

    /// <summary>When the prefix had been written, as a timestamp; 0 before.</summary>
    public long PrefixWrittenAt { get; private set; }

    /// <summary>Where it writes to.</summary>
    public Wire Wire => wire;

    /// <summary>How well the client takes what is written; null where it is not the client.</summary>
    public ClientPace? Pace => pace;

    /// <summary>Prepares for a body.</summary>
    /// <param name="guard">Watches over the client whose body it is.</param>
    /// <param name="to">Where to write.</param>
    /// <param name="clientPace">How well the client takes it; null where it is not the client.</param>
    /// <param name="endsBehind">True when the last bytes need only be taken over by the wire.</param>
    public void Start(Watchdog guard, Wire to, ClientPace? clientPace, bool endsBehind)
    {
        (watchdog, wire, pace, mayEndBehind) = (guard, to, clientPace, endsBehind);
        BytesWritten = PrefixWrittenAt = 0;
    }

    /// <summary>Forgets the body, and whose it was.</summary>
    public void Release() => (watchdog, wire, pace) = (null!, null!, null);

    /// <summary>So many bytes have gone to the wire by another way.</summary>
    public void Note(long count) => BytesWritten += count;

    /// <summary>Sends what stands before the segment, and the segment.</summary>
    /// <param name="prefix">Sent first, and then released; may be empty.</param>
    /// <param name="segment">May be empty.</param>
    /// <param name="isLast">True when nothing follows.</param>
    public ValueTask<WireResult> SendAsync(ByteBuffer prefix, ReadOnlyMemory<byte> segment, bool isLast)
    {
        if (prefix.Length == 0)
        {
            return segment.IsEmpty ? new ValueTask<WireResult>(new WireResult(0)) : WriteAsync(segment, isLast);
        }

        if (segment.Length > JoinBytes)
        {
            return SendApartAsync(prefix, segment, isLast);
        }

        prefix.Write(segment.Span);
        return FlushAsync(prefix, isLast);
    }

    /// <summary>Sends the prefix, if there is one.</summary>
    public ValueTask<WireResult> FlushAsync(ByteBuffer prefix, bool isLast)
    {
        if (prefix.Length == 0)
        {
            return new ValueTask<WireResult>(new WireResult(0));
        }

        ValueTask<WireResult> write = BeginWriteAsync(prefix.Memory, isLast);
        return write.IsCompletedSuccessfully
            ? new ValueTask<WireResult>(Flushed(prefix, write.Result))
            : AwaitFlushedAsync(prefix, write);
    }

    /// <summary>Each layer that waits for a write costs: <see cref="Flushed"/> is for the one that does.</summary>
    public ValueTask<WireResult> BeginWriteAsync(ReadOnlyMemory<byte> bytes, bool isLast)
    {
        if (bytes.Length > PiecewiseWrite.PieceBytes)
        {
            return PiecewiseWrite.RunAsync(wire, bytes, pace, watchdog.OnProgress);
        }

        pace?.Await(bytes.Length);
        return isLast && mayEndBehind ? wire.QueueWriteAsync(bytes) : wire.WriteAsync(bytes);
    }

    /// <summary>The prefix has been written, or has failed to.</summary>
    public WireResult Flushed(ByteBuffer prefix, in WireResult result)
    {
        Written(result);
        prefix.Release();
        PrefixWrittenAt = PrefixWrittenAt != 0 ? PrefixWrittenAt : services.Timestamp();
        return result;
    }

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<WireResult> SendApartAsync(ByteBuffer prefix, ReadOnlyMemory<byte> segment, bool isLast)
    {
        WireResult flushed = await FlushAsync(prefix, isLast).ConfigureAwait(false);
        return flushed.IsOk ? await WriteAsync(segment, isLast).ConfigureAwait(false) : flushed;
    }

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<WireResult> AwaitFlushedAsync(ByteBuffer prefix, ValueTask<WireResult> write)
        => Flushed(prefix, await write.ConfigureAwait(false));

    private ValueTask<WireResult> WriteAsync(ReadOnlyMemory<byte> bytes, bool isLast)
    {
        ValueTask<WireResult> write = BeginWriteAsync(bytes, isLast);
        return write.IsCompletedSuccessfully ? new ValueTask<WireResult>(Written(write.Result)) : AwaitWrittenAsync(write);
    }

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<WireResult> AwaitWrittenAsync(ValueTask<WireResult> write) => Written(await write.ConfigureAwait(false));

    private WireResult Written(in WireResult result)
    {
        pace?.Done();
        watchdog.Progress();
        BytesWritten += result.Count;
        return result;
    }
}
