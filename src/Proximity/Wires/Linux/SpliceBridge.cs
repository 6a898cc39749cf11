using System.Runtime.CompilerServices;
using Proximity.Awaiting;

namespace Proximity.Wires.Linux;

/// <summary>A bridge over splice(2): the bytes pass from socket to pipe to socket as references to the kernel's pages.</summary>
internal sealed class SpliceBridge(EpollWire source, EpollWire sink, PipePool pipes) : WireBridge
{
    /// <summary>What fits into a pipe; the kernel moves less where it must.</summary>
    private const int MostAtOnce = 1024 * 1024;

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    public override async ValueTask<BridgeMove> MoveAsync(long limit, Action onProgress)
    {
        if (EventLoop.IsTurnOver())
        {
            await new WireTurn(source);
        }

        if (!pipes.TryTake(out PipePool.Pipe pipe))
        {
            return new BridgeMove(BridgeEnd.Unavailable);
        }

        int held = 0;
        long moved = 0;
        try
        {
            if (!source.TrySpliceInto(pipe.WriteEnd, Math.Min(limit, MostAtOnce), out WireResult taken))
            {
                return new BridgeMove(BridgeEnd.Drained);
            }

            if (!taken.IsOk || taken.Count == 0)
            {
                return new BridgeMove(taken.IsOk ? BridgeEnd.SourceEnded : BridgeEnd.SourceFailed, 0, taken);
            }

            held = taken.Count;
            while (held > 0)
            {
                WireResult passed = sink.TrySpliceFrom(pipe.ReadEnd, held, out WireResult result)
                    ? result
                    : await sink.WaitWritableAsync().ConfigureAwait(false);
                if (!passed.IsOk)
                {
                    return new BridgeMove(BridgeEnd.SinkFailed, moved, passed);
                }

                held -= passed.Count;
                moved += passed.Count;
                onProgress();
            }

            return new BridgeMove(BridgeEnd.Moved, moved);
        }
        finally
        {
            pipes.GiveBack(pipe, isEmpty: held == 0);
        }
    }
}
