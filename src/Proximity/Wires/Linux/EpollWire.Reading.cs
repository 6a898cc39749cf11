namespace Proximity.Wires.Linux;

/// <content>Reading: at once when something may be there, else when the loop says so.</content>
internal sealed unsafe partial class EpollWire
{
    private readonly WireSignal readSignal = new();
    private Readiness readReadiness;
    private Memory<byte> readInto;
    private volatile bool readsCanceled;
    private volatile bool hasHungUp;
    private volatile bool hasFailed;

    /// <summary>The peer has ended or broken its side: there is always something to read, if only that.</summary>
    private bool HasEnded => hasHungUp;

    private bool IsReadDue => readReadiness.IsReady || hasHungUp || AreReadsOver;

    private bool AreReadsOver => readsCanceled || IsClosed;

    public override ValueTask<WireResult> ReadAsync(Memory<byte> buffer)
    {
        bool isTurnOver = EventLoop.IsTurnOver();
        while (true)
        {
            if (!isTurnOver && TryRead(buffer.Span, out WireResult result))
            {
                return new ValueTask<WireResult>(result);
            }

            readInto = buffer;
            ValueTask<WireResult> waiting = readSignal.Arm();

            // Only now: an event finds the read waiting, which goes on on the wire's own loop then, and not here.
            bool hasBegun = false;
            if (!isWatched && !TryWatch(out hasBegun))
            {
                Abort();
            }

            if (isTurnOver)
            {
                loop.Post(this);
                return waiting;
            }

            if (!(hasBegun ? AreReadsOver : IsReadDue) || !readSignal.TryClaim())
            {
                return waiting;
            }

            readSignal.TakeBack();
        }
    }

    public override ValueTask<WireResult> WaitReadableAsync() => ReadAsync(Memory<byte>.Empty);

    public override void CancelReads()
    {
        readsCanceled = true;
        Interlocked.MemoryBarrier();
        loop.Post(this);
    }

    public override void ResumeReads() => readsCanceled = false;

    private void OnReadable(bool isHangUp, bool isFailure)
    {
        if (isFailure)
        {
            hasFailed = true;
        }

        if (isHangUp)
        {
            hasHungUp = true;
        }

        readReadiness.OnEdge();
        if (readSignal.TryClaim())
        {
            ContinueRead();
        }
    }

    /// <summary>The waiting read, claimed: it ends now, unless it was a false alarm.</summary>
    private void ContinueRead()
    {
        WireResult result;
        while (!TryRead(readInto.Span, out result))
        {
            readSignal.WaitOn();
            if (!IsReadDue || !readSignal.TryClaim())
            {
                return;
            }
        }

        readInto = default;
        readSignal.Complete(result);
    }

    /// <summary>False when nothing is there. An empty buffer asks only whether something may be.</summary>
    private bool TryRead(Span<byte> buffer, out WireResult result)
    {
        if (!TryEnter())
        {
            result = WireResult.Failure(WireError.Closed);
            return true;
        }

        try
        {
            if (readsCanceled)
            {
                result = WireResult.Failure(WireError.Canceled);
                return true;
            }

            result = default;
            if (hasFailed && buffer.IsEmpty)
            {
                return Receive(buffer, out result);
            }

            return (readReadiness.IsReady || hasHungUp) && (buffer.IsEmpty || Receive(buffer, out result));
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Takes what is there. With an empty buffer it takes nothing, and tells bytes and an end from an error.</summary>
    private bool Receive(Span<byte> buffer, out WireResult result)
    {
        while (true)
        {
            int edges = readReadiness.Edges;
            byte peeked;
            nint count;
            fixed (byte* start = buffer)
            {
                count = buffer.IsEmpty
                    ? Math.Min(0, Kernel.Receive(descriptor, &peeked, 1, Kernel.Peek))
                    : Kernel.Receive(descriptor, start, (nuint)buffer.Length, 0);
            }

            if (count >= 0)
            {
                if (count > 0 && count < buffer.Length)
                {
                    readReadiness.Drain(edges);
                }

                result = new WireResult((int)count);
                return true;
            }

            int error = Kernel.LastError;
            if (error == ErrorNumber.Again)
            {
                hasHungUp = false;
                readReadiness.Drain(edges);
                result = default;
                return false;
            }

            if (error != ErrorNumber.Interrupted)
            {
                result = ErrorNumber.ToResult(error);
                return true;
            }
        }
    }

    /// <summary>Looks without taking.</summary>
    private bool IsEmpty()
    {
        int edges = readReadiness.Edges;
        byte first;
        if (Kernel.Receive(descriptor, &first, 1, Kernel.Peek | Kernel.DoNotWait) >= 0 || Kernel.LastError != ErrorNumber.Again)
        {
            return false;
        }

        readReadiness.Drain(edges);
        return true;
    }
}
