using Proximity.Formats;
using Proximity.Stores;

namespace Proximity.Flows.Tests.Formats;

/// <summary>What a flow has comes back from a file, or it is said that it does not: nothing is lost silently.</summary>
public class FormatLossTests
{
    private const string Get = "GET http://a.test/ HTTP/1.1\nHost: a.test\n\n";
    private const string Ok = "HTTP/1.1 200 OK\nContent-Type: text/plain\n\n";

    private static readonly string[] Names = ["json", "jsonl", "har", "mitmproxy", "saz"];

    private static readonly Dictionary<FlowAspects, Func<FlowParts>> Flows = new()
    {
        [FlowAspects.AnsweredStatus] = () => Parts(hasResponse: false) with { ErrorCode = "dns_failed", AnsweredStatus = 502 },
        [FlowAspects.Error] = () => Parts() with { ErrorCode = "body_too_long" },
        [FlowAspects.Times] = () => Parts(),
        [FlowAspects.Trailers] = () => WithResponseBody(FlowBody.Whole("ab"u8.ToArray()), new("X-Sum", "1")),
        [FlowAspects.Tls] = () => Parts() with { OriginTls = new FlowTls("TLS 1.3", "TLS_AES_128_GCM_SHA256", "h2", "a.test") },
        [FlowAspects.Program] = () => Parts() with { ClientProcess = "curl" },
        [FlowAspects.Handling] = () => Parts() with { AnsweredBy = "mock", Modified = true },
        [FlowAspects.WebSocketMessages] = () => WebSocket(WebSocketOutcome.Passed),
        [FlowAspects.MessageFates] = () => WebSocket(WebSocketOutcome.Changed),
        [FlowAspects.StreamMessages] = () => Parts() with { Messages = [Event()], MessageCount = 1 },
        [FlowAspects.OriginAddress] = () => Parts() with { Details = new FlowDetails { OriginAddress = "10.0.0.1" } },
        [FlowAspects.Comment] = () => Parts() with { Details = new FlowDetails { Comment = "look" } },
        [FlowAspects.Mark] = () => Parts() with { Details = new FlowDetails { Mark = FlowMark.Purple } },
        [FlowAspects.Certificates] = () => Parts() with { OriginTls = Certified(ShownCertificates.Real) },
        [FlowAspects.ChangedHeads] = () => Parts() with { HeadChanges = ShownHeads.All },
        [FlowAspects.Connections] = () => Parts() with
        {
            Details = new FlowDetails { ClientPort = 50123, ClientConnection = "c-1", Connection = "s-1" },
        },
        [FlowAspects.HeadSizes] = () => Parts() with
        {
            Request = Parts().Request with { Raw = "" },
            Response = Parts().Response! with { Raw = "" },
            Details = new FlowDetails { RequestHeadBytes = 77, ResponseHeadBytes = 88 },
        },
        [FlowAspects.Tags] = () => Parts() with { Details = new FlowDetails { Tags = ["bug-1", "slow"] } },
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string name in Names)
            {
                foreach (FlowAspects aspect in Flows.Keys)
                {
                    cases.Add(name, aspect.ToString());
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task WhatAFlowHas_ComesBack_OrIsSaidToBeLost(string name, string aspectName)
    {
        var aspect = Enum.Parse<FlowAspects>(aspectName);
        FlowFormat format = FlowFormats.Named(name)!;
        var losses = new FormatLosses();
        Flow flow = FlowFactory.Create(Flows[aspect]());
        Assert.True(AspectLosses.Of(flow.Snapshot()).HasFlag(aspect));

        byte[] file = await FormatFlows.WriteAsync(format.Writer!(FormatFlows.Decoder), losses, flow);
        Flow read = Assert.Single(await FormatFlows.ReadAsync(format.Reader!(FormatFlows.Decoder), file));

        bool isSaid = losses.Describe().Contains(AspectLosses.WordsOf(aspect));
        string before = Describe(flow.Snapshot(), aspect);
        Assert.True(isSaid || before == Describe(read.Snapshot(), aspect), $"{before} became {Describe(read.Snapshot(), aspect)}");
        Assert.False(isSaid && name.StartsWith("json", StringComparison.Ordinal), "our own format carries everything");
    }

    [Fact]
    public void EveryAspect_IsTried() => Assert.Equal(FlowAspects.All, Flows.Keys.Aggregate((all, one) => all | one));

    [Fact]
    public async Task RawText_SaysAllThatItHasNot()
    {
        var losses = new FormatLosses();
        IEnumerable<Flow> flows = Flows.Values.Select(make => FlowFactory.Create(make()));

        await FormatFlows.WriteAsync(FlowFormats.Named("raw")!.Writer!(FormatFlows.Decoder), losses, flows);

        Assert.Equal(Flows.Count, losses.Counts.Count);
    }

    [Fact]
    public async Task Saz_SaysThatTheStatusOfTheProxysAnswerIsLost()
    {
        var losses = new FormatLosses();

        await FormatFlows.WriteAsync(
            FlowFormats.Saz.Writer!(FormatFlows.Decoder), losses, FlowFactory.Create(Flows[FlowAspects.AnsweredStatus]()));

        Assert.Equal(["the status with which the proxy itself answered"], losses.Describe());
    }

    private static string Describe(FlowSnapshot flow, FlowAspects aspect) => aspect switch
    {
        FlowAspects.AnsweredStatus => $"{flow.AnsweredStatus}",
        FlowAspects.Error => flow.ErrorCode ?? "",
        FlowAspects.Times => $"{flow.Duration.TotalMilliseconds:0} {flow.Timings.Wait.TotalMilliseconds:0}",
        FlowAspects.Trailers => string.Join(',', flow.Response!.Body.Trailers),
        FlowAspects.Tls => flow.OriginTls is { } tls ? $"{tls.Protocol} {tls.CipherSuite} {tls.ApplicationProtocol} {tls.ServerName}" : "",
        FlowAspects.Certificates => string.Join(',', (flow.OriginTls?.Certificates ?? []).Select(Describe)),
        FlowAspects.ChangedHeads => ShownHeads.Describe(flow),
        FlowAspects.Connections => $"{flow.Details?.ClientPort} {flow.Details?.ClientConnection} {flow.Details?.Connection}",
        FlowAspects.HeadSizes => $"{flow.Details?.RequestHeadBytes} {flow.Details?.ResponseHeadBytes}",
        FlowAspects.Program => flow.ClientProcess ?? "",
        FlowAspects.Handling => $"{flow.AnsweredBy} {flow.Modified}",
        FlowAspects.OriginAddress => flow.Details?.OriginAddress ?? "",
        FlowAspects.Comment => flow.Details?.Comment ?? "",
        FlowAspects.Mark => $"{flow.Details?.Mark}",
        FlowAspects.Tags => string.Join(',', flow.Details?.Tags ?? []),
        _ => string.Join(',', flow.Messages.Select(message => $"{message.Kind} {message.State} {message.Text}")),
    };

    private static FlowTls Certified(FlowCertificate certificate)
        => new("TLS 1.3", "TLS_AES_128_GCM_SHA256", "h2", "a.test") { Certificates = [certificate] };

    private static string Describe(FlowCertificate shown)
        => $"{shown.Subject} {shown.Issuer} {shown.NotBefore:O} {shown.NotAfter:O} {shown.SerialNumber} {shown.Fingerprint} "
            + $"{string.Join('/', shown.AlternativeNames)} {shown.AlternativeNameCount}";

    private static FlowParts Parts(bool hasResponse = true)
        => FormatFlows.Parts(Get, null, hasResponse ? Ok : null, hasResponse ? FormatFlows.Body("ab") : null);

    private static FlowParts WithResponseBody(FlowBody body, KeyValuePair<string, string> trailer)
    {
        var ended = new FlowBody(body.State, body.Bytes.ToArray(), body.TotalBytes) { Trailers = [trailer] };
        return FormatFlows.Parts(Get, null, Ok, ended);
    }

    private static FlowParts WebSocket(WebSocketOutcome outcome)
        => FormatFlows.Parts(Get, null, "HTTP/1.1 101 Switching Protocols\n\n", null) with
        {
            WebSocketMessages =
            [
                new RecordedWebSocketMessage(WebSocketDirection.ToClient, WebSocketMessageKind.Text, "hi"u8.ToArray(), 2)
                {
                    Number = 1,
                    Outcome = outcome,
                },
            ],
        };

    private static FlowMessage Event() => new(MessageDirection.ToClient, MessageKind.ServerSentEvent, "hi"u8.ToArray(), 2) { Number = 1 };
}
