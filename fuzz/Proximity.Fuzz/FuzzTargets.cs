using Proximity.Formats;
using Proximity.Fuzz.Bodies;
using Proximity.Fuzz.Content;
using Proximity.Fuzz.Files;
using Proximity.Fuzz.Filters;
using Proximity.Fuzz.Heads;
using Proximity.Fuzz.Http2;
using Proximity.Fuzz.Messages;
using Proximity.Fuzz.Onward;
using Proximity.Fuzz.Targets;
using Proximity.Fuzz.Tls;
using Proximity.Fuzz.WebSockets;

namespace Proximity.Fuzz;

/// <summary>Every target, by its name.</summary>
internal static class FuzzTargets
{
    private static readonly Dictionary<string, Func<IFuzzTarget>> ByName = new(StringComparer.Ordinal)
    {
        ["request-head"] = () => new RequestHeadTarget(),
        ["response-head"] = () => new ResponseHeadTarget(),
        ["chunked-body"] = () => new ChunkedBodyTarget(),
        ["request-target"] = () => new RequestTargetTarget(),
        ["websocket-frames"] = () => new WebSocketFramesTarget(),
        ["server-sent-events"] = () => new ServerSentEventsTarget(),
        ["grpc-messages"] = () => new GrpcMessagesTarget(),
        ["protobuf"] = () => new ProtobufTarget(),
        ["content-decoding"] = () => new ContentDecodingTarget(),
        ["hpack"] = () => new HpackTarget(),
        ["http2-connection"] = () => new ConnectionTarget(),
        ["client-hello"] = () => new ClientHelloTarget(),
        ["filter"] = () => new FilterTarget(),
        ["flow-file"] = () => new FlowFileTarget(),
        ["har-file"] = () => new FormatTarget(FlowFormats.Har),
        ["mitmproxy-file"] = () => new FormatTarget(FlowFormats.Mitmproxy),
        ["saz-file"] = () => new FormatTarget(FlowFormats.Saz),
        ["jsonl-file"] = () => new FormatTarget(FlowFormats.JsonLines),
        ["onward-request"] = () => new OnwardRequestTarget(),
        ["onward-response"] = () => new OnwardResponseTarget(),
    };

    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>A fresh target, or null when there is none of this name.</summary>
    public static IFuzzTarget? Create(string name) => ByName.TryGetValue(name, out Func<IFuzzTarget>? create) ? create() : null;
}
