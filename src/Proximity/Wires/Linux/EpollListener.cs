using System.Net;
using System.Net.Sockets;

namespace Proximity.Wires.Linux;

/// <summary>
/// Accepts clients, one after the other, on the thread of the loop that epoll wakes first: the kernel wakes one that waits, if there is
/// one. That loop serves them, as long as it has not clearly more to do than another.
/// </summary>
internal sealed class EpollListener : Listener, IEventOwner
{
    private readonly Socket socket;
    private readonly EventLoops loops;
    private readonly WireSignal signal = new();
    private readonly long[] tokens;
    private readonly DescriptorBudget budget;
    private readonly EpollNetwork home;

    /// <summary>The local address of every client's connection; null where they may have several.</summary>
    private readonly IPEndPoint? localEndPoint;
    private Readiness readiness = new(isReady: true);
    private int closed;
    private bool isCrowded;

    /// <param name="socket">Bound and listening; owned from now on.</param>
    /// <param name="loops">Who will watch the clients.</param>
    /// <param name="budget">How many clients have room.</param>
    /// <param name="home">Whose it and its clients are.</param>
    /// <exception cref="SocketException">The system refuses to watch the socket.</exception>
    public EpollListener(Socket socket, EventLoops loops, DescriptorBudget budget, EpollNetwork home)
    {
        this.socket = socket;
        this.loops = loops;
        this.budget = budget;
        this.home = home;
        tokens = new long[loops.All.Count];
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
        localEndPoint = EndPoint.Address.Equals(IPAddress.Any) || EndPoint.Address.Equals(IPAddress.IPv6Any) ? null : EndPoint;
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

    public override bool IsCrowded
    {
        get
        {
            try
            {
                isCrowded = isCrowded && !IsClosed && !DescriptorLimit.HasRoomBelow(budget.ClientCeiling, Descriptor);
                return isCrowded;
            }
            catch (ObjectDisposedException)
            {
                return false;
            }
        }
    }

    EpollNetwork IEventOwner.Home => home;

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

    /// <summary>
    /// False when nobody waits. True without a wire when a client vanished while it waited, and when the listener is closed.
    /// </summary>
    private bool TryAccept(out EpollWire? wire)
    {
        wire = null;
        bool isHeld = false;
        try
        {
            // Closing waits for this call: the number could be another listener's by then.
            socket.SafeHandle.DangerousAddRef(ref isHeld);
            return TryAccept((int)socket.SafeHandle.DangerousGetHandle(), out wire);
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
        finally
        {
            if (isHeld)
            {
                socket.SafeHandle.DangerousRelease();
            }
        }
    }

    private unsafe bool TryAccept(int descriptor, out EpollWire? wire)
    {
        byte* address = stackalloc byte[SocketAddressBytes.MaxLength];
        uint length = SocketAddressBytes.MaxLength;
        int edges = readiness.Edges;
        int client = Kernel.Accept(descriptor, address, &length, Kernel.NonBlocking | Kernel.CloseOnExec);
        if (client >= 0)
        {
            isCrowded = client >= budget.ClientCeiling;
            wire = EpollWire.Accepted(loops.ForClient(), client, SocketAddressBytes.Read(address), localEndPoint, home);
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
