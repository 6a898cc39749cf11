using Proximity.Exchanges;
using Proximity.Origins;
using Proximity.Protocol.Faults;
using Proximity.Wires;

namespace Proximity.Tunnels;

/// <summary>
/// Joins the client's wire with the origin's, both ways, unread, until both have ended. An end in one direction is passed on as a half-close and the other direction goes
/// on; a failure in either breaks both off. An idle direction holds no buffer.
/// </summary>
internal sealed class TunnelRelay(ExchangeServices services, Exchange exchange)
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>From here on a bridge, where there is one, is cheaper.</summary>
    private const int MostCopied = 4 * BufferBytes;

    private readonly Watchdog watchdog = exchange.Watchdog;
    private readonly Action onProgress = exchange.Watchdog.Progress;
    private Fault? fault;

    public async ValueTask<ExchangeEnd> RunAsync(OriginConnection origin)
    {
        watchdog.Enter(ExchangePhase.Tunnelling);
        Task<long> forth = RelayAsync(exchange.Input, origin.Wire, ErrorCodes.TunnelWriteFailed, "The origin's end of the tunnel could not be written to.");
        Task<long> back = RelayAsync(origin.Input, exchange.Client, ErrorCodes.TunnelClientWriteFailed, "The client's end of the tunnel could not be written to.");
        exchange.RequestBytes += await forth.ConfigureAwait(false);
        exchange.ResponseBytes += await back.ConfigureAwait(false);
        if (fault is null)
        {
            return ExchangeEnd.Close;
        }

        Fault cause = exchange.Fail(fault);
        services.Errors.Report(exchange, cause, ExchangePhase.Tunnelling);
        return ExchangeEnd.Abort;
    }

    /// <summary>One direction; the result is how many bytes it moved.</summary>
    private async Task<long> RelayAsync(InputBuffer source, Wire sink, string writeCode, string writeMessage)
    {
        long moved = source.Length;
        WireResult result = moved > 0 ? await sink.WriteAsync(source.Memory).ConfigureAwait(false) : new WireResult(0);
        source.Release();
        if (!result.IsOk)
        {
            Break(new Fault(writeCode, FaultSide.Proxy, 0, writeMessage) { Cause = result.Cause });
            return 0;
        }

        var way = new Way(source.Wire, sink, writeCode, writeMessage);
        while (true)
        {
            WireResult ready = await source.Wire.WaitReadableAsync().ConfigureAwait(false);
            Drained drained = ready.IsOk ? await DrainAsync(way).ConfigureAwait(false) : new Drained(0, BreakRead(ready));
            moved += drained.Moved;
            if (drained.Ended)
            {
                return moved;
            }

            // A stretch that filled a buffer is the beginning of a long one: what follows is not copied. A short one ends that.
            way.Bridge = drained.Moved >= BufferBytes ? way.Bridge ?? source.Wire.BridgeTo(sink) : null;
        }
    }

    private ValueTask<Drained> DrainAsync(Way way) => way.Bridge is { } bridge ? CrossAsync(way, bridge) : CopyAsync(way);

    /// <summary>Moves what is there inside the system.</summary>
    private async ValueTask<Drained> CrossAsync(Way way, WireBridge bridge)
    {
        long moved = 0;
        while (true)
        {
            BridgeMove move = await bridge.MoveAsync(long.MaxValue, onProgress).ConfigureAwait(false);
            moved += move.Count;
            switch (move.End)
            {
                case BridgeEnd.Moved:
                    break;
                case BridgeEnd.Drained:
                    return new Drained(moved, false);
                case BridgeEnd.SourceEnded:
                    way.Sink.ShutdownWrite();
                    return new Drained(moved, true);
                case BridgeEnd.SourceFailed:
                    return new Drained(moved, BreakRead(move.Result));
                case BridgeEnd.SinkFailed:
                    Break(new Fault(way.WriteCode, FaultSide.Proxy, 0, way.WriteMessage) { Cause = move.Result.Cause });
                    return new Drained(moved, true);
                default:
                    Drained copied = await CopyAsync(way).ConfigureAwait(false);
                    return copied with { Moved = moved + copied.Moved };
            }
        }
    }

    /// <summary>Moves what is there. Ends after a read that did not fill the buffer: nothing more is there then.</summary>
    private async ValueTask<Drained> CopyAsync(Way way)
    {
        byte[] buffer = services.Buffers.Rent(BufferBytes);
        long moved = 0;
        try
        {
            while (true)
            {
                WireResult read = await way.Source.ReadAsync(buffer).ConfigureAwait(false);
                if (!read.IsOk)
                {
                    return new Drained(moved, BreakRead(read));
                }

                if (read.IsEnd)
                {
                    way.Sink.ShutdownWrite();
                    return new Drained(moved, true);
                }

                watchdog.Progress();
                WireResult written = await way.Sink.WriteAsync(buffer.AsMemory(0, read.Count)).ConfigureAwait(false);
                if (!written.IsOk)
                {
                    Break(new Fault(way.WriteCode, FaultSide.Proxy, 0, way.WriteMessage) { Cause = written.Cause });
                    return new Drained(moved, true);
                }

                watchdog.Progress();
                moved += read.Count;
                if (read.Count < buffer.Length || moved >= MostCopied)
                {
                    return new Drained(moved, false);
                }
            }
        }
        finally
        {
            services.Buffers.Return(buffer);
        }
    }

    private bool BreakRead(WireResult read)
    {
        Break(new Fault(ErrorCodes.TunnelReadFailed, FaultSide.Proxy, 0, "Reading from one end of the tunnel failed.") { Cause = read.Cause });
        return true;
    }

    /// <summary>The first failure is the reason; breaking off both ends makes the other direction fail too.</summary>
    private void Break(Fault reason)
    {
        Interlocked.CompareExchange(ref fault, reason, null);
        watchdog.AbortOrigin();
        exchange.Client.Abort();
    }

    /// <summary>What was moved until nothing more was there.</summary>
    private readonly record struct Drained(long Moved, bool Ended);

    /// <summary>One direction.</summary>
    private sealed record Way(Wire Source, Wire Sink, string WriteCode, string WriteMessage)
    {
        /// <summary>Set while a long stretch is under way.</summary>
        public WireBridge? Bridge { get; set; }
    }
}
