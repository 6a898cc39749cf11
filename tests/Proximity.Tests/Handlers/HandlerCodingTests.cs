using System.Text;
using Proximity.Flows;
using Proximity.Tests.Server;

using static Proximity.Tests.Handlers.HandlerRig;

namespace Proximity.Tests.Handlers;

/// <summary>The content codings of what handlers make: named by a field, or there already.</summary>
public class HandlerCodingTests
{
    private static readonly KeyValuePair<string, string>[] NamesGzip = [new("Content-Encoding", "gzip")];

    [Theory]
    [InlineData("Accept-Encoding: gzip\r\n", true)]
    [InlineData("", true)]
    [InlineData("Accept-Encoding: br\r\n", false)]
    public async Task NamedCoding_IsPutOnMadeContent_WhereTheClientTakesIt(string accept, bool isCoded)
    {
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use(
            "mock", (_, _) => ValueTask.FromResult(Verdict.Respond(200, Body.Text("hello"), NamesGzip))));
        AssertContent("hello", isCoded, await harness.GetAsync(fields: accept));
        await harness.SettleAsync();
        Assert.Empty(harness.Errors);
        Assert.Equal(isCoded ? ["gzip"] : [], Assert.Single(harness.Proxy.Flows).ResponseBody.ContentCodings);
    }

    [Fact]
    public async Task NamedCoding_IsPutOnContentInAnothersPlace()
    {
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use("replace", async (exchange, next) =>
        {
            exchange.Request.Body.Replace(Body.Text("question"));
            exchange.Request.Headers["Content-Encoding"] = "gzip";
            Verdict verdict = await next(exchange);
            exchange.Response.Body.Replace(Body.Text("hello"));
            exchange.Response.Headers["Content-Encoding"] = "gzip";
            return verdict;
        }));
        AssertContent("hello", isCoded: true, await harness.GetAsync());
        await harness.SettleAsync();
        FlowBody sent = Assert.Single(harness.Proxy.Flows).RequestBody;
        Assert.Equal("question", Gunzip(sent.Bytes.ToArray()));
    }

    [Fact]
    public async Task UnknownCoding_IsReported_AndTheContentGoesWithout()
    {
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use(
            "mock", (_, _) => ValueTask.FromResult(Verdict.Respond(200, Body.Text("hello"), [new("Content-Encoding", "sdch")]))));
        AssertContent("hello", isCoded: false, await harness.GetAsync());
        await harness.SettleAsync();
        ProxyError error = Assert.Single(harness.Errors);
        Assert.Equal(("handler_failed", "sdch"), (error.Code, error.Error));
        Assert.Contains("mock", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EncodedContent_IsSentAsItIs_AndReadPlain()
    {
        byte[] gzip = Gzip("hello");
        string? seen = null;
        await using Harness harness = await Harness.StartAsync(options =>
        {
            options.Handlers.Use("outer", async (exchange, next) =>
            {
                Verdict verdict = await next(exchange);
                seen = await exchange.Response.Body.ReadTextAsync();
                return verdict;
            });
            options.Handlers.Use("mock", (_, _) => ValueTask.FromResult(Verdict.Respond(200, Body.Encoded(gzip, "gzip", "text/plain"))));
        });
        string answer = await harness.GetAsync(fields: "Accept-Encoding: br\r\n");
        Assert.Contains("Content-Encoding: gzip\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n" + Latin1(gzip), answer, StringComparison.Ordinal);
        Assert.Equal("hello", seen);
    }

    [Fact]
    public async Task EncodedContent_LosesItsCoding_WithItsField()
    {
        await using Harness harness = await Harness.StartAsync(options =>
        {
            options.Handlers.Use("outer", async (exchange, next) =>
            {
                Verdict verdict = await next(exchange);
                exchange.Response.Headers.Remove("Content-Encoding");
                return verdict;
            });
            options.Handlers.Use("mock", (_, _) => ValueTask.FromResult(Verdict.Respond(200, Body.Encoded(Gzip("hello"), "gzip"))));
        });
        AssertContent("hello", isCoded: false, await harness.GetAsync());
    }

    [Fact]
    public async Task EncodedContentThatIsBroken_KeepsItsField_AndIsReported()
    {
        await using Harness harness = await Harness.StartAsync(options =>
        {
            options.Handlers.Use("outer", async (exchange, next) =>
            {
                Verdict verdict = await next(exchange);
                exchange.Response.Headers.Remove("Content-Encoding");
                return verdict;
            });
            options.Handlers.Use("mock", (_, _) => ValueTask.FromResult(Verdict.Respond(200, Body.Encoded("broken"u8.ToArray(), "gzip"))));
        });
        string answer = await harness.GetAsync();
        Assert.Contains("Content-Encoding: gzip\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nbroken", answer, StringComparison.Ordinal);
        await harness.SettleAsync();
        Assert.Equal("handler_failed", Assert.Single(harness.Errors).Code);
    }

    [Fact]
    public async Task EncodedContent_TakesAnothersPlace()
    {
        byte[] gzip = Gzip("hello");
        string? seen = null;
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use("replace", async (exchange, next) =>
        {
            Verdict verdict = await next(exchange);
            exchange.Response.Body.Replace(Body.Encoded(gzip, "gzip", contentType: null));
            seen = await exchange.Response.Body.ReadTextAsync();
            return verdict;
        }));
        AssertContent("hello", isCoded: true, await harness.GetAsync());
        Assert.Equal("hello", seen);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void EncodedContent_NamesItsCoding(string coding)
        => Assert.Throws<ArgumentException>(() => Body.Encoded(default, coding));

    private static void AssertContent(string expected, bool isCoded, string answer)
    {
        Assert.Equal(isCoded, answer.Contains("Content-Encoding: gzip\r\n", StringComparison.Ordinal));
        string body = answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        Assert.Equal(expected, isCoded ? Gunzip(Encoding.Latin1.GetBytes(body)) : body);
    }
}
