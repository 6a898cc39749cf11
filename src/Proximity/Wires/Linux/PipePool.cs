namespace Proximity.Wires.Linux;

/// <summary>
/// The pipes that spliced bytes pass through (splice(2)). One is held only while bytes are in it, so that few serve thousands of tunnels.
/// An unused one takes no memory but its descriptors. Thread-safe.
/// </summary>
/// <param name="budget">How many there may be: who finds none copies.</param>
internal sealed class PipePool(DescriptorBudget budget)
{
    private const int MaxKept = 32;

    /// <summary>Sixteen times the default: a move of a megabyte costs as many calls as one of 64 KiB.</summary>
    private const int PipeBytes = 1024 * 1024;

    private readonly Lock gate = new();
    private readonly Stack<Pipe> kept = new();
    private int inUse;
    private bool closed;

    /// <summary>How many wait to be used again, at most 32.</summary>
    public int Kept
    {
        get
        {
            lock (gate)
            {
                return kept.Count;
            }
        }
    }

    /// <summary>False when too many are in use, or the system has no more.</summary>
    public bool TryTake(out Pipe pipe)
    {
        lock (gate)
        {
            if (closed || inUse >= budget.Pipes)
            {
                pipe = default;
                return false;
            }

            inUse++;
            if (kept.TryPop(out pipe))
            {
                return true;
            }
        }

        if (TryCreate(out pipe))
        {
            return true;
        }

        lock (gate)
        {
            inUse--;
        }

        return false;
    }

    /// <summary>Takes one back. One that holds bytes which will go nowhere is closed.</summary>
    public void GiveBack(in Pipe pipe, bool isEmpty)
    {
        lock (gate)
        {
            inUse--;
            if (isEmpty && !closed && kept.Count < Math.Min(MaxKept, budget.Pipes))
            {
                kept.Push(pipe);
                return;
            }
        }

        pipe.Close();
    }

    public void Close()
    {
        lock (gate)
        {
            closed = true;
            while (kept.TryPop(out Pipe pipe))
            {
                pipe.Close();
            }
        }
    }

    private unsafe bool TryCreate(out Pipe pipe)
    {
        int* ends = stackalloc int[2];
        if (Kernel.CreatePipe(ends, Kernel.NonBlocking | Kernel.CloseOnExec) != 0)
        {
            pipe = default;
            return false;
        }

        pipe = new Pipe(ends[0], ends[1]);
        if (Math.Max(pipe.ReadEnd, pipe.WriteEnd) >= budget.Ceiling)
        {
            pipe.Close();
            pipe = default;
            return false;
        }

        // Refused to who is not privileged once all pipes of the user are large (pipe(7)): smaller ones work as well.
        _ = Kernel.Control(pipe.WriteEnd, Kernel.SetPipeSize, PipeBytes);
        return true;
    }

    /// <summary>A pipe of the system's.</summary>
    internal readonly record struct Pipe(int ReadEnd, int WriteEnd)
    {
        public void Close()
        {
            _ = Kernel.Close(ReadEnd);
            _ = Kernel.Close(WriteEnd);
        }
    }
}
