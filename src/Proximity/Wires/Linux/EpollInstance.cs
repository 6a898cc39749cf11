namespace Proximity.Wires.Linux;

/// <summary>
/// The two descriptors of an event loop: an epoll instance, and an alarm that ends a wait on it. Other threads use them while the loop's
/// thread waits. Both are closed under a lock, so that a number that the system has given away again is never used.
/// </summary>
internal sealed unsafe class EpollInstance
{
    private readonly Lock gate = new();
    private readonly int epoll;
    private readonly int alarm;
    private int isRinging;
    private volatile bool isClosed;

    private EpollInstance(int epoll, int alarm)
    {
        this.epoll = epoll;
        this.alarm = alarm;
    }

    public bool IsClosed => isClosed;

    /// <summary>Null when the system refuses another one. The events of its alarm have no owner.</summary>
    public static EpollInstance? TryCreate()
    {
        int epoll = Kernel.CreateEpoll(Kernel.EpollCloseOnExec);
        int alarm = Kernel.CreateEvent(0, Kernel.NonBlocking | Kernel.CloseOnExec);
        if (epoll < 0 || alarm < 0 || !EpollEvents.Add(epoll, alarm, Kernel.EventIn | Kernel.EventEdge, OwnerTable.NoOwner))
        {
            CloseIfOpen(epoll);
            CloseIfOpen(alarm);
            return null;
        }

        return new EpollInstance(epoll, alarm);
    }

    /// <summary>False when the system refuses, or it is closed.</summary>
    public bool TryAdd(int descriptor, uint interest, long token)
    {
        lock (gate)
        {
            return !isClosed && EpollEvents.Add(epoll, descriptor, interest | Kernel.EventEdge, token);
        }
    }

    public void Modify(int descriptor, uint interest, long token)
    {
        lock (gate)
        {
            if (!isClosed)
            {
                EpollEvents.Modify(epoll, descriptor, interest | Kernel.EventEdge, token);
            }
        }
    }

    public void Remove(int descriptor)
    {
        lock (gate)
        {
            if (!isClosed)
            {
                EpollEvents.Remove(epoll, descriptor);
            }
        }
    }

    /// <summary>Only the loop's thread waits, and closes it.</summary>
    public int Wait(EpollEvents events, int milliseconds) => Math.Max(0, events.Wait(epoll, milliseconds));

    /// <summary>Ends the wait, or the next one.</summary>
    public void Ring()
    {
        if (Interlocked.Exchange(ref isRinging, 1) != 0)
        {
            return;
        }

        ulong one = 1;
        lock (gate)
        {
            if (!isClosed)
            {
                _ = Kernel.Write(alarm, &one, sizeof(ulong));
            }
        }
    }

    /// <summary>
    /// The alarm is edge-triggered, but its count must not reach its limit. Cleared before the queue is looked at, so that no post is
    /// missed.
    /// </summary>
    public void ClearAlarm()
    {
        ulong ignored;
        _ = Kernel.Read(alarm, &ignored, sizeof(ulong));
        Interlocked.Exchange(ref isRinging, 0);
    }

    public void Close()
    {
        lock (gate)
        {
            isClosed = true;
            _ = Kernel.Close(epoll);
            _ = Kernel.Close(alarm);
        }
    }

    private static void CloseIfOpen(int descriptor)
    {
        if (descriptor >= 0)
        {
            _ = Kernel.Close(descriptor);
        }
    }
}
