using System.Diagnostics;

namespace Proximity.Wires.Linux;

/// <content>
/// Writing: at once while the socket takes it, else as the loop says that there is room. The loop is asked to only once a write has met a
/// full socket.
/// </content>
internal sealed unsafe partial class EpollWire
{
    private readonly WireSignal writeSignal = new();
    private Readiness writeReadiness;
    private ReadOnlyMemory<byte> writeFrom;
    private int writeLength;
    private bool isWriteWatched;
    private bool isSentLater;

    private bool IsWriteDue => (writeReadiness.IsReady && !isBehind) || IsClosed;

    private WireResult Written => new(writeLength - writeFrom.Length);

    public override ValueTask<WireResult> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return new ValueTask<WireResult>(new WireResult(0));
        }

        Debug.Assert(writeSignal.IsIdle, "a write begins while one is pending");
        (writeFrom, writeLength) = (bytes, bytes.Length);
        return TrySendLater() ? writeSignal.Arm() : BeginWriteAsync();
    }

    /// <summary>
    /// What the loop was asked to send has been sent, as far as the socket took it. Only the loop tells, and until then only the loop may
    /// end this write.
    /// </summary>
    /// <param name="result">How many bytes, or the error number below 0.</param>
    public void OnSent(int result)
    {
        AssertOnLoop();
        Debug.Assert(isSentLater, "nothing was to be sent at the end of the turn");
        isSentLater = false;
        if (isBehind)
        {
            GoOnBehind(IsFatal(result) ? -result : 0);
            Leave();
            return;
        }

        Leave();
        if (!writeSignal.TryClaim())
        {
            return;
        }

        writeFrom = writeFrom[Math.Max(0, result)..];
        if (!writeFrom.IsEmpty && !IsFatal(result))
        {
            ContinueWrite();
            return;
        }

        CompleteWrite(IsFatal(result) ? ErrorNumber.ToResult(-result) : Written);
    }

    /// <summary>Waits until there is room, or an error to be met.</summary>
    public ValueTask<WireResult> WaitWritableAsync()
    {
        Debug.Assert(writeSignal.IsIdle, "a wait for room begins while a write is pending");
        (writeFrom, writeLength) = (default, 0);
        return BeginWriteAsync();
    }

    public override void ShutdownWrite()
    {
        if (!IsShutdownLeftBehind() && TryEnter())
        {
            // The peer may be gone already, which is what this would have told it.
            _ = Kernel.Shutdown(descriptor, Kernel.ShutWrite);
            Leave();
        }
    }

    private ValueTask<WireResult> BeginWriteAsync()
    {
        while (true)
        {
            if (TryWrite(out WireResult result))
            {
                writeFrom = default;
                return new ValueTask<WireResult>(result);
            }

            ValueTask<WireResult> waiting = writeSignal.Arm();
            if (!IsWriteDue || !writeSignal.TryClaim())
            {
                return waiting;
            }

            writeSignal.TakeBack();
        }
    }

    /// <summary>The descriptor stays open until <see cref="OnSent"/>, even if the wire is closed.</summary>
    private bool TrySendLater()
    {
        if (writeFrom.Length > SendBatch.MaxBytes || !loop.MayWait || isBehind || !writeReadiness.IsReady || !TryEnter())
        {
            return false;
        }

        AssertOnLoop();
        Debug.Assert(!isSentLater, "two short writes of one wire in one turn");
        isSentLater = loop.TrySendLater(this, descriptor, writeFrom.Span);
        if (!isSentLater)
        {
            Leave();
        }

        return isSentLater;
    }

    /// <summary>
    /// Not while the loop holds bytes of the wire: <see cref="OnSent"/> comes behind them. And not here when a read that was just
    /// continued has moved the wire to another loop, or has taken this thread's loop away. What is to be done is looked at before that:
    /// a wire without anything to do may be moved, and written to there, while this thread is held up between two instructions.
    /// </summary>
    private void GoOnWriting()
    {
        bool wasBehind = isBehind;
        int writing = writeSignal.Look();
        if (!loop.IsHere)
        {
            loop.Post(this);
            return;
        }

        if (isSentLater)
        {
            return;
        }

        if (wasBehind && writeReadiness.IsReady)
        {
            GoOnBehind(error: 0);
        }
        else if (writeSignal.TryClaim(writing))
        {
            ContinueWrite();
        }
    }

    private void ContinueWrite()
    {
        WireResult result;
        while (!TryWrite(out result))
        {
            writeSignal.WaitOn();
            if (!IsWriteDue || !writeSignal.TryClaim())
            {
                return;
            }
        }

        CompleteWrite(result);
    }

    private void CompleteWrite(in WireResult result)
    {
        Debug.Assert(!result.IsOk || writeFrom.IsEmpty, "a write ends well with bytes left");
        writeFrom = default;
        writeSignal.Complete(result);
    }

    private static bool IsFatal(int result) => result is < 0 and not (-ErrorNumber.Again) and not (-ErrorNumber.Interrupted);

    /// <summary>Writes what is left; false when the socket takes no more for now.</summary>
    private bool TryWrite(out WireResult result)
    {
        if (!TryEnter())
        {
            result = WireResult.Failure(WireError.Closed);
            return true;
        }

        try
        {
            result = default;
            if (isBehind || !writeReadiness.IsReady)
            {
                return false;
            }

            int error = errorBehind != 0 ? errorBehind : Send(ref writeFrom);
            result = error == 0 ? Written : ErrorNumber.ToResult(error);
            return error != ErrorNumber.Again;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>
    /// Sends what it can, and leaves what it cannot. 0 when all was sent, <see cref="ErrorNumber.Again"/> when there will be room later, or
    /// another error number.
    /// </summary>
    private int Send(ref ReadOnlyMemory<byte> from)
    {
        while (!from.IsEmpty)
        {
            int edges = writeReadiness.Edges;
            nint count;
            fixed (byte* start = from.Span)
            {
                count = Kernel.Send(descriptor, start, (nuint)from.Length, Kernel.NoSignal);
            }

            if (count >= 0)
            {
                from = from[(int)count..];
                continue;
            }

            int error = Kernel.LastError;
            if (error == ErrorNumber.Again)
            {
                writeReadiness.Drain(edges);
                WatchForRoom();
            }

            if (error != ErrorNumber.Interrupted)
            {
                return error;
            }
        }

        return 0;
    }

    private void WatchForRoom()
    {
        if (isWriteWatched)
        {
            return;
        }

        isWriteWatched = true;
        if (!isWatched && !TryWatch(out _))
        {
            Abort();
            return;
        }

        // Even when it is watched from this moment on: who began it may not have seen what is wanted.
        loop.Widen(descriptor, Interest, token);
    }
}
