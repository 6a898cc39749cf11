using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;
using Proximity.Awaiting;

namespace Proximity.Wires.Linux;

/// <summary>
/// A wire over a TCP socket that an event loop watches. A read that does not fill its buffer has emptied the socket, so that the next one
/// waits for an event without asking the system; waiting allocates nothing.
/// <para>
/// The last user closes the descriptor: the closer, or a call that was under way when it was closed. So a number that the system has given
/// to another socket is never used.
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

    private EpollWire(EventLoop loop, int descriptor, IPEndPoint? remote, EpollNetwork home, bool isConnected)
    {
        Home = home;
        this.loop = loop;
        this.descriptor = descriptor;
        RemoteEndPoint = remote;
        writeReadiness = new Readiness(isConnected);
        isWriteWatched = !isConnected;
    }

    public override IPEndPoint? RemoteEndPoint { get; }

    /// <summary>The network that it belongs to.</summary>
    public EpollNetwork Home { get; }

    public override IPEndPoint? LocalEndPoint => localEndPoint ??= ReadLocalEndPoint();

    public override object? Affinity => loop;

    public override bool CanWaitForFree => true;

    private bool IsClosed => (Volatile.Read(ref users) & ClosedFlag) != 0;

    private uint Interest => Kernel.EventIn | Kernel.EventReadHangUp | (isWriteWatched ? Kernel.EventOut : 0);

    /// <summary>
    /// A wire over a socket that a listener whose sockets do not delay has accepted. It is one of the loop's at once, but watched only from
    /// its first wait on, so that one that is refused at once never is, and what follows the wait happens on its own loop.
    /// </summary>
    /// <param name="loop">Who will watch it.</param>
    /// <param name="descriptor">Owned from now on.</param>
    /// <param name="remote">The peer.</param>
    /// <param name="local">Our own address; null to ask the system when somebody wants to know.</param>
    /// <param name="home">The network that it belongs to.</param>
    public static EpollWire Accepted(EventLoop loop, int descriptor, IPEndPoint? remote, IPEndPoint? local, EpollNetwork home)
    {
        // A user until the token is set: whatever closes it meanwhile is to find the token.
        var wire = new EpollWire(loop, descriptor, remote, home, isConnected: true) { localEndPoint = local, users = 1 };
        wire.token = loop.Add(wire);
        wire.Leave();
        wire.AbortIfHomeIsClosed();
        return wire;
    }

    /// <summary>
    /// A wire over a socket whose connection is being made; it is, or has failed, once <see cref="WaitConnectedAsync"/> is over. Null, and
    /// the socket closed, when the system cannot watch it.
    /// </summary>
    public static EpollWire? Connecting(EventLoop loop, int descriptor, IPEndPoint remote, EpollNetwork home)
    {
        SocketCalls.DoNotDelay(descriptor);
        var wire = new EpollWire(loop, descriptor, remote, home, isConnected: false);
        if (wire.TryWatch(out _))
        {
            wire.AbortIfHomeIsClosed();
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

    /// <summary>Moves to another loop. Both watch it for a moment: a duplicate event is harmless; a lost one is not.</summary>
    public override void Join(object? affinity)
    {
        Debug.Assert(readSignal.IsIdle && writeSignal.IsIdle, "a wire moves while an operation is pending");
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
        Action? before;
        do
        {
            before = Volatile.Read(ref inTurn);
        }
        while (Interlocked.CompareExchange(ref inTurn, before + action, before) != before);
        loop.Post(this);
    }

    public override void Close() => End();

    public override void Abort()
    {
        if (TryEnter())
        {
            SocketCalls.ResetOnClose(descriptor);
            Leave();
        }

        End();
    }

    void IEventOwner.OnEvents(uint events)
    {
        const uint Failed = Kernel.EventError | Kernel.EventHangUp;
        bool mayRead = (events & (Kernel.EventIn | Kernel.EventReadHangUp | Failed)) != 0;
        bool mayWrite = (events & (Kernel.EventOut | Failed)) != 0;
        if (mayRead)
        {
            NoteReadable((events & (Kernel.EventReadHangUp | Failed)) != 0, (events & Kernel.EventError) != 0);
        }

        if (mayWrite)
        {
            writeReadiness.OnEdge();
        }

        int reading = readSignal.Look();
        if (!loop.IsHere)
        {
            // The loop that the wire has left had fetched it already. What it says holds; what it lets go on does so on the wire's loop.
            loop.Post(this);
            Disturb(mayRead && !readSignal.IsWaiting);
            return;
        }

        if (mayRead && readSignal.TryClaim(reading))
        {
            ContinueRead();
        }
        else
        {
            Disturb(mayRead);
        }

        if (mayWrite)
        {
            GoOnWriting();
        }
    }

    void IEventOwner.OnPosted()
    {
        if (!loop.IsHere)
        {
            loop.Post(this);
            return;
        }

        if (Volatile.Read(ref inTurn) is not null)
        {
            Interlocked.Exchange(ref inTurn, null)?.Invoke();
        }

        if (readSignal.Look() is var reading && loop.IsHere && readSignal.TryClaim(reading))
        {
            ContinueRead();
        }

        GoOnWriting();
    }

    void IEventOwner.OnLoopEnded() => Abort();

    /// <summary>Closing a network breaks off what its loops know; a wire that is added behind that must see to it itself.</summary>
    private void AbortIfHomeIsClosed()
    {
        if (Home.IsClosed)
        {
            Abort();
        }
    }

    [Conditional("DEBUG")]
    private void AssertOnLoop() => Debug.Assert(loop.IsHere, "what only the wire's loop may do is done by another thread");

    /// <summary>The error that the socket has met, 0 for none.</summary>
    private int TakeError()
    {
        if (!TryEnter())
        {
            return ErrorNumber.NotConnected;
        }

        try
        {
            return SocketCalls.TakeError(descriptor);
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
                isWatched = hasBegun = token == OwnerTable.NoOwner
                    ? loop.TryWatch(descriptor, Interest, this, out token)
                    : loop.TryWatch(descriptor, Interest, token);
                Leave();
            }

            return isWatched;
        }
    }

    private IPEndPoint? ReadLocalEndPoint()
    {
        if (!TryEnter())
        {
            return null;
        }

        try
        {
            return SocketCalls.LocalEndPoint(descriptor);
        }
        finally
        {
            Leave();
        }
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

        // What waits is ended by the loop: this may be a thread that must not run it. A caller that begins to wait from now on sees that
        // the wire is closed.
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
        int left = Interlocked.Decrement(ref users);
        Debug.Assert((left & ~ClosedFlag) is >= 0 and < 1024, "left more often than entered");
        if (left == ClosedFlag)
        {
            ReleaseDescriptor();
        }
    }

    private void ReleaseDescriptor()
    {
        int last = Interlocked.Exchange(ref descriptor, -1);
        if (last >= 0)
        {
            if (token != OwnerTable.NoOwner)
            {
                loop.Forget(token);
            }

            if (isBehind)
            {
                SocketCalls.ResetOnClose(last);
            }

            loop.Close(last);
        }
    }
}
