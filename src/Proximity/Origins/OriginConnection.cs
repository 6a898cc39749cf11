using Proximity.Access;
using Proximity.Flows;
using Proximity.Protocol;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;
using Proximity.Wires;

namespace Proximity.Origins;

/// <summary>One connection to an origin or upstream proxy, with what was read from it and not yet used. Belongs to one exchange or to the pool, never to both.</summary>
internal sealed class OriginConnection(Wire wire, Hop hop, BufferPool pool)
{
    private ResponseHead? head;
    private ChunkedDecoder? decoder;

    public Wire Wire { get; } = wire;

    public Hop Hop { get; } = hop;

    public InputBuffer Input { get; } = new(wire, pool);

    /// <summary>The head of the response; a tunnel that is only relayed has none.</summary>
    public ResponseHead Head => head ??= new ResponseHead(pool);

    public ChunkedDecoder Decoder => decoder ??= new ChunkedDecoder(pool);

    /// <summary>What TLS agreed on it; null in clear.</summary>
    public FlowTls? Tls { get; init; }

    /// <summary>True when the origin was offered HTTP/2 and chose otherwise.</summary>
    public bool IsHttp2Declined { get; init; }

    /// <summary>True for a share of a connection that serves many exchanges at a time: it ends with its exchange, and the connection goes on.</summary>
    public bool IsShare { get; init; }

    /// <summary>True once it carried an exchange before the present one: its death before the first response byte may be mere staleness.</summary>
    public bool IsReused { get; set; }

    /// <summary>Who said last that its address may be reached; null before.</summary>
    public TargetAccess? AdmittedBy { get; set; }

    /// <summary>The pool's count for its hop; null until it first waits.</summary>
    public HopTally? Tally { get; set; }

    /// <summary>When it became idle, by the pool's clock.</summary>
    public long IdleSince { get; set; }

    public void Close()
    {
        Wire.Close();
        Release();
    }

    public void Abort()
    {
        Wire.Abort();
        Release();
    }

    /// <summary>Gives every buffer back; the connection may go on.</summary>
    public void Release()
    {
        Input.Release();
        head?.Release();
        decoder?.Release();
    }
}
