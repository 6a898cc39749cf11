using System.Collections.Concurrent;
using System.Diagnostics;

namespace Proximity.Wires.Linux;

/// <summary>
/// One epoll instance and the thread that waits on it. Descriptors are registered once, edge-triggered, and never again: their owners
/// remember what is ready. What awaited an event runs on this thread.
/// <para>
/// The thread can be replaced. User code is called on it, since a hop to another thread costs more than most callbacks do; when a call does
/// not return, <see cref="LoopMonitor"/> takes the loop away from that thread and gives it to a new one. The thread whose
/// <see cref="tenure"/> is over ends as soon as it comes back.
/// </para>
/// </summary>
internal sealed class EventLoop : IMonitoredLoop
{
    private const int BatchSize = 256;

    /// <summary>What one event may do without a wait before others get their turn: reads, writes and accepts.</summary>
    private const int TurnBudget = 32;

    [ThreadStatic]
    private static EventLoop? current;

    [ThreadStatic]
    private static int ownTenure;

    [ThreadStatic]
    private static int userCodeDepth;

    private readonly LoopMonitor monitor;
    private readonly OwnerTable owners = new();
    private readonly ConcurrentQueue<IEventOwner> posted = new();
    private readonly EpollEvents events = new(BatchSize);
    private readonly SendBatch? sends;
    private readonly SendRule sendRule;
    private readonly EpollInstance epoll;
    private readonly int number;
    private int count;
    private int next;
    private bool hasSent;
    private int budget;
    private int tenure;
    private int lent;
    private int userCodeCalls;
    private volatile bool stopped;
    private volatile bool isEnding;

    private EventLoop(int number, PipePool pipes, LoopMonitor monitor, SendRule sendRule, EpollInstance epoll)
    {
        this.sendRule = sendRule;
        sends = sendRule == SendRule.AtOnce ? null : SendBatch.TryCreate();
        this.number = number;
        Pipes = pipes;
        this.monitor = monitor;
        this.epoll = epoll;
    }

    /// <summary>The loop whose thread this is; null on other threads.</summary>
    public static EventLoop? Current => current;

    /// <summary>True on the loop's thread, and everywhere once the loop ends and has none any more.</summary>
    public bool IsHere => current == this || isEnding;

    /// <summary>True on the loop's thread, in a turn in which others may have something to send or close too, or have already.</summary>
    public bool MayWait => current == this && userCodeDepth == 0
        && sends is { } batch && (next < count || batch.IsInUse || sendRule == SendRule.Together);

    /// <summary>How many times user code was called on this loop's thread.</summary>
    public int UserCodeCalls => Volatile.Read(ref userCodeCalls);

    /// <summary>How many owners it has.</summary>
    public int Load => owners.Count;

    /// <summary>The pipes that its wires' bytes may pass through.</summary>
    public PipePool Pipes { get; }

    /// <summary>Makes a loop and starts its thread. Null when the system refuses another epoll instance.</summary>
    public static EventLoop? Start(int number, PipePool pipes, LoopMonitor monitor, SendRule sendRule)
    {
        if (EpollInstance.TryCreate() is not { } epoll)
        {
            return null;
        }

        var loop = new EventLoop(number, pipes, monitor, sendRule, epoll);
        loop.StartThread();
        return loop;
    }

    /// <summary>
    /// Makes it one of the loop's owners: it ends with its network, though nothing of it is watched yet. The token is for
    /// <see cref="Forget"/>.
    /// </summary>
    public long Add(IEventOwner owner) => owners.Add(owner);

    /// <summary>Watches a descriptor of an owner from now on; closing it ends that. False when the system refuses.</summary>
    public bool TryWatch(int descriptor, uint interest, long token)
    {
        Debug.Assert(descriptor >= 0, "a closed descriptor is watched");
        return epoll.TryAdd(descriptor, interest, token);
    }

    /// <summary>The same for a new owner, which is forgotten when the system refuses.</summary>
    public bool TryWatch(int descriptor, uint interest, IEventOwner owner, out long token)
    {
        token = owners.Add(owner);
        if (TryWatch(descriptor, interest, token))
        {
            return true;
        }

        owners.Remove(token);
        return false;
    }

    /// <summary>Watches for more; what is there already is reported at once.</summary>
    public void Widen(int descriptor, uint interest, long token) => epoll.Modify(descriptor, interest, token);

    /// <summary>Watches a descriptor no more, which stays open.</summary>
    public void Unwatch(int descriptor, long token)
    {
        owners.Remove(token);
        epoll.Remove(descriptor);
    }

    /// <summary>Events still on their way to this owner are dropped.</summary>
    public void Forget(long token) => owners.Remove(token);

    /// <summary>Has <see cref="IEventOwner.OnPosted"/> called on the loop's thread, soon.</summary>
    public void Post(IEventOwner owner)
    {
        posted.Enqueue(owner);
        if (epoll.IsClosed)
        {
            RunLeftovers();
        }
        else if (current != this || userCodeDepth > 0)
        {
            epoll.Ring();
        }
    }

    /// <summary>
    /// Where <see cref="MayWait"/>: has a short write made at the end of this turn, and <see cref="EpollWire.OnSent"/> tells of it. False
    /// when there is no room.
    /// </summary>
    public bool TrySendLater(EpollWire wire, int descriptor, ReadOnlySpan<byte> bytes)
    {
        Debug.Assert(MayWait, "a write is put off off the loop's thread, or with nobody to make it");
        return sends!.TryAdd(wire, descriptor, bytes);
    }

    /// <summary>Closes a socket, now or at the end of this turn.</summary>
    public void Close(int descriptor)
    {
        if (!MayWait || !sends!.TryAddClose(descriptor))
        {
            _ = Kernel.Close(descriptor);
        }
    }

    /// <summary>True when what runs on this loop's thread has had its turn and others are due. Each call is charged to the turn.</summary>
    public static bool IsTurnOver() => current is { } loop && --loop.budget < 0;

    /// <summary>User code is called on this thread until <see cref="EndUserCode"/>. Does nothing off a loop's thread.</summary>
    public static void BeginUserCode()
    {
        Debug.Assert(userCodeDepth >= 0, "user code ended more often than it began");
        if (current is { } loop && userCodeDepth++ == 0)
        {
            Volatile.Write(ref loop.userCodeCalls, loop.userCodeCalls + 1);

            // With a fence behind it: the monitor, which may be falling asleep, must see the call or be seen asleep.
            Interlocked.Exchange(ref loop.lent, ownTenure);
            loop.monitor.Wake();
        }
    }

    /// <summary>User code has returned. When it took too long this thread has lost its loop, and is an ordinary one from now on.</summary>
    public static void EndUserCode()
    {
        if (current is { } loop && --userCodeDepth == 0 && Interlocked.CompareExchange(ref loop.lent, 0, ownTenure) != ownTenure)
        {
            current = null;
            loop.monitor.OnReturned();
        }
    }

    /// <summary>True between <see cref="BeginUserCode"/> and <see cref="EndUserCode"/>; false off a loop's thread.</summary>
    public static bool IsInUserCode => current is not null && userCodeDepth > 0;

    /// <summary>True when user code should not be called on this loop's thread, because some was slow lately.</summary>
    public bool AvoidsUserCode => monitor.AvoidsUserCode;

    /// <summary>Takes the loop from a thread that has not come back from user code since this call, and gives it to a new one.</summary>
    public bool TryReplaceThread(int call)
    {
        int holder = Volatile.Read(ref lent);
        if (holder == 0 || UserCodeCalls != call || Interlocked.CompareExchange(ref lent, 0, holder) != holder)
        {
            return false;
        }

        StartThread();
        return true;
    }

    /// <summary>Ends what belongs to a network that goes; others live on.</summary>
    public void End(EpollNetwork home)
    {
        foreach (IEventOwner owner in owners.All())
        {
            if (ReferenceEquals(owner.Home, home))
            {
                owner.OnLoopEnded();
            }
        }
    }

    /// <summary>Ends the thread, once every owner that is left has been told.</summary>
    public void Stop()
    {
        stopped = true;
        epoll.Ring();
    }

    private void StartThread()
    {
        int turn = Interlocked.Increment(ref tenure);
        var thread = new Thread(() => Run(turn)) { IsBackground = true, Name = $"Proximity loop {number}" };
        thread.UnsafeStart();
    }

    private void Run(int turn)
    {
        current = this;
        ownTenure = turn;
        userCodeDepth = 0;
        while (current == this && !stopped)
        {
            if (sends is { } batch && batch.TryTakeSent(out EpollWire wire, out int result))
            {
                budget = TurnBudget;
                wire.OnSent(result);
            }
            else if (sends is { IsFull: true } full)
            {
                full.Submit();
            }
            else if (next < count)
            {
                Dispatch(next++);
            }
            else if (posted.TryDequeue(out IEventOwner? owner))
            {
                budget = TurnBudget;
                owner.OnPosted();
                Poll(milliseconds: 0);
            }
            else
            {
                Poll(milliseconds: -1);
            }
        }

        if (current == this)
        {
            current = null;
            End();
        }
    }

    private void Dispatch(int index)
    {
        budget = TurnBudget;
        long token = events.Token(index);
        if (token == OwnerTable.NoOwner)
        {
            epoll.ClearAlarm();
        }
        else
        {
            owners.Find(token)?.OnEvents(events.Bits(index));
        }
    }

    /// <summary>
    /// What was posted while the events were being looked at must not wait for the next event; what is posted again and again must not keep
    /// events waiting.
    /// </summary>
    private void Poll(int milliseconds)
    {
        if (current != this || (next < count))
        {
            return;
        }

        if (sends is { IsEmpty: false } batch)
        {
            // Once between two waits: a wire that writes again because its write has ended takes turns with those whose events wait.
            if (!hasSent)
            {
                hasSent = true;
                batch.Submit();
                return;
            }

            milliseconds = 0;
        }

        hasSent = false;
        next = 0;
        count = epoll.Wait(events, milliseconds);
    }

    private void End()
    {
        isEnding = true;
        SendLast();
        foreach (IEventOwner owner in owners.All())
        {
            owner.OnLoopEnded();
        }

        epoll.Close();
        events.Free();
        RunLeftovers();
    }

    /// <summary>What was written before the loop was stopped is sent; nothing is added, now that this thread has no loop.</summary>
    private void SendLast()
    {
        if (sends is not { } batch)
        {
            return;
        }

        do
        {
            while (batch.TryTakeSent(out EpollWire wire, out int result))
            {
                wire.OnSent(result);
            }

            if (!batch.IsEmpty)
            {
                batch.Submit();
            }
        }
        while (batch.IsInUse);
        batch.Free();
    }

    /// <summary>No thread runs a loop that has ended: what is posted late runs on the thread pool.</summary>
    private void RunLeftovers()
    {
        while (posted.TryDequeue(out IEventOwner? owner))
        {
            ThreadPool.UnsafeQueueUserWorkItem(static late => late.OnPosted(), owner, preferLocal: false);
        }
    }
}
