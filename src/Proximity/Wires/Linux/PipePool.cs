namespace Proximity.Wires.Linux;

/// <summary>
/// The pipes that spliced bytes pass through (splice(2)). One is held only while bytes are in it, so that few serve thousands of tunnels. An unused one takes no memory but its
/// descriptors. Thread-safe.
/// </summary>
internal sealed class PipePool
{
    /// <summary>The most in use at a time; whoever finds none copies.</summary>
    private const int MaxInUse = 256;

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
            if (closed || inUse >= MaxInUse)
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
            if (isEmpty && !closed && kept.Count < MaxKept)
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

    private static unsafe bool TryCreate(out Pipe pipe)
    {
        int* ends = stackalloc int[2];
        if (Kernel.CreatePipe(ends, Kernel.NonBlocking | Kernel.CloseOnExec) != 0)
        {
            pipe = default;
            return false;
        }

        pipe = new Pipe(ends[0], ends[1]);

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
