using System.Runtime.CompilerServices;
using Proximity.Awaiting;
using Proximity.Exchanges;
using Proximity.Origins;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;
using Proximity.Wires;

namespace Proximity.Forwarding;

/// <summary>Reads response heads from an origin, passing interim ones on, until the final one is there.</summary>
internal sealed class ResponseHeadReader(ExchangeServices services)
{
    /// <summary>An origin that never comes to its final response must not hold the exchange for ever.</summary>
    private const int MaxInterimResponses = 64;

    /// <summary>Null when the final head, or a 101, stands in the origin connection's <see cref="OriginConnection.Head"/>.</summary>
    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    public async ValueTask<Fault?> ReadAsync(Exchange exchange, OriginConnection origin)
    {
        bool anythingReceived = origin.Input.Length > 0;
        bool isHeadBegun = false;
        int interimCount = 0;
        int scanned = 0;
        if (!anythingReceived && origin.Wire.CanWaitForFree)
        {
            // Without a buffer, however long the origin takes.
            WireResult ready = await origin.Wire.WaitReadableAsync().ConfigureAwait(false);
            if (!ready.IsOk)
            {
                return CommonFaults.OriginRead(ready, anythingReceived);
            }
        }

        while (true)
        {
            ParseResult result = HeadParser.ParseResponse(origin.Input.Span, services.HeadLimits, origin.Head, ref scanned);
            switch (result.State)
            {
                case ParseState.Fault:
                    return result.Fault;
                case ParseState.Done:
                    origin.Input.Consume(result.Consumed);
                    if (origin.Head.Status is >= 200 or 101)
                    {
                        return null;
                    }

                    scanned = 0;
                    isHeadBegun = false;
                    exchange.Watchdog.Enter(ExchangePhase.AwaitingResponse);
                    if (++interimCount > MaxInterimResponses)
                    {
                        return new Fault(ErrorCodes.MalformedResponse, FaultSide.Origin, 502, $"The origin sent more than {MaxInterimResponses} interim responses.");
                    }

                    if (await PassOnInterimAsync(exchange, origin.Head).ConfigureAwait(false) is { } writeFault)
                    {
                        return writeFault;
                    }

                    continue;
                default:
                    WireResult read = await origin.Input.FillHeadAsync(services.HeadLimits.MaxBytes).ConfigureAwait(false);
                    if (read.Count == 0)
                    {
                        return CommonFaults.OriginRead(read, anythingReceived);
                    }

                    if (!isHeadBegun)
                    {
                        // From its first byte on a head has to come to an end, however steadily it drips.
                        isHeadBegun = true;
                        exchange.Watchdog.LimitHead();
                    }

                    anythingReceived = true;
                    exchange.Watchdog.Progress();
                    break;
            }
        }
    }

    private static async ValueTask<Fault?> PassOnInterimAsync(Exchange exchange, ResponseHead head)
    {
        // An HTTP/1.0 client would take it for the response (RFC 9110 §15.2).
        if (exchange.Request.ReceivedHead.VersionMinor == 0)
        {
            return null;
        }

        if (head.Status == 100)
        {
            exchange.Watchdog.AskForBody();
        }

        exchange.Buffers.ResponseOutput.Clear();
        HeadWriter.WriteResponse(head, default, exchange.Buffers.ResponseOutput);

        // A client that does not read it is not waited for longer than for a body: the phase decides whom a time-out cuts off.
        exchange.Watchdog.Enter(ExchangePhase.Answering);
        WireResult written = await exchange.Client.WriteAsync(exchange.Buffers.ResponseOutput.Memory).ConfigureAwait(false);
        exchange.Buffers.ResponseOutput.Release();
        exchange.Recording.ResponseBytes += written.Count;
        if (!written.IsOk)
        {
            return CommonFaults.ResponseWrite(written);
        }

        exchange.Watchdog.Enter(ExchangePhase.AwaitingResponse);
        return null;
    }
}
