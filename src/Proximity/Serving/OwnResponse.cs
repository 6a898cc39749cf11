using System.Globalization;
using System.Text;
using Proximity.Exchanges;
using Proximity.Flows;
using Proximity.Protocol.Heads;
using Proximity.Recording;
using Proximity.Wires;

namespace Proximity.Serving;

/// <summary>A response that the proxy itself makes, other than an error: recorded, shown to the user's code and sent like those of origins.</summary>
internal sealed class OwnResponse(ExchangeServices services, Answers answers)
{
    /// <summary>Sends it.</summary>
    /// <param name="exchange">What it answers.</param>
    /// <param name="status">Status and reason.</param>
    /// <param name="fields">Field lines, each with its CRLF.</param>
    /// <param name="body">The body, which an answer to HEAD leaves out (RFC 9110 §9.3.2).</param>
    public async ValueTask<ExchangeEnd> SendAsync(Exchange exchange, string status, string fields, ReadOnlyMemory<byte> body)
    {
        bool keep = services.Persistent && exchange.ClientPersists && exchange.Request.Framing.IsEmpty && !exchange.Watchdog.IsDraining;
        byte[] head = Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status}\r\n{OwnFields.At(services.TimeProvider.GetUtcNow())}{fields}Content-Length: {body.Length}\r\n{(keep ? "" : "Connection: close\r\n")}\r\n"));
        ReadOnlyMemory<byte> sent = exchange.Request.ReceivedHead.MethodKind == MethodKind.Head ? default : body;
        await RecordAsync(exchange, head, sent).ConfigureAwait(false);

        exchange.Recording.Times.ResponseHead = services.Timestamp();
        exchange.Progress.ResponseStarted = true;
        exchange.Watchdog.Enter(ExchangePhase.Answering);
        exchange.Buffers.ResponseOutput.Clear();
        exchange.Buffers.ResponseOutput.Write(head);
        exchange.Buffers.ResponseOutput.Write(sent.Span);
        WireResult written = await exchange.Client.WriteAsync(exchange.Buffers.ResponseOutput.Memory).ConfigureAwait(false);
        exchange.Recording.ResponseBytes += written.Count;
        return written.IsOk
            ? keep ? ExchangeEnd.Keep : ExchangeEnd.Linger
            : await answers.FailAsync(exchange, CommonFaults.ResponseWrite(written)).ConfigureAwait(false);
    }

    private async ValueTask RecordAsync(Exchange exchange, byte[] head, ReadOnlyMemory<byte> body)
    {
        HeadHandler<ProxyResponse>[] handlers = services.Handlers.Present.OwnResponses;
        if (exchange.Recording.Flow is null && handlers.Length == 0)
        {
            return;
        }

        var response = ProxyResponse.FromBlock(head);
        if (exchange.Recording.Flow is { } flow)
        {
            FlowFacts.Respond(flow, response);
            services.Recorder.OwnBody(flow, body.Span);
        }

        if (handlers.Length > 0)
        {
            await HeadHandlers.RunAsync(services, exchange, handlers, response).ConfigureAwait(false);
        }
    }
}
