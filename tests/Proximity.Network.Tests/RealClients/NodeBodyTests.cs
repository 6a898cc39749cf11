using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests.RealClients;

/// <summary>
/// Node's <c>http</c>, <c>http2</c> and <c>fetch</c>: bodies read and changed by a handler on their way, and on the flow as they went on.
/// </summary>
public sealed class NodeBodyTests
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "node-client.js");

    /// <summary>Node's client, and what the origin speaks.</summary>
    public static TheoryData<string, HttpProtocols> Pairings => new()
    {
        { "http", HttpProtocols.Http1 },
        { "http", HttpProtocols.Http2 },
        { "http2", HttpProtocols.Http1 },
        { "http2", HttpProtocols.Http2 },
        { "fetch", HttpProtocols.Http1 },
        { "fetch", HttpProtocols.Http2 },
    };

    [Theory]
    [MemberData(nameof(Pairings))]
    public async Task Json_IsSeen_AndChangedBothWays(string client, HttpProtocols protocols)
    {
        await using NegotiatingOrigin origin = await JsonOrigin.StartAsync(protocols);
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        IReadOnlyList<string> read = proxy.Proxy.Server.Handlers.ChangeJson();
        JsonNode got = await RunAsync(proxy, client, origin.Authority, JsonOrigin.Asked);
        Assert.Equal((200, JsonOrigin.SaidChanged), ((int)got["status"]!, (string?)got["text"]));
        Assert.Equal([JsonOrigin.Asked, JsonOrigin.Said], read);
        Flow flow = await proxy.FlowAsync("POST");
        Assert.Equal((JsonOrigin.AskedChanged, JsonOrigin.SaidChanged), (flow.RequestBody.WholeText(), flow.ResponseBody.WholeText()));
        Assert.Equal((client == "http2", protocols == HttpProtocols.Http2), (flow.ClientStream is not null, flow.OriginStream is not null));
        Assert.Empty(flow.RequestBody.Trailers);
        Assert.Empty(flow.ResponseBody.Trailers);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task UntouchedChunkedBodies_KeepTheirTrailers_ApartFromFields(HttpProtocols protocols)
    {
        await using NegotiatingOrigin origin = await JsonOrigin.StartAsync(protocols);
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        JsonNode got = await RunAsync(proxy, "http", origin.Authority, JsonOrigin.Asked);
        Assert.Equal(("gzip", """{"name":"Ada","from":"origin"}"""), ((string?)got["coding"], (string?)got["text"]));
        Flow flow = await proxy.FlowAsync("POST");
        Assert.Equal((JsonOrigin.Asked, (string?)got["text"]), (flow.RequestBody.WholeText(), flow.ResponseBody.WholeText()));
        Assert.Equal([new("x-sum", "42")], flow.RequestBody.Trailers);
        Assert.Null(flow.Request.Headers["x-sum"]);

        // .NET sends no trailers of requests in HTTP/2, and Kestrel none of responses in HTTP/1.1.
        bool isHttp2 = protocols == HttpProtocols.Http2;
        Assert.Equal(isHttp2 ? null : "42", (string?)got["sum"]);
        Assert.Equal(isHttp2 ? [new(JsonOrigin.Trailer, "yes")] : [], flow.ResponseBody.Trailers);
        Assert.Equal(isHttp2 ? "yes" : null, (string?)got["trailers"]![JsonOrigin.Trailer]);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1, "")]
    [InlineData(HttpProtocols.Http1, "?gzip")]
    [InlineData(HttpProtocols.Http2, "")]
    [InlineData(HttpProtocols.Http2, "?gzip")]
    public async Task Events_PassAsTheyCome_WhileAHandlerChangesOtherBodies(HttpProtocols protocols, string query)
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(protocols, new EventOrigin().Map);
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        proxy.Proxy.Server.Handlers.Use("mark", async (exchange, next) =>
        {
            if (!exchange.Request.Body.IsEmpty)
            {
                await exchange.Request.Body.ReplaceTextAsync(text => text + " (changed)");
            }

            return await next(exchange);
        });
        JsonNode got = await RunAsync(proxy, "events", origin.Authority, query);
        Assert.Equal("text/event-stream", (string?)got["type"]);
        Assert.Equal(EventOrigin.Events, got["events"]!.AsArray().Select(text => (string?)text));
        Flow flow = await proxy.FlowAsync("GET");
        Assert.Equal(EventOrigin.Stream, flow.ResponseBody.WholeText());
        Assert.Equal(query.Length > 0 ? ["gzip"] : [], flow.ResponseBody.ContentCodings);
        Assert.Equal([" first Passed", "named second Passed", " third Passed"], flow.Messages.Select(Shown));
        Assert.False(flow.Modified);
        Flow seen = await proxy.FlowAsync("POST");
        Assert.Equal(EventOrigin.Events[0] + " (changed)", seen.RequestBody.WholeText());
    }

    [Theory]
    [InlineData(HttpProtocols.Http1, "")]
    [InlineData(HttpProtocols.Http1, "?gzip")]
    [InlineData(HttpProtocols.Http2, "")]
    [InlineData(HttpProtocols.Http2, "?gzip")]
    public async Task OneEvent_IsChangedAsItPasses_AndTheOthersStay(HttpProtocols protocols, string query)
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(protocols, new EventOrigin().Map);
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        EventOrigin.ChangeSecondEvent(proxy.Proxy.Server.Handlers);
        JsonNode got = await RunAsync(proxy, "events", origin.Authority, query);
        Assert.Equal(EventOrigin.EventsChanged, got["events"]!.AsArray().Select(text => (string?)text));
        Flow flow = await proxy.FlowAsync("GET");
        Assert.Equal([" first Passed", "named SECOND Changed", " third Passed"], flow.Messages.Select(Shown));
        Assert.Equal((true, null), (flow.Modified, flow.ErrorCode));
    }

    private static string Shown(FlowMessage message) => $"{message.EventType} {message.Text} {message.State}";

    private static async Task<JsonNode> RunAsync(InterceptingProxy proxy, string kind, string authority, string body = "")
    {
        string port = proxy.Proxy.EndPoint.Port.ToString(CultureInfo.InvariantCulture);
        ProgramResult result = await ProcessRunner.RunAsync("node", Script, kind, port, authority, proxy.AuthorityFile, body);
        return JsonNode.Parse(result.Succeeded())!;
    }
}
