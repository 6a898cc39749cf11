using System.Buffers.Binary;
using Proximity.Http2.Rendering;

namespace Proximity.Http2.Origins;

/// <summary>
/// An origin's connection as the HTTP client reads it, looked over on the way: the client tells nobody how many streams the origin admits,
/// whether it takes extended CONNECTs, or that it is going away.
/// </summary>
internal sealed class OriginFrames : AsyncStream
{
    private const ushort MaxConcurrentStreams = 0x3;
    private const ushort EnableConnectProtocol = 0x8;
    private const int SettingBytes = 6;

    /// <summary>What stands before the code in a GOAWAY (RFC 9113 §6.8).</summary>
    private const int LastStreamBytes = 4;
    private const int CodeBytes = 4;

    private readonly Stream inner;
    private readonly MultiplexedOrigin origin;
    private readonly FrameScanner scanner;

    public OriginFrames(Stream inner, MultiplexedOrigin origin)
    {
        this.inner = inner;
        this.origin = origin;
        scanner = new FrameScanner(Take, IsWanted);
    }

    public override bool CanWrite => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        origin.NoteReceived();
        scanner.Scan(buffer.Span[..count]);
        if (count == 0 && !buffer.IsEmpty)
        {
            origin.GoAway();
        }

        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        => inner.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            origin.GoAway();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private static bool IsWanted(byte type)
        => type is FrameScanner.Reset or FrameScanner.Settings or FrameScanner.Ping or FrameScanner.GoAway;

    /// <summary>The HTTP client refuses a frame that is too short.</summary>
    private static ResetCode CodeAt(int position, ReadOnlySpan<byte> payload)
        => payload.Length < position + CodeBytes
            ? ResetCode.NoError
            : (ResetCode)BinaryPrimitives.ReadUInt32BigEndian(payload[position..]);

    private void Take(ScannedFrame frame)
    {
        switch (frame.Type)
        {
            case FrameScanner.GoAway:
                origin.GoAway(CodeAt(LastStreamBytes, frame.Payload.Span));
                return;
            case FrameScanner.Reset:
                origin.NoteReset(CodeAt(0, frame.Payload.Span));
                return;
        }

        if ((frame.Flags & FrameScanner.Ack) != 0)
        {
            return;
        }

        if (frame.Type == FrameScanner.Ping)
        {
            // The HTTP client answers it.
            origin.NotePing();
            return;
        }

        uint? streams = null;
        bool? extendedConnect = null;
        for (ReadOnlySpan<byte> rest = frame.Payload.Span; rest.Length >= SettingBytes; rest = rest[SettingBytes..])
        {
            uint value = BinaryPrimitives.ReadUInt32BigEndian(rest[2..]);
            switch (BinaryPrimitives.ReadUInt16BigEndian(rest))
            {
                case MaxConcurrentStreams:
                    streams = value;
                    break;
                case EnableConnectProtocol:
                    extendedConnect = value == 1;
                    break;
            }
        }

        origin.Settle(streams, extendedConnect);
    }
}
