using System.Runtime.CompilerServices;
using Proximity.Awaiting;
using Proximity.Exchanges;
using Proximity.Protocol.Faults;
using Proximity.Wires;

namespace Proximity.Tunnels;

/// <summary>
/// One direction of a tunnel. While nothing comes it holds no buffer: what it keeps, thousands of idle tunnels keep.
/// </summary>
/// <param name="relay">The tunnel.</param>
/// <param name="source">Where bytes come from, with those that were read already.</param>
/// <param name="sink">Where they go.</param>
/// <param name="writeCode">The error when they cannot.</param>
/// <param name="writeMessage">The same as a sentence.</param>
internal sealed class TunnelPump(DuplexRelay relay, InputBuffer source, Wire sink, string writeCode, string writeMessage)
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>From here on a bridge, where there is one, is cheaper.</summary>
    private const int MostCopied = 4 * BufferBytes;

    /// <summary>Set while a long stretch is under way.</summary>
    private WireBridge? bridge;
    private long moved;

    /// <summary>Until the source has ended, or the tunnel is broken off.</summary>
    public async Task RunAsync()
    {
        try
        {
            bool ended = source.Length > 0 && await SendReceivedAsync().ConfigureAwait(false);
            source.Release();
            while (!ended)
            {
                long before = moved;
                WireResult ready = await source.Wire.WaitReadableAsync().ConfigureAwait(false);
                ended = ready.IsOk ? await DrainAsync().ConfigureAwait(false) : BreakRead(ready);

                // A stretch that filled a buffer is the beginning of a long one: what follows is not copied. A short one ends that.
                bridge = moved - before >= BufferBytes ? bridge ?? source.Wire.BridgeTo(sink) : null;
            }
        }
        catch (Exception exception)
        {
            // A defect: the other direction must not go on alone.
            relay.Break(CommonFaults.Defect(exception));
            throw;
        }
    }

    /// <summary>Sends what was read before the tunnel stood. True when that failed.</summary>
    private async ValueTask<bool> SendReceivedAsync()
    {
        int count = source.Length;
        WireResult result = await sink.WriteAsync(source.Memory).ConfigureAwait(false);
        if (!result.IsOk)
        {
            return BreakWrite(result);
        }

        Count(count);
        return false;
    }

    private void Count(long bytes)
    {
        moved += bytes;
        relay.Count(source, bytes);
    }

    /// <summary>Moves what is there. True when that was the last.</summary>
    private ValueTask<bool> DrainAsync() => bridge is null ? CopyAsync() : CrossAsync(bridge);

    /// <summary>Moves what is there inside the system.</summary>
    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<bool> CrossAsync(WireBridge over)
    {
        while (true)
        {
            BridgeMove move = await over.MoveAsync(long.MaxValue, relay.Watchdog.OnProgress).ConfigureAwait(false);
            Count(move.Count);
            switch (move.End)
            {
                case BridgeEnd.Moved:
                    break;
                case BridgeEnd.Drained:
                    return false;
                case BridgeEnd.SourceEnded:
                    relay.PassEndOn(sink);
                    return true;
                case BridgeEnd.SourceFailed:
                    return BreakRead(move.Result);
                case BridgeEnd.SinkFailed:
                    return BreakWrite(move.Result);
                default:
                    return await CopyAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Ends after a read that did not fill the buffer: nothing more is there then.</summary>
    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<bool> CopyAsync()
    {
        byte[] buffer = relay.Services.Buffers.Rent(BufferBytes);
        long before = moved;
        try
        {
            while (true)
            {
                WireResult read = await source.Wire.ReadAsync(buffer).ConfigureAwait(false);
                if (!read.IsOk)
                {
                    return BreakRead(read);
                }

                if (read.IsEnd)
                {
                    relay.PassEndOn(sink);
                    return true;
                }

                relay.Watchdog.Progress();
                WireResult written = await sink.WriteAsync(buffer.AsMemory(0, read.Count)).ConfigureAwait(false);
                if (!written.IsOk)
                {
                    return BreakWrite(written);
                }

                relay.Watchdog.Progress();
                Count(read.Count);
                if (read.Count < buffer.Length || moved - before >= MostCopied)
                {
                    return false;
                }
            }
        }
        finally
        {
            relay.Services.Buffers.Return(buffer);
        }
    }

    private bool BreakRead(WireResult read)
    {
        relay.Break(new Fault(ErrorCodes.TunnelReadFailed, FaultSide.Proxy, 0, "Reading from one end of the tunnel failed.") { Cause = read.Cause });
        return true;
    }

    private bool BreakWrite(WireResult written)
    {
        relay.Break(new Fault(writeCode, FaultSide.Proxy, 0, writeMessage) { Cause = written.Cause });
        return true;
    }
}
