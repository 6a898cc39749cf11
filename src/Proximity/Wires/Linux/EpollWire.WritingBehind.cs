using System.Diagnostics;

namespace Proximity.Wires.Linux;

/// <content>
/// Writing behind: who writes is told that it is done while the bytes wait for the end of the loop's turn. While they wait every other
/// write waits for them. All of it happens on the loop's thread; other threads only look.
/// </content>
internal sealed unsafe partial class EpollWire
{
    /// <summary>Bytes that were written behind are not with the system yet.</summary>
    private volatile bool isBehind;

    /// <summary>Of those, what the system had no room for at the end of the turn; a copy.</summary>
    private ReadOnlyMemory<byte> unsent;

    /// <summary>What became of such bytes: the error number, 0 for none.</summary>
    private volatile int errorBehind;
    private volatile bool endsBehind;

    public override ValueTask<WireResult> QueueWriteAsync(ReadOnlyMemory<byte> bytes)
    {
        // Of a peer that may be gone the writer learns more by waiting.
        if (bytes.IsEmpty || HasEnded || errorBehind != 0)
        {
            return WriteAsync(bytes);
        }

        Debug.Assert(writeSignal.IsIdle, "a write begins while one is pending");
        (writeFrom, writeLength) = (bytes, bytes.Length);
        if (!TrySendLater())
        {
            return BeginWriteAsync();
        }

        Debug.Assert(!isBehind && unsent.IsEmpty, "something is behind already");
        isBehind = true;
        writeFrom = default;
        return new ValueTask<WireResult>(new WireResult(bytes.Length));
    }

    public override ValueTask<WireResult> FlushAsync()
        => isBehind
            ? WaitWritableAsync()
            : new ValueTask<WireResult>(errorBehind == 0 ? new WireResult(0) : ErrorNumber.ToResult(errorBehind));

    /// <summary>
    /// The loop has sent less than it was asked to; these bytes are left, and are the loop's. <see cref="OnSent"/> follows.
    /// </summary>
    public void Keep(ReadOnlySpan<byte> left)
    {
        AssertOnLoop();
        if (isBehind)
        {
            Debug.Assert(unsent.IsEmpty, "bytes are left behind twice");
            unsent = left.ToArray();
        }
    }

    /// <summary>The turn's end has come, or there is room again.</summary>
    /// <param name="error">What the loop's send has met; 0 for nothing that would keep the rest from being sent.</param>
    private void GoOnBehind(int error)
    {
        AssertOnLoop();
        Debug.Assert(isBehind && !isSentLater, "nothing is behind, or the loop has it still");
        if (error == 0 && unsent.IsEmpty)
        {
            CatchUp();
            return;
        }

        int met = error;
        if (TryEnter())
        {
            met = met == 0 ? Send(ref unsent) : met;
            if (met is not (0 or ErrorNumber.Again))
            {
                // A reader must not wait for an answer to what was not sent.
                errorBehind = met;
                _ = Kernel.Shutdown(descriptor, Kernel.ShutBoth);
            }

            Leave();
        }
        else if (met == 0)
        {
            // It stays behind, so that the peer of a closed wire sees that something is missing; a caller that waits for it learns that it
            // is closed.
            CompleteIfWaiting();
            return;
        }

        if (met != ErrorNumber.Again)
        {
            unsent = default;
            CatchUp();
        }
    }

    /// <summary>
    /// Nothing is behind any more: what waited for that goes on. It may have begun to wait on another thread just now, hence the fence.
    /// </summary>
    private void CatchUp()
    {
        AssertOnLoop();
        Debug.Assert(unsent.IsEmpty, "bytes are forgotten");
        isBehind = false;
        Interlocked.MemoryBarrier();
        if (endsBehind)
        {
            ShutdownWrite();
        }

        CompleteIfWaiting();
    }

    /// <summary>Looks first, as <see cref="GoOnWriting"/> does: with nothing behind any more the wire may be moved at any moment.</summary>
    private void CompleteIfWaiting()
    {
        int writing = writeSignal.Look();
        if (loop.IsHere && !isSentLater && writeSignal.TryClaim(writing))
        {
            ContinueWrite();
        }
    }

    /// <summary>True when the end of our side has to wait for what is behind.</summary>
    private bool IsShutdownLeftBehind()
    {
        if (!isBehind)
        {
            return false;
        }

        endsBehind = true;
        Interlocked.MemoryBarrier();
        return isBehind;
    }
}
