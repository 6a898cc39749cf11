using System.Diagnostics;
using Proximity.Access;
using Proximity.Flows;
using Proximity.Protocol;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;
using Proximity.Wires;

namespace Proximity.Origins;

/// <summary>One connection to an origin or upstream proxy, with what was read from it and not yet used. Belongs to one exchange or to the pool, never to both.</summary>
internal sealed class OriginConnection(Wire wire, Hop hop, BufferPool pool) : IQuietObserver
{
    private ResponseHead? head;
    private ChunkedDecoder? decoder;
    private volatile IOriginKeeper? keeper;
    private volatile bool wasDisturbed;
    private OriginOwner owner;
    private bool isLookedAt;

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

    /// <summary>
    /// True once its origin may know by it who its client is (<see cref="ConnectionAuthentication"/>): it serves no other client any more.
    /// </summary>
    public bool IsBound { get; set; }

    /// <summary>
    /// True when its client has begun to prove itself on it and was answered by a challenge: the next leg of that has to come over it, and
    /// nothing else meanwhile.
    /// </summary>
    public bool IsInHandshake { get; private set; }

    /// <summary>True when one client counts on it: what it proved on it ends with it. A share ends with its exchange anyway.</summary>
    public bool IsForOneClient => IsBound && !IsShare;

    /// <summary>True when the origin has ended or said something since <see cref="TryRest"/>, or may have.</summary>
    public bool WasDisturbed => wasDisturbed;

    /// <summary>True once it carried an exchange before the present one: its death before the first response byte may be mere staleness.</summary>
    public bool IsReused { get; set; }

    /// <summary>The rules that admitted its address last; null before.</summary>
    public TargetAccess? AdmittedBy { get; set; }

    /// <summary>The pool's count for its hop; null until it first waits.</summary>
    public HopTally? Tally { get; set; }

    /// <summary>When it became idle, by the pool's clock.</summary>
    public long IdleSince { get; set; }

    /// <summary>
    /// Begins to wait for its next exchange; the keeper is called when the origin does not wait as well. False when it is not quiet: then
    /// it is of no use.
    /// </summary>
    public bool TryRest(IOriginKeeper owner)
    {
        Debug.Assert(keeper is null, "a connection belongs to an exchange or to one keeper");
        wasDisturbed = false;
        keeper = owner;

        // The first look may find bytes of TLS that are no data; asking whether it is quiet goes past them.
        return Wire.TryObserve(this) || (Wire.IsQuiet && Wire.TryObserve(this));
    }

    /// <summary>
    /// Looks again at one that rests and was disturbed, and lets it rest on when it is quiet after all: what came was no data, such as the
    /// session tickets of TLS. Only its keeper calls this, and lets nobody take it meanwhile. False when it is of no use any more.
    /// </summary>
    public bool StaysQuiet()
    {
        if (isLookedAt)
        {
            // The wire has called within the look, which goes on.
            return true;
        }

        isLookedAt = true;
        try
        {
            IOriginKeeper own = keeper!;
            do
            {
                Wake();
                if (!Wire.IsQuiet || !TryRest(own))
                {
                    return false;
                }
            }
            while (wasDisturbed);
            return true;
        }
        finally
        {
            isLookedAt = false;
        }
    }

    /// <summary>The response's head is there: it may offer, or challenge, an authentication of the connection.</summary>
    /// <param name="request">What it answers.</param>
    public void NoteAnswer(RequestHead request)
    {
        IsBound |= ConnectionAuthentication.IsOffered(Head);
        IsInHandshake = IsBound && Head.Status == 401 && ConnectionAuthentication.IsCarried(request);
    }

    /// <summary>Ends the wait; by who has taken it from its keeper.</summary>
    public void Wake()
    {
        Wire.StopObserving();
        keeper = null;
    }

    void IQuietObserver.OnDisturbed()
    {
        // The keeper may not have it yet: then it sees the mark once it has.
        wasDisturbed = true;
        Interlocked.MemoryBarrier();
        keeper?.OnDisturbed(this);
    }

    public OriginOwner Owner => owner;

    /// <summary>Hands it over, from the owner that it must have.</summary>
    public void Pass(OriginOwner from, OriginOwner to)
    {
        Debug.Assert(owner == from, "a connection is handed over by somebody it does not belong to");
        owner = to;
    }

    public void Close()
    {
        End();
        Wire.Close();
        Release();
    }

    public void Abort()
    {
        End();
        Wire.Abort();
        Release();
    }

    /// <summary>Gives every buffer back; the connection may go on.</summary>
    public void Release()
    {
        Debug.Assert(owner != OriginOwner.Pool, "a waiting connection holds no buffers, and is touched by nobody");
        Input.Release();
        head?.Release();
        decoder?.Release();
    }

    private void End()
    {
        Debug.Assert(owner != OriginOwner.Pool, "a waiting connection is taken out of the pool before it is closed");
        owner = OriginOwner.Nobody;
    }
}
