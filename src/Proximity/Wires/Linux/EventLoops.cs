namespace Proximity.Wires.Linux;

/// <summary>The event loops of one proxy, one for each core.</summary>
internal sealed class EventLoops
{
    /// <summary>How many more descriptors a loop may watch than another, beside a quarter.</summary>
    private const int Unevenness = 4;

    private readonly LoopMonitor monitor;
    private readonly PipePool pipes;
    private readonly EventLoop[] all;
    private int dealt = -1;

    private EventLoops(EventLoop[] all, PipePool pipes, LoopMonitor monitor)
    {
        this.all = all;
        this.pipes = pipes;
        this.monitor = monitor;
        monitor.Watch(all);
    }

    /// <summary>The one that runs on this thread; null on other threads, and on those of another proxy's.</summary>
    private EventLoop? Here => EventLoop.Current is { } here && Array.IndexOf(all, here) >= 0 ? here : null;

    /// <summary>Starts them. Null when the system refuses.</summary>
    public static EventLoops? Start(SendRule sendRule)
    {
        var monitor = new LoopMonitor();
        var pipes = new PipePool();
        EventLoop?[] started = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(number => EventLoop.Start(number, pipes, monitor, sendRule))];
        if (started.OfType<EventLoop>().ToArray() is { } loops && loops.Length == started.Length)
        {
            return new EventLoops(loops, pipes, monitor);
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
    /// The one that shall serve a client who was accepted on this thread: the thread's own, because handing over costs a switch of threads, unless it has clearly more to do than another.
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

    public void Stop()
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
