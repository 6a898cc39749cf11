using System.Net;
using System.Net.Sockets;

namespace Proximity.Wires.Linux;

/// <summary>
/// Accepts clients, one after the other, on the thread of whichever loop is told of one first: the kernel tells one that waits, if there is one. That loop serves them, as long as it
/// has not clearly more to do than another.
/// </summary>
internal sealed class EpollListener : Listener, IEventOwner
{
    private readonly Socket socket;
    private readonly EventLoops loops;
    private readonly WireSignal signal = new();
    private readonly long[] tokens;

    /// <summary>The address that every client has connected to; null where they may have several.</summary>
    private readonly IPEndPoint? clientsSee;
    private Readiness readiness = new(isReady: true);
    private int closed;

    /// <param name="socket">Bound and listening; owned from now on.</param>
    /// <param name="loops">Who will watch the clients.</param>
    /// <exception cref="SocketException">The system refuses to watch the socket.</exception>
    public EpollListener(Socket socket, EventLoops loops)
    {
        this.socket = socket;
        this.loops = loops;
        tokens = new long[loops.All.Count];
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
        clientsSee = EndPoint.Address.Equals(IPAddress.Any) || EndPoint.Address.Equals(IPAddress.IPv6Any) ? null : EndPoint;
        socket.Blocking = false;

        // The sockets that it accepts take it over (tcp(7)).
        socket.NoDelay = true;
        for (int index = 0; index < tokens.Length; index++)
        {
            if (!loops.All[index].TryWatch(Descriptor, Kernel.EventIn | Kernel.EventExclusive, this, out tokens[index]))
            {
                int error = Kernel.LastError;
                Forget();
                throw ErrorNumber.ToException(error);
            }
        }
    }

    public override IPEndPoint EndPoint { get; }

    private int Descriptor => (int)socket.Handle;

    private bool IsClosed => Volatile.Read(ref closed) != 0;

    public override async ValueTask<Wire?> AcceptAsync()
    {
        while (!IsClosed)
        {
            if (EventLoop.IsTurnOver())
            {
                ValueTask<WireResult> turn = signal.Arm();
                loops.Nearest().Post(this);
                await turn.ConfigureAwait(false);
            }

            if (TryAccept(out EpollWire? wire))
            {
                if (wire is not null)
                {
                    return wire;
                }
            }
            else
            {
                await WaitAsync().ConfigureAwait(false);
            }
        }

        return null;
    }

    public override void Close()
    {
        if (Interlocked.Exchange(ref closed, 1) == 0)
        {
            Forget();
            socket.Dispose();
            loops.Nearest().Post(this);
        }
    }

    void IEventOwner.OnEvents(uint events)
    {
        readiness.OnEdge();
        CompleteWait();
    }

    void IEventOwner.OnPosted() => CompleteWait();

    void IEventOwner.OnLoopEnded() => Close();

    private void Forget()
    {
        for (int index = 0; index < tokens.Length && tokens[index] != OwnerTable.NoOwner; index++)
        {
            loops.All[index].Forget(tokens[index]);
        }
    }

    private void CompleteWait()
    {
        if (signal.TryClaim())
        {
            signal.Complete(default);
        }
    }

    private ValueTask<WireResult> WaitAsync()
    {
        ValueTask<WireResult> waiting = signal.Arm();
        if ((readiness.IsReady || IsClosed) && signal.TryClaim())
        {
            signal.TakeBack();
            return default;
        }

        return waiting;
    }

    /// <summary>False when nobody waits. True without a wire when a client vanished while it waited.</summary>
    private unsafe bool TryAccept(out EpollWire? wire)
    {
        byte* address = stackalloc byte[SocketAddressBytes.MaxLength];
        uint length = SocketAddressBytes.MaxLength;
        int edges = readiness.Edges;
        int client = Kernel.Accept(Descriptor, address, &length, Kernel.NonBlocking | Kernel.CloseOnExec);
        if (client >= 0)
        {
            wire = EpollWire.Accepted(loops.ForClient(), client, SocketAddressBytes.Read(address), clientsSee);
            return true;
        }

        wire = null;
        int error = Kernel.LastError;
        if (error == ErrorNumber.Again)
        {
            readiness.Drain(edges);
            return false;
        }

        return ErrorNumber.IsOfVanishedClient(error) || IsClosed ? true : throw ErrorNumber.ToException(error);
    }
}
