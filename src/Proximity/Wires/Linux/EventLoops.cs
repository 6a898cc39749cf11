namespace Proximity.Wires.Linux;

/// <summary>
/// The event loops of the process, one for each core. All its proxies that make their short writes by the same rule share one group: a
/// hundred proxies need no more threads than one. A group ends with the last network that uses it, and the next network starts a new one.
/// </summary>
internal sealed class EventLoops
{
    /// <summary>How many more descriptors a loop may watch than another, beside a quarter.</summary>
    private const int Unevenness = 4;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<SendRule, EventLoops> Groups = [];

    private readonly LoopMonitor monitor;
    private readonly PipePool pipes;
    private readonly EventLoop[] all;
    private readonly SendRule sendRule;
    private int users;
    private int dealt = -1;

    private EventLoops(EventLoop[] all, PipePool pipes, LoopMonitor monitor, SendRule sendRule)
    {
        this.sendRule = sendRule;
        this.all = all;
        this.pipes = pipes;
        this.monitor = monitor;
        monitor.Watch(all);
    }

    /// <summary>The one that runs on this thread; null on other threads, and on those of another group.</summary>
    private EventLoop? Here => EventLoop.Current is { } here && Array.IndexOf(all, here) >= 0 ? here : null;

    /// <summary>The group of this rule, which is started when it has no user yet. Null when the system refuses.</summary>
    /// <param name="sendRule">When its loops make short writes.</param>
    /// <param name="budget">How many pipes there may be, where the group is started.</param>
    public static EventLoops? Join(SendRule sendRule, DescriptorBudget budget)
    {
        lock (Gate)
        {
            if (!Groups.TryGetValue(sendRule, out EventLoops? group))
            {
                if (Start(sendRule, budget) is not { } started)
                {
                    return null;
                }

                Groups.Add(sendRule, group = started);
            }

            group.users++;
            return group;
        }
    }

    private static EventLoops? Start(SendRule sendRule, DescriptorBudget budget)
    {
        var monitor = new LoopMonitor();
        var pipes = new PipePool(budget);
        EventLoop?[] started = [.. Enumerable.Range(0, budget.Loops).Select(number => EventLoop.Start(number, pipes, monitor, sendRule))];
        if (started.OfType<EventLoop>().ToArray() is { } loops && loops.Length == started.Length)
        {
            return new EventLoops(loops, pipes, monitor, sendRule);
        }

        foreach (EventLoop? loop in started)
        {
            loop?.Stop();
        }

        monitor.Stop();
        return null;
    }

    /// <summary>Every one of them.</summary>
    public IReadOnlyList<EventLoop> All => all;

    /// <summary>The descriptors of pipes that wait to be used again, two each.</summary>
    public int SpareDescriptors => 2 * pipes.Kept;

    /// <summary>The one that runs on this thread, so that a client and its origin share a loop; else the one whose turn it is.</summary>
    public EventLoop Nearest() => Here ?? Next();

    /// <summary>
    /// The one that shall serve a client who was accepted on this thread: the thread's own, because handing over costs a switch of threads,
    /// unless it has clearly more to do than another.
    /// </summary>
    public EventLoop ForClient()
    {
        EventLoop least = all[0];
        foreach (EventLoop loop in all)
        {
            least = loop.Load < least.Load ? loop : least;
        }

        EventLoop here = Here ?? least;
        return here.Load > least.Load + (least.Load / 4) + Unevenness ? least : here;
    }

    /// <summary>Breaks off what a network still has open. With the last network the group ends.</summary>
    public void Leave(EpollNetwork home)
    {
        foreach (EventLoop loop in all)
        {
            loop.End(home);
        }

        lock (Gate)
        {
            if (--users > 0)
            {
                return;
            }

            Groups.Remove(sendRule);
        }

        Stop();
    }

    private void Stop()
    {
        foreach (EventLoop loop in all)
        {
            loop.Stop();
        }

        monitor.Stop();
        pipes.Close();
    }

    /// <summary>The one whose turn it is.</summary>
    private EventLoop Next() => all[(uint)Interlocked.Increment(ref dealt) % (uint)all.Length];
}
