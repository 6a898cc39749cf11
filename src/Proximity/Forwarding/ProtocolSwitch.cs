using Proximity.Exchanges;
using Proximity.Origins;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;
using Proximity.Recording;
using Proximity.Tunnels;
using Proximity.WebSockets;
using Proximity.Wires;

namespace Proximity.Forwarding;

/// <summary>An origin's 101 (RFC 9110 §15.2.2): the connection becomes a WebSocket, or a tunnel for whatever else was agreed on.</summary>
internal sealed class ProtocolSwitch(ExchangeServices services, Exchange exchange, ResponseStage responseStage, Answers answers)
{
    private static Fault NotAskedFor { get; } = new(
        ErrorCodes.MalformedResponse,
        FaultSide.Origin,
        502,
        "The origin switched to a protocol that it was not asked for (RFC 9110 §7.8).");

    /// <summary>Passes the 101 on and relays what follows, or answers 502 or 503. Returns how the client's connection goes on.</summary>
    public async ValueTask<ExchangeEnd> RunAsync(OriginConnection origin)
    {
        if (!RequestStage.WantsUpgrade(exchange.Request) || !UpgradeField.IsAnswered(exchange.Request.Head, origin.Head))
        {
            return await answers.FailAsync(exchange, NotAskedFor).ConfigureAwait(false);
        }

        if (!services.Tunnels.TryTake(exchange.Settings.MaxTunnels))
        {
            return await answers.FailAsync(exchange, CommonFaults.TooManyTunnels).ConfigureAwait(false);
        }

        try
        {
            return await RelayAsync(origin).ConfigureAwait(false);
        }
        finally
        {
            services.Tunnels.Give();
        }
    }

    private async ValueTask<ExchangeEnd> RelayAsync(OriginConnection origin)
    {
        ResponseHead head = await responseStage.InterceptAsync(exchange, origin.Head).ConfigureAwait(false);
        FlowFacts.BecomeTunnel(exchange.Recording.Flow);

        exchange.Buffers.ResponseOutput.Clear();
        var outline = new ResponseOutline { KeepUpgrade = true, Via = services.Via?.For(origin.Head) };
        HeadWriter.WriteResponse(head, outline, exchange.Buffers.ResponseOutput);
        ResponseStage.NoteWritten(exchange, origin.Head, head);
        exchange.Watchdog.Enter(ExchangePhase.Answering);
        exchange.Progress.ResponseStarted = true;
        WireResult written = await exchange.Client.WriteAsync(exchange.Buffers.ResponseOutput.Memory).ConfigureAwait(false);
        exchange.Recording.ResponseBytes += written.Count;
        if (!written.IsOk)
        {
            return await answers.FailAsync(exchange, CommonFaults.ResponseWrite(written)).ConfigureAwait(false);
        }

        ExchangeEnd end = WebSocketRelay.Applies(services, exchange, origin)
            ? await new WebSocketRelay(services, exchange).RunAsync(origin).ConfigureAwait(false)
            : await new DuplexRelay(services, exchange).RunAsync(origin).ConfigureAwait(false);
        if (end != ExchangeEnd.Abort)
        {
            // In order: the last bytes to the origin, a close frame say, may still be on their way.
            OriginLease.Close(exchange);
        }

        return end;
    }
}
