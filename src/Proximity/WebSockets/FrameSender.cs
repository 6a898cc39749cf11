using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Proximity.Flows;
using Proximity.Protocol;
using Proximity.Protocol.WebSockets;
using Proximity.Wires;

namespace Proximity.WebSockets;

/// <summary>
/// Writes whole messages towards one peer, one writer at a time: the relay's own and those of user code. After a close frame, or the end, nothing more is written
/// (RFC 6455 §5.5.1).
/// </summary>
#pragma warning disable CA1001 // A semaphore without a wait handle holds nothing, and user code may still call in when all is over.
internal sealed class FrameSender(Wire wire, WebSocketDirection direction, DeflateParameters? deflate, BufferPool pool)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private bool isClosed;
    private long written;

    public WebSocketDirection Direction => direction;

    public long Written => Interlocked.Read(ref written);

    /// <summary>Writes frames as they came.</summary>
    /// <param name="frames">Whole ones.</param>
    /// <param name="isClose">True when it is a close frame.</param>
    /// <param name="decided">Told, before the first byte is written, whether anything will be.</param>
    public async ValueTask<WireResult> PassAsync(ReadOnlyMemory<byte> frames, bool isClose, Action<bool> decided)
    {
        await turn.WaitAsync().ConfigureAwait(false);
        try
        {
            decided(!isClosed);
            return await WriteAsync(frames, isClose).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Writes a message of our own making as one frame, compressed when that was agreed and is asked for.</summary>
    public async ValueTask<WireResult> SendAsync(OutgoingMessage message, Action<bool> decided, CancellationToken cancellationToken = default)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        var frame = new ByteBuffer(pool);
        try
        {
            decided(!isClosed);
            Frame(message, frame);
            return await WriteAsync(frame.Memory, message.Opcode == Opcode.Close).ConfigureAwait(false);
        }
        finally
        {
            frame.Release();
            turn.Release();
        }
    }

    /// <summary>Nothing more goes this way: the stream ends behind what is being written.</summary>
    public async ValueTask EndAsync()
    {
        await turn.WaitAsync().ConfigureAwait(false);
        isClosed = true;
        wire.ShutdownWrite();
        turn.Release();
    }

    /// <summary>The connection is over; the wire may no longer be touched.</summary>
    public async ValueTask CloseAsync()
    {
        await turn.WaitAsync().ConfigureAwait(false);
        isClosed = true;
        turn.Release();
    }

    private async ValueTask<WireResult> WriteAsync(ReadOnlyMemory<byte> frames, bool isClose)
    {
        if (isClosed)
        {
            return new WireResult(0);
        }

        isClosed = isClose;
        WireResult result = await wire.WriteAsync(frames).ConfigureAwait(false);
        Interlocked.Add(ref written, result.Count);
        return result;
    }

    private void Frame(in OutgoingMessage message, ByteBuffer frame)
    {
        uint? key = direction == WebSocketDirection.ToOrigin ? FreshKey() : null;
        if (!message.Compress || deflate is not { } parameters)
        {
            FrameWriter.Write(message.Opcode, message.Payload.Span, isCompressed: false, key, frame);
            return;
        }

        var compressed = new ByteBuffer(pool);
        MessageDeflater.Write(message.Payload.Span, parameters.WindowBits, compressed);
        FrameWriter.Write(message.Opcode, compressed.Span, isCompressed: true, key, frame);
        compressed.Release();
    }

    /// <summary>Unpredictable, so that nobody can choose what stands on the wire (RFC 6455 §10.3).</summary>
    private static uint FreshKey()
    {
        Span<byte> key = stackalloc byte[sizeof(uint)];
        RandomNumberGenerator.Fill(key);
        return MemoryMarshal.Read<uint>(key);
    }
}
