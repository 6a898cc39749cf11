using System.Diagnostics;

namespace Proximity.Wires.Linux;

/// <content>Moving bytes between the socket and a pipe without seeing them.</content>
internal sealed unsafe partial class EpollWire
{
    /// <summary>From the socket into an empty pipe. False when nothing is there.</summary>
    public bool TrySpliceInto(int pipe, long limit, out WireResult result)
    {
        Debug.Assert(limit > 0, "nothing is to be moved");
        Debug.Assert(readSignal.IsIdle, "bytes are taken while a read is pending");
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
            return (readReadiness.IsReady || HasEnded) && TryMoveInto(pipe, limit, out result);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>From a pipe that holds this many bytes into the socket. False when the socket takes no more for now.</summary>
    public bool TrySpliceFrom(int pipe, int count, out WireResult result)
    {
        Debug.Assert(count > 0, "nothing is to be moved");
        Debug.Assert(writeSignal.IsIdle, "bytes are put while a write is pending");
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

            int edges = writeReadiness.Edges;
            nint moved = Kernel.Splice(pipe, null, descriptor, null, (nuint)count, Kernel.SpliceMove | Kernel.SpliceNonBlocking);
            if (moved >= 0)
            {
                result = new WireResult((int)moved);
                return true;
            }

            int error = Kernel.LastError;
            if (error == ErrorNumber.Again)
            {
                writeReadiness.Drain(edges);
                WatchForRoom();
                return false;
            }

            result = ErrorNumber.ToResult(error);
            return true;
        }
        finally
        {
            Leave();
        }
    }

    private bool TryMoveInto(int pipe, long limit, out WireResult result)
    {
        int edges = readReadiness.Edges;
        int hangUpsBefore = hangUps.Count;
        nint moved = Kernel.Splice(descriptor, null, pipe, null, (nuint)limit, Kernel.SpliceMove | Kernel.SpliceNonBlocking);
        if (moved >= 0)
        {
            result = new WireResult((int)moved);
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

        result = ErrorNumber.ToResult(error);
        return true;
    }
}
