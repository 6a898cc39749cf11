namespace Proximity.WebSockets;

/// <summary>What happens to the bytes of one direction of a WebSocket connection.</summary>
internal abstract class RelaySide : IDisposable
{
    /// <summary>Bytes taken from the peer.</summary>
    public long Taken { get; protected set; }

    /// <summary>Bytes written to the other one.</summary>
    public abstract long Written { get; }

    /// <summary>True once the peer has sent a close frame: nothing can follow it (RFC 6455 §5.5.1), however the connection then ends.</summary>
    public bool HasClosed { get; protected set; }

    /// <summary>Takes what came. Null to go on.</summary>
    public abstract ValueTask<SideEnd?> TakeAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>The peer has ended its side of the stream.</summary>
    public abstract ValueTask EndAsync();

    /// <summary>The direction is over; what is held goes back.</summary>
    public abstract void Dispose();
}
