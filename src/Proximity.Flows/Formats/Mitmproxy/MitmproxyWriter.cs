using System.Buffers.Binary;
using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Formats.Mitmproxy;

/// <summary>
/// Writes flow files of mitmproxy in flow format 17, that of version 8, which later versions convert when they read it. Every member of
/// the format is written: mitmproxy refuses a flow in which one is missing.
/// </summary>
internal sealed class MitmproxyWriter : IFlowWriter
{
    private const int FormatVersion = 17;

    private const FlowAspects Carried = FlowAspects.Error | FlowAspects.Times | FlowAspects.Trailers | FlowAspects.Tls
        | FlowAspects.WebSocketMessages | FlowAspects.OriginAddress | FlowAspects.Comment | FlowAspects.Mark | FlowAspects.Connections;

    public async Task WriteAsync(Stream stream, IEnumerable<Flow> flows, FormatLosses losses, CancellationToken cancellationToken)
    {
        var writer = new TnetWriter();
        foreach (Flow flow in flows)
        {
            writer.Clear();
            WriteFlow(writer, flow.SnapshotNotKept(), losses);
            await stream.WriteAsync(writer.Written, cancellationToken);
        }
    }

    public static void Name(TnetWriter writer, string name) => writer.Text(name);

    /// <summary>Null, or what the function writes of the value.</summary>
    public static void Optional<T>(TnetWriter writer, T? value, Action<TnetWriter, T> write)
        where T : class
    {
        if (value is null)
        {
            writer.Null();
        }
        else
        {
            write(writer, value);
        }
    }

    private static void WriteFlow(TnetWriter writer, FlowSnapshot flow, FormatLosses losses)
    {
        var url = ExchangeUrl.Of(flow);
        var times = new MitmproxyTimes(flow);
        AspectLosses.Add(flow, Carried | MitmproxyCertificates.Carried(flow), losses);
        int begun = writer.Begin();
        Name(writer, "version");
        writer.Integer(FormatVersion);
        Name(writer, "type");
        writer.Text("http");
        Name(writer, "id");
        writer.Text(IdOf(flow, part: 0));
        MitmproxyMessages.WriteRequest(writer, flow.Request, url, times, losses);
        MitmproxyMessages.WriteResponse(writer, flow.Response, times, losses);
        WriteError(writer, flow, times);
        Name(writer, "websocket");
        Optional(writer, flow.WebSocketMessages, (output, messages) => MitmproxyWebSocket.Write(output, messages, losses));
        MitmproxyConnections.WriteClient(writer, flow, times, flow.Details?.ClientConnection ?? IdOf(flow, part: 1));
        MitmproxyConnections.WriteServer(writer, flow, url, times, flow.Details?.Connection ?? IdOf(flow, part: 2));
        WriteRest(writer, flow, times);
        writer.EndDictionary(begun);
    }

    private static void WriteError(TnetWriter writer, FlowSnapshot flow, MitmproxyTimes times)
    {
        Name(writer, "error");
        if ((flow.Details?.Error ?? flow.ErrorCode) is not { } error)
        {
            writer.Null();
            return;
        }

        int begun = writer.Begin();
        Name(writer, "msg");
        writer.Text(error);
        Name(writer, "timestamp");
        writer.Float(times.ResponseEnd);
        writer.EndDictionary(begun);
    }

    private static void WriteRest(TnetWriter writer, FlowSnapshot flow, MitmproxyTimes times)
    {
        Name(writer, "intercepted");
        writer.Boolean(false);
        Name(writer, "is_replay");
        writer.Null();
        Name(writer, "marked");
        writer.Text(MitmproxyMarks.Write(flow.Details?.Mark ?? FlowMark.None));
        Name(writer, "comment");
        writer.Text(flow.Details?.Comment ?? string.Empty);
        Name(writer, "metadata");
        writer.EndDictionary(writer.Begin());
        Name(writer, "timestamp_created");
        writer.Float(times.RequestStart);
    }

    /// <summary>The same flow gets the same identity each time, so that a file written twice is the same.</summary>
    private static string IdOf(FlowSnapshot flow, int part)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, flow.Timestamp.UtcTicks);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], (flow.Id << 2) | (uint)part);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
