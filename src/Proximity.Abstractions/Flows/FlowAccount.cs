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
    private int version;
    private int writing;

    /// <summary>What keeps the flow, or kept it and still hands its events on; null before, and once its id may be another's.</summary>
    public IFlowKeeper? Keeper { readonly get => Volatile.Read(in keeper); set => Volatile.Write(ref keeper, value); }

    /// <summary>The keeper's own: false when it does without the flow, whose events go on.</summary>
    public bool IsKept { get; set; }

    /// <summary>The keeper's own: which of its rows of ids the flow's id belongs to.</summary>
    public int Epoch { get; set; }

    /// <summary>How often the flow has shown something new.</summary>
    public readonly int ChangeCount => Volatile.Read(in changeCount);

    /// <summary>The keeper's own: the number of the flow's last change among all changes of its flows.</summary>
    public long Sequence { readonly get => Volatile.Read(in sequence); set => Volatile.Write(ref sequence, value); }

    /// <summary>The keeper's own: as many changes of the flow have a number.</summary>
    public int NumberedCount { get; set; }

    /// <summary>True while a keeper has to number changes.</summary>
    public readonly bool HasUnnumbered => IsKept && NumberedCount != ChangeCount;

    /// <summary>The keeper's own: what it has counted of this flow.</summary>
    public long CountedBytes { get; set; }

    /// <summary>The keeper's own: the flow whose bodies are older.</summary>
    public Flow? OlderBody { get; set; }

    /// <summary>The keeper's own: the flow whose bodies are newer.</summary>
    public Flow? NewerBody { get; set; }

    /// <summary>Rises with everything that is written into the flow.</summary>
    public readonly int Version => Volatile.Read(in version);

    /// <summary>True while several values that belong together are being written.</summary>
    public readonly bool IsWriting => Volatile.Read(in writing) != 0;

    /// <summary>Values that belong together are written from here on.</summary>
    public void BeginWriting() => Interlocked.Increment(ref writing);

    /// <summary>They are written.</summary>
    public void EndWriting()
    {
        Interlocked.Increment(ref version);
        Interlocked.Decrement(ref writing);
    }

    /// <summary>Something is written.</summary>
    public void NoteWritten() => Interlocked.Increment(ref version);

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
        if (difference != 0 && IsKept && Keeper is { } known && Math.Abs(Interlocked.Add(ref uncounted, difference)) > known.UncountedBytes)
        {
            known.Count(flow);
        }
    }

    /// <summary>The keeper's own: it measures the flow now.</summary>
    public void BeginCounting() => Interlocked.Exchange(ref uncounted, 0);
}
