using System.Diagnostics;

namespace Proximity.Wires.Linux;

/// <content>Reading: at once when something may be there, else when the loop says so.</content>
internal sealed unsafe partial class EpollWire
{
    private readonly WireSignal readSignal = new();
    private Readiness readReadiness;
    private Memory<byte> readInto;
    private volatile bool readsCanceled;
    private HangUps hangUps;
    private volatile bool hasFailed;
    private volatile IQuietObserver? observer;
    private Action? onBroken;

    /// <summary>The peer has ended or broken its side: there is always something to read, if only that.</summary>
    private bool HasEnded => hangUps.Any;

    private bool IsReadDue => readReadiness.IsReady || HasEnded || AreReadsOver;

    private bool AreReadsOver => readsCanceled || IsClosed;

    /// <summary>
    /// On its own loop no system call is made: an end that waits behind the present event is not seen, and the request that meets it is
    /// sent once more.
    /// </summary>
    public override bool IsQuiet => !isBehind && HasNothingToRead;

    public override bool IsQuietForSure => !isBehind && FindsNothingToRead(maySkipTheSystem: false);

    private bool HasNothingToRead => FindsNothingToRead(maySkipTheSystem: isWatched && EventLoop.Current == loop && !readReadiness.IsReady);

    public override ValueTask<WireResult> ReadAsync(Memory<byte> buffer)
    {
        Debug.Assert(readSignal.IsIdle, "a read begins while one is pending");
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

    public override void ResumeReads()
    {
        Debug.Assert(readSignal.IsIdle, "reads are resumed while one is pending");
        readsCanceled = false;
    }

    /// <summary>An observer that is seen by the event that comes next, and a look at what came before: one of the two tells.</summary>
    public override bool TryObserve(IQuietObserver quietObserver)
    {
        observer = quietObserver;
        if (EventLoop.Current != loop)
        {
            Interlocked.MemoryBarrier();
        }

        return (isWatched || TryWatch(out _)) && HasNothingToRead;
    }

    public override void StopObserving() => observer = null;

    public override void WatchForBreak(Action onBroken)
    {
        // A fence: an event that comes now sees the action, or its flags are seen here.
        Interlocked.Exchange(ref this.onBroken, onBroken);
        if (!isWatched)
        {
            TryWatch(out _);
        }

        TellOfBreak();
    }

    /// <summary>
    /// A peer that has ended its side may be gone, or may wait for the answer: nothing that it sent tells. The system asks it from now on,
    /// and a peer that is gone answers with a reset once its own system has forgotten the connection.
    /// </summary>
    private void TellOfBreak()
    {
        if (Volatile.Read(ref onBroken) is not { } told)
        {
            return;
        }

        if (hasFailed)
        {
            told();
        }
        else if (HasEnded && TryEnter())
        {
            SocketCalls.KeepAlive(descriptor);
            Leave();
        }
    }

    private void NoteReadable(bool isHangUp, bool isFailure)
    {
        if (isFailure)
        {
            hasFailed = true;
        }

        if (isHangUp)
        {
            hangUps.Add();
        }

        readReadiness.OnEdge();
        if (isHangUp && Volatile.Read(ref onBroken) is not null)
        {
            TellOfBreak();
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

        Debug.Assert(result.Count <= readInto.Length, "more was read than there was room for");
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

            return (readReadiness.IsReady || HasEnded) && (buffer.IsEmpty || Receive(buffer, out result));
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
            int hangUpsBefore = hangUps.Count;
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
                hangUps.Clear(hangUpsBefore);
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

    private bool FindsNothingToRead(bool maySkipTheSystem)
    {
        if (!TryEnter())
        {
            return false;
        }

        try
        {
            return !HasEnded && (maySkipTheSystem || IsEmpty());
        }
        finally
        {
            Leave();
        }
    }

    private void Disturb(bool isReadable)
    {
        if (isReadable)
        {
            observer?.OnDisturbed();
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
