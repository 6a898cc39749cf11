using System.Collections.Concurrent;

namespace Proximity.Wires.Linux;

/// <summary>
/// One epoll instance and the thread that waits on it. Descriptors are registered once, edge-triggered, and never again: their owners remember what is ready. What awaited an
/// event runs on this thread.
/// <para>
/// The thread can be replaced. User code is called on it, since a hop to another thread costs more than most callbacks do; when a call does not return, <see cref="LoopMonitor"/>
/// takes the loop away from that thread and gives it to a new one. The thread whose <see cref="tenure"/> is over ends as soon as it comes back.
/// </para>
/// </summary>
internal sealed unsafe class EventLoop
{
    private const int BatchSize = 256;

    /// <summary>What one event may do without a wait before others get their turn: reads, writes and accepts.</summary>
    private const int TurnBudget = 32;

    [ThreadStatic]
    private static EventLoop? current;

    [ThreadStatic]
    private static int ownTenure;

    [ThreadStatic]
    private static int loanDepth;

    private readonly LoopMonitor monitor;
    private readonly OwnerTable owners = new();
    private readonly ConcurrentQueue<IEventOwner> posted = new();
    private readonly EpollEvents events = new(BatchSize);
    private readonly SendBatch? sends;
    private readonly SendRule sendRule;

    /// <summary>Held while a descriptor of the loop's own is used by another thread, and while they are closed: a number that the system has given away again is never used.</summary>
    private readonly Lock descriptors = new();
    private readonly int number;
    private readonly int epoll;
    private readonly int alarm;
    private int count;
    private int next;
    private bool hasSent;
    private int budget;
    private int tenure;
    private int lent;
    private int loans;
    private int isAlarmed;
    private volatile bool stopped;
    private volatile bool ended;

    private EventLoop(int number, PipePool pipes, LoopMonitor monitor, SendRule sendRule, int epoll, int alarm)
    {
        this.sendRule = sendRule;
        sends = sendRule == SendRule.AtOnce ? null : SendBatch.TryCreate();
        this.number = number;
        Pipes = pipes;
        this.monitor = monitor;
        this.epoll = epoll;
        this.alarm = alarm;
    }

    /// <summary>The loop whose thread this is; null on other threads.</summary>
    public static EventLoop? Current => current;

    /// <summary>True on the loop's thread, in a turn in which others may have something to send or close too, or have already.</summary>
    public bool MayWait => current == this && loanDepth == 0 && sends is { } batch && (next < count || batch.IsInUse || sendRule == SendRule.Together);

    /// <summary>How many times user code was called on this loop's thread.</summary>
    public int Loans => Volatile.Read(ref loans);

    /// <summary>How many descriptors it watches.</summary>
    public int Load => owners.Count;

    /// <summary>The pipes that its wires' bytes may pass through.</summary>
    public PipePool Pipes { get; }

    /// <summary>Makes a loop and starts its thread. Null when the system refuses another epoll instance.</summary>
    public static EventLoop? Start(int number, PipePool pipes, LoopMonitor monitor, SendRule sendRule)
    {
        int epoll = Kernel.CreateEpoll(Kernel.EpollCloseOnExec);
        int alarm = Kernel.CreateEvent(0, Kernel.NonBlocking | Kernel.CloseOnExec);
        if (epoll < 0 || alarm < 0 || !EpollEvents.Add(epoll, alarm, Kernel.EventIn | Kernel.EventEdge, OwnerTable.NoOwner))
        {
            CloseIfOpen(epoll);
            CloseIfOpen(alarm);
            return null;
        }

        var loop = new EventLoop(number, pipes, monitor, sendRule, epoll, alarm);
        loop.StartThread();
        return loop;
    }

    /// <summary>Watches a descriptor from now on; closing it ends that. The token is for <see cref="Forget"/>. False when the system refuses.</summary>
    public bool TryWatch(int descriptor, uint interest, IEventOwner owner, out long token)
    {
        token = owners.Add(owner);
        lock (descriptors)
        {
            if (!ended && EpollEvents.Add(epoll, descriptor, interest | Kernel.EventEdge, token))
            {
                return true;
            }
        }

        owners.Remove(token);
        return false;
    }

    /// <summary>Watches for more; what is there already is told of at once.</summary>
    public void Widen(int descriptor, uint interest, long token)
    {
        lock (descriptors)
        {
            if (!ended)
            {
                EpollEvents.Modify(epoll, descriptor, interest | Kernel.EventEdge, token);
            }
        }
    }

    /// <summary>Watches a descriptor no more, which stays open.</summary>
    public void Unwatch(int descriptor, long token)
    {
        owners.Remove(token);
        lock (descriptors)
        {
            if (!ended)
            {
                EpollEvents.Remove(epoll, descriptor);
            }
        }
    }

    /// <summary>Events still on their way to this owner are dropped.</summary>
    public void Forget(long token) => owners.Remove(token);

    /// <summary>Has <see cref="IEventOwner.OnPosted"/> called on the loop's thread, soon.</summary>
    public void Post(IEventOwner owner)
    {
        posted.Enqueue(owner);
        if (ended)
        {
            RunLeftovers();
        }
        else if ((current != this || loanDepth > 0) && Interlocked.Exchange(ref isAlarmed, 1) == 0)
        {
            Ring();
        }
    }

    /// <summary>Where <see cref="MayWait"/>: has a short write made at the end of this turn, and <see cref="EpollWire.OnSent"/> tells of it. False when there is no room.</summary>
    public bool TrySendLater(EpollWire wire, int descriptor, ReadOnlySpan<byte> bytes)
        => sends!.TryAdd(wire, descriptor, bytes);

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

    /// <summary>User code is called on this thread until <see cref="EndLoan"/>. Does nothing off a loop's thread.</summary>
    public static void BeginLoan()
    {
        if (current is { } loop && loanDepth++ == 0)
        {
            Volatile.Write(ref loop.loans, loop.loans + 1);
            Volatile.Write(ref loop.lent, ownTenure);
            loop.monitor.Wake();
        }
    }

    /// <summary>User code has returned. When it took too long this thread has lost its loop meanwhile, and is an ordinary one from now on.</summary>
    public static void EndLoan()
    {
        if (current is { } loop && --loanDepth == 0 && Interlocked.CompareExchange(ref loop.lent, 0, ownTenure) != ownTenure)
        {
            current = null;
            loop.monitor.OnReturned();
        }
    }

    /// <summary>True when user code should not be called on this loop's thread, because some was slow lately.</summary>
    public bool AvoidsLoans => monitor.AvoidsLoans;

    /// <summary>Takes the loop away from a thread that has not come back from user code since this loan, and gives it to a new one.</summary>
    public bool TryReplaceThread(int loan)
    {
        int holder = Volatile.Read(ref lent);
        if (holder == 0 || Loans != loan || Interlocked.CompareExchange(ref lent, 0, holder) != holder)
        {
            return false;
        }

        StartThread();
        return true;
    }

    /// <summary>Ends the thread, once every owner that is left has been told.</summary>
    public void Stop()
    {
        stopped = true;
        Ring();
    }

    private static void CloseIfOpen(int descriptor)
    {
        if (descriptor >= 0)
        {
            _ = Kernel.Close(descriptor);
        }
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
        loanDepth = 0;
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
            ClearAlarm();
        }
        else
        {
            owners.Find(token)?.OnEvents(events.Bits(index));
        }
    }

    /// <summary>What was posted while the events were being looked at must not wait for the next event; what is posted again and again must not keep events waiting.</summary>
    private void Poll(int milliseconds)
    {
        if (current != this || (next < count))
        {
            return;
        }

        if (sends is { IsEmpty: false } batch)
        {
            // Once between two waits: whoever writes again because its write has ended takes turns with those whose events wait.
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
        count = Math.Max(0, events.Wait(epoll, milliseconds));
    }

    private void Ring()
    {
        ulong one = 1;
        lock (descriptors)
        {
            if (!ended)
            {
                _ = Kernel.Write(alarm, &one, sizeof(ulong));
            }
        }
    }

    /// <summary>The alarm is edge-triggered, but its count must not reach its limit. Cleared before the queue is looked at, so that no post is missed.</summary>
    private void ClearAlarm()
    {
        ulong ignored;
        _ = Kernel.Read(alarm, &ignored, sizeof(ulong));
        Interlocked.Exchange(ref isAlarmed, 0);
    }

    private void End()
    {
        SendLast();
        foreach (IEventOwner owner in owners.All())
        {
            owner.OnLoopEnded();
        }

        lock (descriptors)
        {
            ended = true;
            _ = Kernel.Close(epoll);
            _ = Kernel.Close(alarm);
        }

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

            batch.Submit();
        }
        while (batch.IsInUse);
        batch.Free();
    }

    /// <summary>Nobody waits for a loop that has ended: whoever posts late runs it on the thread pool.</summary>
    private void RunLeftovers()
    {
        while (posted.TryDequeue(out IEventOwner? owner))
        {
            ThreadPool.UnsafeQueueUserWorkItem(static late => late.OnPosted(), owner, preferLocal: false);
        }
    }
}
