namespace Proximity.Wires.Linux;

/// <content>Writing: at once while the socket takes it, else as the loop says that there is room. The loop is asked to only once a write has met a full socket.</content>
internal sealed unsafe partial class EpollWire
{
    private readonly WireSignal writeSignal = new();
    private Readiness writeReadiness;
    private ReadOnlyMemory<byte> writeFrom;
    private int writtenBefore;
    private bool isWriteWatched;
    private bool isSentLater;

    private bool IsWriteDue => writeReadiness.IsReady || IsClosed;

    public override ValueTask<WireResult> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return new ValueTask<WireResult>(new WireResult(0));
        }

        writeFrom = bytes;
        writtenBefore = 0;
        return TrySendLater() ? writeSignal.Arm() : BeginWriteAsync();
    }

    /// <summary>What the loop was asked to send has been sent, as far as the socket took it. Only the loop tells, and until then only the loop may end this write.</summary>
    /// <param name="result">How many bytes, or the error number below 0.</param>
    public void OnSent(int result)
    {
        isSentLater = false;
        Leave();
        if (!writeSignal.TryClaim())
        {
            return;
        }

        if (result > 0)
        {
            writeFrom = writeFrom[result..];
            writtenBefore = result;
        }

        if (!writeFrom.IsEmpty && result is >= 0 or -ErrorNumber.Again or -ErrorNumber.Interrupted)
        {
            ContinueWrite();
            return;
        }

        writeFrom = default;
        writeSignal.Complete(result > 0 ? new WireResult(writtenBefore) : ErrorNumber.ToResult(-result));
    }

    /// <summary>Waits until there is room, or an error to be met.</summary>
    public ValueTask<WireResult> WaitWritableAsync()
    {
        writeFrom = default;
        writtenBefore = 0;
        return BeginWriteAsync();
    }

    public override void ShutdownWrite()
    {
        if (TryEnter())
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

    /// <summary>The descriptor stays open until <see cref="OnSent"/>, whoever closes the wire.</summary>
    private bool TrySendLater()
    {
        if (writeFrom.Length > SendBatch.MaxBytes || !loop.MayWait || !writeReadiness.IsReady || !TryEnter())
        {
            return false;
        }

        isSentLater = loop.TrySendLater(this, descriptor, writeFrom.Span);
        if (!isSentLater)
        {
            Leave();
        }

        return isSentLater;
    }

    private void OnWritable()
    {
        writeReadiness.OnEdge();
        if (!isSentLater && writeSignal.TryClaim())
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

        writeFrom = default;
        writeSignal.Complete(result);
    }

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
            return writeReadiness.IsReady && (writeFrom.IsEmpty || SendAll(out result));
        }
        finally
        {
            Leave();
        }
    }

    private bool SendAll(out WireResult result)
    {
        result = default;
        while (!writeFrom.IsEmpty)
        {
            int edges = writeReadiness.Edges;
            nint count;
            fixed (byte* start = writeFrom.Span)
            {
                count = Kernel.Send(descriptor, start, (nuint)writeFrom.Length, Kernel.NoSignal);
            }

            if (count >= 0)
            {
                writeFrom = writeFrom[(int)count..];
                writtenBefore += (int)count;
                continue;
            }

            int error = Kernel.LastError;
            if (error == ErrorNumber.Again)
            {
                writeReadiness.Drain(edges);
                WatchForRoom();
                return false;
            }

            if (error != ErrorNumber.Interrupted)
            {
                result = ErrorNumber.ToResult(error);
                return true;
            }
        }

        result = new WireResult(writtenBefore);
        return true;
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
