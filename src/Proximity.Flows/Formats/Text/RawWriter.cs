using System.Globalization;
using System.Text;
using Proximity.Flows;

namespace Proximity.Formats.Text;

/// <summary>
/// Writes requests and responses as HTTP/1.1 has them: heads as they were received where they are kept, and bodies behind them.
/// </summary>
internal sealed class RawWriter : IFlowWriter
{
    private static readonly byte[] Separator = "\r\n\r\n"u8.ToArray();

    public async Task WriteAsync(Stream stream, IEnumerable<Flow> flows, FormatLosses losses, CancellationToken cancellationToken)
    {
        bool isFirst = true;
        foreach (Flow live in flows)
        {
            FlowSnapshot flow = live.SnapshotNotKept();
            AspectLosses.Add(flow, FlowAspects.None, losses);
            if (!isFirst)
            {
                await stream.WriteAsync(Separator, cancellationToken);
            }

            isFirst = false;
            await stream.WriteAsync(Request(flow.Request, losses), cancellationToken);
            if (flow.Response is { } response)
            {
                await stream.WriteAsync(Separator, cancellationToken);
                await stream.WriteAsync(Response(response, losses), cancellationToken);
            }
        }
    }

    private static byte[] Request(RequestSnapshot request, FormatLosses losses)
    {
        var wire = WireMessage.Of(request.Headers, request.Body, losses);
        return Message(
            request.Raw,
            $"{request.Method} {request.Url} {request.Version}",
            wire,
            ReferenceEquals(wire.Headers, request.Headers));
    }

    private static byte[] Response(ResponseSnapshot response, FormatLosses losses)
    {
        var wire = WireMessage.Of(response.Headers, response.Body, losses);
        string start = string.Create(CultureInfo.InvariantCulture, $"{response.Version} {response.Status} {response.StatusText}");
        return Message(response.Raw, start, wire, ReferenceEquals(wire.Headers, response.Headers));
    }

    private static byte[] Message(string raw, string startLine, WireMessage message, bool isAsReceived)
    {
        var head = new StringBuilder();
        if (raw.Length > 0 && isAsReceived)
        {
            head.Append(raw);
        }
        else
        {
            head.Append(startLine).Append("\r\n");
            foreach ((string name, string value) in message.Headers)
            {
                head.Append(name).Append(": ").Append(value).Append("\r\n");
            }

            head.Append("\r\n");
        }

        byte[] block = FieldText.GetBytes(head.ToString());
        return message.Body is { } body ? [.. block, .. body.Span] : block;
    }
}
