using System.Text;
using Proximity.Tests.Server;
using Proximity.Wires;

using static Proximity.Tests.Handlers.HandlerRig;

namespace Proximity.Tests.Handlers;

/// <summary>Bodies that handlers ask for: read, changed, too long, cut; and those that nobody asks for.</summary>
public class HandlerBodyTests
{
    private const string Chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "3\r\nabc\r\n5;x=y\r\ndefgh\r\n0\r\nX-Sum: 8\r\n\r\n";

    [Fact]
    public async Task ResponseBody_IsRead_AndGoesOnAsItCame()
    {
        string? text = null;
        await using Harness harness = await Harness.StartAsync(Reading(seen => text = seen), Chunked);
        string answer = await harness.GetAsync();
        Assert.Equal("abcdefgh", text);
        Assert.Contains("Transfer-Encoding: chunked\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("0\r\nX-Sum: 8\r\n\r\n", answer, StringComparison.Ordinal);
        Assert.Equal("abcdefgh", Unchunk(answer));
        Assert.False(Assert.Single(harness.Proxy.Flows).Modified);
    }

    [Fact]
    public async Task ReplacedResponse_HasItsLength_AndNothingUntrue()
    {
        const string Origins = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: \"1\"\r\nContent-MD5: x\r\nDigest: x\r\n"
            + "Content-Digest: x\r\nRepr-Digest: x\r\nAccept-Ranges: bytes\r\nTrailer: X-Sum\r\n"
            + "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n7\r\n{\"a\":1}\r\n0\r\nX-Sum: 7\r\n\r\n";
        await using Harness harness = await Harness.StartAsync(
            Replacing(text => text.Replace("1", "\"é\"", StringComparison.Ordinal)), Origins);
        string answer = await harness.GetAsync();
        Assert.Equal(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
            + "Content-Length: 10\r\nConnection: close\r\n\r\n{\"a\":\"Ã©\"}",
            answer);
        Assert.True(Assert.Single(harness.Proxy.Flows).Modified);
    }

    [Fact]
    public async Task WeakTag_Stays()
    {
        await using Harness harness = await Harness.StartAsync(
            Replacing(text => text + "!"),
            "HTTP/1.1 200 OK\r\nETag: W/\"1\"\r\nContent-Length: 2\r\n\r\nok");
        Assert.EndsWith(
            "ETag: W/\"1\"\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok!",
            await harness.GetAsync(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Cache-Control: public, No-Transform\r\n", "200 OK")]
    [InlineData("Content-Range: bytes 0-1/10\r\n", "206 Partial Content")]
    [InlineData("Content-Range: bytes 0-1/10\r\n", "200 OK")]
    public async Task ContentThatMustNotChange_StaysAndIsReported(string field, string status)
    {
        await using Harness harness = await Harness.StartAsync(
            Replacing(_ => "other"), $"HTTP/1.1 {status}\r\n{field}Content-Length: 2\r\n\r\nok");
        Assert.EndsWith("\r\n\r\nok", await harness.GetAsync(), StringComparison.Ordinal);
        await harness.SettleAsync();
        Assert.Equal("handler_failed", Assert.Single(harness.Errors).Code);
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("br;q=1, *;q=0", false)]
    [InlineData(null, true)]
    public async Task CodedContent_IsSeenPlain_AndCodedAgainWhereTheClientTakesIt(string? accepted, bool isCoded)
    {
        string gzip = Latin1(Gzip("hello"));
        await using Harness harness = await Harness.StartAsync(
            Replacing(text => text == "hello" ? "goodbye" : "?"),
            $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {gzip.Length}\r\n\r\n{gzip}");
        string answer = await harness.GetAsync(fields: accepted is null ? "" : $"Accept-Encoding: {accepted}\r\n");
        string body = answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        Assert.Equal(isCoded, answer.Contains("Content-Encoding: gzip\r\n", StringComparison.Ordinal));
        Assert.Equal("goodbye", isCoded ? Gunzip(Encoding.Latin1.GetBytes(body)) : body);
    }

    [Fact]
    public async Task UnknownCoding_IsAnErrorForTheHandler_AndPasses()
    {
        await using Harness harness = await Harness.StartAsync(
            Reading(_ => { }), "HTTP/1.1 200 OK\r\nContent-Encoding: sdch\r\nContent-Length: 2\r\n\r\nok");
        Assert.EndsWith(
            "Content-Encoding: sdch\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
            await harness.GetAsync(),
            StringComparison.Ordinal);
        await harness.SettleAsync();
        Assert.Contains("sdch", Assert.Single(harness.Errors).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 40\r\n\r\n0123456789012345678901234567890123456789")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n28\r\n0123456789012345678901234567890123456789\r\n0\r\n\r\n")]
    [InlineData("Connection: close\r\n\r\n0123456789012345678901234567890123456789")]
    public async Task ResponseThatIsTooLong_PassesUnread_OrIsRefused(string rest)
    {
        foreach (HeldBodyOverflow overflow in Enum.GetValues<HeldBodyOverflow>())
        {
            Exception? met = null;
            await using Harness harness = await Harness.StartAsync(
                options =>
                {
                    options.MaxHeldBodyBytes = 32;
                    options.HeldBodyOverflow = overflow;
                    options.Handlers.Use("read", async (exchange, next) =>
                    {
                        await next(exchange);
                        met = await Record.ExceptionAsync(async () => await exchange.Response.Body.ReadAsync());
                        return Verdict.Continue;
                    });
                },
                $"HTTP/1.1 200 OK\r\n{rest}");
            string answer = await harness.GetAsync();
            Assert.IsType<BodyTooLargeException>(met);
            if (overflow == HeldBodyOverflow.PassOn)
            {
                Assert.Contains("0123456789012345678901234567890123456789", answer, StringComparison.Ordinal);
            }
            else
            {
                Assert.StartsWith("HTTP/1.1 502 ", answer, StringComparison.Ordinal);
                await harness.SettleAsync();
                Assert.Equal("response_body_too_large", Assert.Single(harness.Errors).Code);
            }
        }
    }

    [Fact]
    public async Task RequestBody_IsReadAndChanged_WithoutTheOriginSeeingTheFirstOne()
    {
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use("change", async (exchange, next) =>
        {
            await exchange.Request.Body.ReplaceTextAsync(text => text + " world");
            return await next(exchange);
        }));
        string answer = await harness.ExchangeAsync(Post(harness, "Content-Length: 5\r\n\r\nhello"));
        Assert.EndsWith("\r\n\r\nok", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Length: 11\r\n", harness.OriginSaw.First(), StringComparison.Ordinal);
        Assert.DoesNotContain("Content-Length: 5", harness.OriginSaw.First(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HeldRequest_LetsAClientThatWaitsForA100Send()
    {
        string? text = null;
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use("read", async (exchange, next) =>
        {
            text = await exchange.Request.Body.ReadTextAsync();
            return await next(exchange);
        }));
        Wire client = await harness.ConnectAsync();
        await client.WriteAsync(Encoding.ASCII.GetBytes(Post(harness, "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n")));
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", await Harness.ReadUntilAsync(client, "\r\n\r\n"));
        await client.WriteAsync("hello"u8.ToArray());
        Assert.EndsWith("\r\n\r\nok", await Harness.ReadToEndAsync(client), StringComparison.Ordinal);
        client.Close();
        Assert.Equal("hello", text);
        Assert.DoesNotContain("Expect", harness.OriginSaw.First(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequestThatIsTooLong_IsRefusedWhereTheOptionSaysSo()
    {
        await using Harness harness = await Harness.StartAsync(options =>
        {
            options.MaxHeldBodyBytes = 4;
            options.HeldBodyOverflow = HeldBodyOverflow.Refuse;
            options.Handlers.Use("read", async (exchange, next) =>
            {
                await exchange.Request.Body.ReadAsync();
                return await next(exchange);
            });
        });
        Assert.StartsWith(
            "HTTP/1.1 413 ",
            await harness.ExchangeAsync(Post(harness, "Content-Length: 5\r\n\r\nhello")),
            StringComparison.Ordinal);
        Assert.Empty(harness.OriginSaw);
    }

    [Fact]
    public async Task AnsweredRequestWhoseBodyWasRead_LeavesTheConnectionUsable()
    {
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use("mock", async (exchange, _) =>
            Verdict.Respond(200, Body.Text(await exchange.Request.Body.ReadTextAsync() + "!"))));
        Wire client = await harness.ConnectAsync();
        foreach (string word in (string[])["one", "two"])
        {
            string head = "POST http://origin.test/ HTTP/1.1\r\nHost: origin.test\r\nTransfer-Encoding: chunked\r\n\r\n";
            await client.WriteAsync(Encoding.ASCII.GetBytes($"{head}3\r\n{word}\r\n0\r\n\r\n"));
            Assert.EndsWith($"\r\n\r\n{word}!", await Harness.ReadUntilAsync(client, "!"), StringComparison.Ordinal);
        }

        client.Close();
    }

    [Fact]
    public async Task NeedThatWasNotStated_ThrowsAndNamesIt()
    {
        string? message = null;
        await using Harness harness = await Harness.StartAsync(options => options.Handlers.Use(
            "heads",
            async (exchange, next) =>
            {
                await next(exchange);
                message = (await Record.ExceptionAsync(async () => await exchange.Response.Body.ReadAsync()))?.Message;
                return Verdict.Continue;
            },
            HandlerNeeds.RequestBody));
        Assert.EndsWith("\r\n\r\nok", await harness.GetAsync(), StringComparison.Ordinal);
        Assert.Contains("ResponseBody", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OriginThatBreaksOff_IsAnErrorForTheHandler_And502()
    {
        Exception? met = null;
        await using Harness harness = await Harness.StartAsync(
            options => options.Handlers.Use("read", async (exchange, next) =>
            {
                await next(exchange);
                met = await Record.ExceptionAsync(async () => await exchange.Response.Body.ReadAsync());
                return Verdict.Continue;
            }),
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9\r\n\r\nok");
        Assert.StartsWith("HTTP/1.1 502 ", await harness.GetAsync(), StringComparison.Ordinal);
        Assert.IsType<IOException>(met);
    }

    [Fact]
    public async Task EverythingThatWasHeld_IsGivenBack()
    {
        await using Harness harness = await Harness.StartAsync(Replacing(text => text + text), Chunked);
        for (int round = 0; round < 3; round++)
        {
            await harness.GetAsync();
        }

        await harness.SettleAsync();
        Assert.Equal(0, harness.Proxy.OutstandingBuffers);
    }

    [Fact]
    public async Task StreamThatIsReplacedUnread_IsNotWaitedFor()
    {
        await using Harness harness = await Harness.StartAsync(
            options => options.Handlers.Use("replace", async (exchange, next) =>
            {
                Verdict verdict = await next(exchange);
                exchange.Response.Body.Replace(Body.Text("other"));
                return verdict;
            }),
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
        Assert.EndsWith("\r\n\r\nother", await harness.GetAsync(), StringComparison.Ordinal);
    }
}
