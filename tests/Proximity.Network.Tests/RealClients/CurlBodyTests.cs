using Microsoft.AspNetCore.Server.Kestrel.Core;
using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests.RealClients;

/// <summary>
/// Bodies of curl's, in both versions of HTTP on both sides: read and changed by a handler on their way, and on the flow as they went on.
/// </summary>
public sealed class CurlBodyTests
{
    /// <summary>What curl speaks, and what the origin does.</summary>
    public static TheoryData<string, HttpProtocols> Pairings => new()
    {
        { "--http1.1", HttpProtocols.Http1 },
        { "--http1.1", HttpProtocols.Http2 },
        { "--http2", HttpProtocols.Http2 },
    };

    [Theory]
    [MemberData(nameof(Pairings))]
    public async Task GzipJson_IsSeenDecoded_AndChangedBothWays(string option, HttpProtocols protocols)
    {
        await using NegotiatingOrigin origin = await JsonOrigin.StartAsync(protocols);
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        IReadOnlyList<string> read = proxy.Proxy.Server.Handlers.ChangeJson();
        string said = (await proxy.CurlAsync(option, "--compressed", "-d", JsonOrigin.Asked, Url(origin))).Succeeded();
        Assert.Equal(JsonOrigin.SaidChanged, said);
        Assert.Equal([JsonOrigin.Asked, JsonOrigin.Said], read);
        Flow flow = await proxy.FlowAsync("POST");
        Assert.Equal(JsonOrigin.AskedChanged, flow.RequestBody.WholeText());
        Assert.Equal(JsonOrigin.SaidChanged, flow.ResponseBody.WholeText());
        Assert.Equal(["gzip"], flow.ResponseBody.ContentCodings);
        Assert.Equal((true, null), (flow.Modified, flow.ErrorCode));
        (bool Client, bool Origin) isHttp2 = (option == "--http2", protocols == HttpProtocols.Http2);
        Assert.Equal(isHttp2, (flow.ClientStream is not null, flow.OriginStream is not null));
    }

    [Theory]
    [MemberData(nameof(Pairings))]
    public async Task GzipUpload_OfUnknownLength_IsSeenDecoded_AndStaysGzip(string option, HttpProtocols protocols)
    {
        await using NegotiatingOrigin origin = await JsonOrigin.StartAsync(protocols);
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        IReadOnlyList<string> read = proxy.Proxy.Server.Handlers.ChangeJson(alsoResponses: false);
        string file = proxy["up"];
        await File.WriteAllBytesAsync(file, JsonOrigin.Gzip(JsonOrigin.Asked));

        // To HTTP/2 curl gives the length of no body that it was told to send in chunks.
        string[] coded = ["-H", "Content-Encoding: gzip", "-H", "Transfer-Encoding: chunked"];
        string said = (await proxy.CurlAsync([option, .. coded, "-X", "POST", "-T", file, "--compressed", Url(origin)])).Succeeded();
        Assert.Equal(JsonOrigin.Said, said);
        Assert.Equal([JsonOrigin.Asked], read);
        Flow flow = await proxy.FlowAsync("POST");
        Assert.Equal((JsonOrigin.AskedChanged, JsonOrigin.Said), (flow.RequestBody.WholeText(), flow.ResponseBody.WholeText()));
        Assert.Equal(["gzip"], flow.RequestBody.ContentCodings);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task UploadThatWaitsForA100_IsHeldAndChanged(HttpProtocols protocols)
    {
        await using NegotiatingOrigin origin = await JsonOrigin.StartAsync(protocols);
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        proxy.Proxy.Server.Handlers.ChangeJson();
        string[] waiting = ["-v", "--http1.1", "-H", "Expect: 100-continue", "--expect100-timeout", "60"];
        ProgramResult result = await proxy.CurlAsync([.. waiting, "--compressed", "-d", JsonOrigin.Asked, Url(origin)]);
        Assert.Equal(JsonOrigin.SaidChanged, result.Succeeded());
        Assert.Contains("< HTTP/1.1 100 Continue", result.Error, StringComparison.Ordinal);
        Assert.Equal(JsonOrigin.AskedChanged, (await proxy.FlowAsync("POST")).RequestBody.WholeText());
    }

    [Theory]
    [InlineData("--http1.1")]
    [InlineData("--http2")]
    public async Task Trailers_StayApartFromFields_WhenTheBodyIsOnlyRead(string option)
    {
        await using NegotiatingOrigin origin = await JsonOrigin.StartAsync(HttpProtocols.Http2);
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        string? read = null;
        proxy.Proxy.Server.Handlers.Use("read", async (exchange, next) =>
        {
            Verdict verdict = await next(exchange);
            read = await exchange.Response.Body.ReadTextAsync();
            return verdict;
        });
        string[] fields = ["-H", "TE: trailers", "-D", proxy["fields"]];
        string said = (await proxy.CurlAsync([option, .. fields, "--compressed", "-d", JsonOrigin.Asked, Url(origin)])).Succeeded();
        Flow flow = await proxy.FlowAsync("POST");
        Assert.Equal((said, said), (read, flow.ResponseBody.WholeText()));
        Assert.Equal([new(JsonOrigin.Trailer, "yes")], flow.ResponseBody.Trailers);
        Assert.Null(flow.Response!.Headers[JsonOrigin.Trailer]);
        Assert.EndsWith($"\r\n\r\n{JsonOrigin.Trailer}: yes\r\n", await File.ReadAllTextAsync(proxy["fields"]), StringComparison.Ordinal);
    }

    private static string Url(NegotiatingOrigin origin) => $"https://{origin.Authority}/json";
}
