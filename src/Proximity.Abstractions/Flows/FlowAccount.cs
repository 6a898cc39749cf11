namespace Proximity.Flows;

/// <summary>
/// What is between a flow and its keeper: how often it has shown something new, how much of its memory is counted. Threads of the exchange
/// note changes; the rest is the keeper's own, under its lock. Never copy this struct.
/// </summary>
internal struct FlowAccount
{
    private IFlowKeeper? keeper;
    private long sequence;
    private long uncounted;
    private int changeCount;

    /// <summary>What counts how much the flow holds; null while nothing keeps it.</summary>
    public IFlowKeeper? Keeper { readonly get => Volatile.Read(in keeper); set => Volatile.Write(ref keeper, value); }

    /// <summary>How often the flow has shown something new.</summary>
    public readonly int ChangeCount => Volatile.Read(in changeCount);

    /// <summary>The keeper's own: the number of the flow's last change among all changes of its flows.</summary>
    public long Sequence { readonly get => Volatile.Read(in sequence); set => Volatile.Write(ref sequence, value); }

    /// <summary>The keeper's own: as many changes of the flow have a number.</summary>
    public int NumberedCount { get; set; }

    /// <summary>The keeper's own: what it has counted of this flow.</summary>
    public long CountedBytes { get; set; }

    /// <summary>The keeper's own: the flow whose bodies are older.</summary>
    public Flow? OlderBody { get; set; }

    /// <summary>The keeper's own: the flow whose bodies are newer.</summary>
    public Flow? NewerBody { get; set; }

    /// <summary>The flow shows something new. The keeper is told only while somebody watches: it catches up at the end.</summary>
    public void NoteChange(Flow flow)
    {
        Interlocked.Increment(ref changeCount);
        if (Keeper is { IsWatched: true } watched)
        {
            watched.Changed(flow);
        }
    }

    /// <summary>The exchange has ended: the keeper looks at the flow, and finds all that it was not told.</summary>
    public void NoteEnd(Flow flow)
    {
        Interlocked.Increment(ref changeCount);
        Keeper?.Changed(flow);
    }

    /// <summary>
    /// The flow takes more memory, or less. The keeper is told once that comes to more than it lets go uncounted. Not to be called under
    /// a lock that the keeper may come for.
    /// </summary>
    public void NoteBytes(Flow flow, long difference)
    {
        if (difference != 0 && Keeper is { } known && Math.Abs(Interlocked.Add(ref uncounted, difference)) > known.UncountedBytes)
        {
            known.Count(flow);
        }
    }

    /// <summary>The keeper's own: it measures the flow now.</summary>
    public void BeginCounting() => Interlocked.Exchange(ref uncounted, 0);
}
