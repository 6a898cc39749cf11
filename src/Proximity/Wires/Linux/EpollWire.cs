using System.Net;
using System.Runtime.CompilerServices;
using Proximity.Awaiting;

namespace Proximity.Wires.Linux;

/// <summary>
/// A wire over a TCP socket that an event loop watches. A read that does not fill its buffer has emptied the socket, so that the next one waits for an event without asking the
/// system; waiting allocates nothing.
/// <para>
/// The descriptor is closed by whoever is last: the closer, or a call that was under way when it was closed. So a number that the system has given to another socket is never used.
/// </para>
/// </summary>
internal sealed partial class EpollWire : Wire, IEventOwner
{
    private const int ClosedFlag = 1 << 30;

    private volatile EventLoop loop;
    private long token;
    private int descriptor;
    private int users;
    private IPEndPoint? localEndPoint;
    private Action? inTurn;
    private volatile bool isWatched;

    private EpollWire(EventLoop loop, int descriptor, IPEndPoint? remote, bool isConnected)
    {
        this.loop = loop;
        this.descriptor = descriptor;
        RemoteEndPoint = remote;
        writeReadiness = new Readiness(isConnected);
        isWriteWatched = !isConnected;
    }

    public override IPEndPoint? RemoteEndPoint { get; }

    public override IPEndPoint? LocalEndPoint => localEndPoint ??= ReadLocalEndPoint();

    public override bool IsQuiet
    {
        get
        {
            if (!TryEnter())
            {
                return false;
            }

            try
            {
                // On its own loop what came before the present event has been told of; elsewhere an event may be on its way.
                return !HasEnded && !isBehind && ((isWatched && EventLoop.Current == loop && !readReadiness.IsReady) || IsEmpty());
            }
            finally
            {
                Leave();
            }
        }
    }

    public override object? Affinity => loop;

    public override bool CanWaitForFree => true;

    private bool IsClosed => (Volatile.Read(ref users) & ClosedFlag) != 0;

    private uint Interest => Kernel.EventIn | Kernel.EventReadHangUp | (isWriteWatched ? Kernel.EventOut : 0);

    /// <summary>
    /// A wire over a socket that a listener whose sockets do not delay has accepted. It is watched from its first wait on, so that one that is refused at once never is, and what follows
    /// the wait happens on its own loop.
    /// </summary>
    /// <param name="loop">Who will watch it.</param>
    /// <param name="descriptor">Owned from now on.</param>
    /// <param name="remote">The peer.</param>
    /// <param name="local">Our own address; null to ask the system when somebody wants to know.</param>
    public static EpollWire Accepted(EventLoop loop, int descriptor, IPEndPoint? remote, IPEndPoint? local)
        => new(loop, descriptor, remote, isConnected: true) { localEndPoint = local };

    /// <summary>A wire over a socket whose connection is being made; it is, or has failed, once <see cref="WaitConnectedAsync"/> is over. Null, and the socket closed, when the system cannot watch it.</summary>
    public static unsafe EpollWire? Connecting(EventLoop loop, int descriptor, IPEndPoint remote)
    {
        int on = 1;
        _ = Kernel.SetOption(descriptor, Kernel.Tcp, Kernel.NoDelay, &on, sizeof(int));
        var wire = new EpollWire(loop, descriptor, remote, isConnected: false);
        if (wire.TryWatch(out _))
        {
            return wire;
        }

        wire.Close();
        return null;
    }

    /// <summary>Waits until the connection stands or has failed: the error then, 0 for none.</summary>
    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    public async ValueTask<int> WaitConnectedAsync()
    {
        WireResult waited = await WaitWritableAsync().ConfigureAwait(false);
        return waited.IsOk && !HasEnded ? 0 : TakeError();
    }

    /// <summary>Moves to another loop. Both watch it for a moment: an event told of twice is a false alarm, one told of by neither would be lost.</summary>
    public override void Join(object? affinity)
    {
        if (affinity is not EventLoop other || other == loop || isBehind || !TryEnter())
        {
            return;
        }

        if (isWatched && other.TryWatch(descriptor, Interest, this, out long newToken))
        {
            loop.Unwatch(descriptor, token);
            (loop, token) = (other, newToken);
        }

        Leave();
    }

    public override WireBridge? BridgeTo(Wire sink) => sink is EpollWire other ? new SpliceBridge(this, other, loop.Pipes) : null;

    public override void RunInTurn(Action action)
    {
        Volatile.Write(ref inTurn, action);
        loop.Post(this);
    }

    public override void Close() => End();

    public override void Abort()
    {
        if (TryEnter())
        {
            ResetOnClose(descriptor);
            Leave();
        }

        End();
    }

    void IEventOwner.OnEvents(uint events)
    {
        const uint Failed = Kernel.EventError | Kernel.EventHangUp;
        if ((events & (Kernel.EventIn | Kernel.EventReadHangUp | Failed)) != 0)
        {
            OnReadable((events & (Kernel.EventReadHangUp | Failed)) != 0, (events & Kernel.EventError) != 0);
        }

        if ((events & (Kernel.EventOut | Failed)) != 0)
        {
            OnWritable();
        }
    }

    void IEventOwner.OnPosted()
    {
        if (Volatile.Read(ref inTurn) is not null)
        {
            Interlocked.Exchange(ref inTurn, null)?.Invoke();
        }

        if (readSignal.TryClaim())
        {
            ContinueRead();
        }

        if (!isSentLater)
        {
            CompleteIfWaiting();
        }
    }

    void IEventOwner.OnLoopEnded() => Abort();

    /// <summary>The error that the socket has met, 0 for none.</summary>
    private unsafe int TakeError()
    {
        if (!TryEnter())
        {
            return ErrorNumber.NotConnected;
        }

        try
        {
            int error = 0;
            uint length = sizeof(int);
            return Kernel.GetOption(descriptor, Kernel.SocketLevel, Kernel.SocketError, &error, &length) == 0 ? error : Kernel.LastError;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Watches it, if nobody does yet; false when the system refuses.</summary>
    /// <param name="hasBegun">True when it was this call that began it.</param>
    private bool TryWatch(out bool hasBegun)
    {
        hasBegun = false;
        lock (readSignal)
        {
            if (!isWatched && TryEnter())
            {
                isWatched = hasBegun = loop.TryWatch(descriptor, Interest, this, out token);
                Leave();
            }

            return isWatched;
        }
    }

    private unsafe IPEndPoint? ReadLocalEndPoint()
    {
        if (!TryEnter())
        {
            return null;
        }

        try
        {
            byte* address = stackalloc byte[SocketAddressBytes.MaxLength];
            uint length = SocketAddressBytes.MaxLength;
            return Kernel.GetLocalAddress(descriptor, address, &length) == 0 ? SocketAddressBytes.Read(address) : null;
        }
        finally
        {
            Leave();
        }
    }

    private static unsafe void ResetOnClose(int socket)
    {
        // On, and no time to linger: closing sends a reset (socket(7)).
        long resetOnClose = 1;
        _ = Kernel.SetOption(socket, Kernel.SocketLevel, Kernel.Linger, &resetOnClose, sizeof(long));
    }

    private void End()
    {
        int before = Interlocked.Or(ref users, ClosedFlag);
        if ((before & ClosedFlag) != 0)
        {
            return;
        }

        if (before == 0)
        {
            ReleaseDescriptor();
        }

        // What waits is ended by the loop: this may be a thread that must not run it. Who begins to wait from now on sees that the wire is closed.
        if (readSignal.IsWaiting || writeSignal.IsWaiting)
        {
            loop.Post(this);
        }
    }

    /// <summary>Keeps the descriptor open until <see cref="Leave"/>; false once the wire is closed.</summary>
    private bool TryEnter()
    {
        if ((Interlocked.Increment(ref users) & ClosedFlag) == 0)
        {
            return true;
        }

        Leave();
        return false;
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref users) == ClosedFlag)
        {
            ReleaseDescriptor();
        }
    }

    private void ReleaseDescriptor()
    {
        int last = Interlocked.Exchange(ref descriptor, -1);
        if (last >= 0)
        {
            if (isWatched)
            {
                loop.Forget(token);
            }

            if (isBehind)
            {
                ResetOnClose(last);
            }

            loop.Close(last);
        }
    }
}
