using System.IO.Pipelines;
using System.Text;
using Proximity.Flows;
using Proximity.Tests.Server;
using Proximity.Wires;

using static Proximity.Tests.Handlers.HandlerRig;

namespace Proximity.Tests.Handlers;

/// <summary>Bodies that user code makes others of while they pass: framing, codings, fields, and every way to end.</summary>
public class HandlerTransformTests
{
    private const string Chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
        + "3\r\nabc\r\n5;x=y\r\ndefgh\r\n0\r\nX-Sum: 8\r\nContent-Digest: x\r\n\r\n";

    private static readonly string CodedHello = Latin1(Gzip("hello"));

    [Fact]
    public async Task ChunkedResponse_KeepsTheTrailersThatAreStillTrue()
    {
        await using Harness harness = await Harness.StartAsync(Transforming(Upper), Chunked);
        string answer = await harness.GetAsync();
        Assert.Equal("ABCDEFGH", Unchunk(answer));
        Assert.Contains("\r\nTrailer: X-Sum\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n0\r\nX-Sum: 8\r\n\r\n", answer, StringComparison.Ordinal);
        await harness.SettleAsync();
        Flow flow = Assert.Single(harness.Proxy.Flows);
        Assert.True(flow.Modified);
        Assert.Equal((FlowBodyState.Complete, "ABCDEFGH"), (flow.ResponseBody.State, Ascii(flow.ResponseBody.Bytes)));
        Assert.Equal([new("X-Sum", "8")], flow.ResponseBody.Trailers);
    }

    [Fact]
    public async Task ResponseOfALength_BecomesChunked_AndLosesWhatIsUntrue()
    {
        await using Harness harness = await Harness.StartAsync(
            Transforming(Upper),
            "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nDigest: x\r\nAccept-Ranges: bytes\r\nX-Kept: 1\r\nContent-Length: 5\r\n\r\nhello");
        string answer = await harness.GetAsync();
        Assert.StartsWith(
            "HTTP/1.1 200 OK\r\nX-Kept: 1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n", answer, StringComparison.Ordinal);
        Assert.Equal("HELLO", Unchunk(answer));
    }

    [Fact]
    public async Task ClientOfHttp10_ReadsUntilTheClose()
    {
        await using Harness harness = await Harness.StartAsync(Transforming(Upper), Chunked);
        string answer = await harness.ExchangeAsync(
            $"GET http://origin.test:{harness.OriginPort}/ HTTP/1.0\r\nHost: origin.test:{harness.OriginPort}\r\n\r\n");
        Assert.EndsWith("\r\n\r\nABCDEFGH", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("chunked", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResponseUntilTheClose_BecomesChunked()
    {
        await using Harness harness = await Harness.StartAsync(Transforming(Upper), "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello");
        Assert.Equal("HELLO", Unchunk(await harness.GetAsync()));
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("br;q=1, *;q=0", false)]
    [InlineData(null, true)]
    public async Task CodedContent_IsReadPlain_AndCodedAgainWhereTheClientTakesIt(string? accepted, bool isCoded)
    {
        await using Harness harness = await Harness.StartAsync(
            Transforming(Upper),
            $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {CodedHello.Length}\r\n\r\n{CodedHello}");
        string answer = await harness.GetAsync(fields: accepted is null ? "" : $"Accept-Encoding: {accepted}\r\n");
        Assert.Equal(isCoded, answer.Contains("Content-Encoding: gzip\r\n", StringComparison.Ordinal));
        Assert.Equal("HELLO", isCoded ? Gunzip(Encoding.Latin1.GetBytes(Unchunk(answer))) : Unchunk(answer));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(20)]
    public async Task CodedContentThatIsCut_BreaksOff(int kept)
    {
        Exception? met = null;
        await using Harness harness = await Harness.StartAsync(
            Transforming(async (input, output, cancellationToken) =>
            {
                met = await Record.ExceptionAsync(async () => await Upper(input, output, cancellationToken));
            }),
            $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {kept}\r\n\r\n{CodedHello[..kept]}");
        string answer = await harness.GetAsync();
        Assert.DoesNotContain("0\r\n\r\n", answer, StringComparison.Ordinal);
        await harness.SettleAsync();
        Assert.IsType<InvalidDataException>(met);
        Assert.Equal("malformed_response_body", Assert.Single(harness.Errors).Code);
    }

    [Fact]
    public async Task OriginThatBreaksOff_IsNotTakenForTheEnd()
    {
        Exception? met = null;
        await using Harness harness = await Harness.StartAsync(
            Transforming(async (input, output, cancellationToken) =>
            {
                met = await Record.ExceptionAsync(async () => await Upper(input, output, cancellationToken));
            }),
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9\r\n\r\nhello");
        string answer = await harness.GetAsync();
        Assert.DoesNotContain("0\r\n\r\n", answer, StringComparison.Ordinal);
        await harness.SettleAsync();
        Assert.IsType<IOException>(met);
        Assert.Equal("upstream_read_failed", Assert.Single(harness.Errors).Code);
        Assert.Equal(FlowBodyState.Aborted, Assert.Single(harness.Proxy.Flows).ResponseBody.State);
    }

    [Fact]
    public async Task CodeThatThrows_BreaksTheBodyOff_AndIsNamed()
    {
        await using Harness harness = await Harness.StartAsync(
            Transforming(async (input, output, cancellationToken) =>
            {
                await output.WriteAsync("some"u8.ToArray(), cancellationToken);
                throw new InvalidOperationException("on purpose");
            }),
            Chunked);
        string answer = await harness.GetAsync();
        Assert.DoesNotContain("0\r\n\r\n", answer, StringComparison.Ordinal);
        await harness.SettleAsync();
        ProxyError error = Assert.Single(harness.Errors);
        Assert.Equal("handler_failed", error.Code);
        Assert.Contains("transform", error.Message, StringComparison.Ordinal);
        Assert.Equal("handler_failed", Assert.Single(harness.Proxy.Flows).ErrorCode);
    }

    [Fact]
    public async Task CodeThatReturnsEarly_EndsTheBody_AndTheOriginIsGivenUp()
    {
        await using Harness harness = await Harness.StartAsync(
            Transforming(async (_, output, cancellationToken) => await output.WriteAsync("short"u8.ToArray(), cancellationToken)),
            $"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n{new string('x', 900000)}");
        Assert.Equal("short", Unchunk(await harness.GetAsync()));
        await harness.SettleAsync();
        Assert.Empty(harness.Errors);
        Assert.Null(Assert.Single(harness.Proxy.Flows).ErrorCode);
    }

    [Fact]
    public async Task Connections_GoOnBehindATransformThatReadAll()
    {
        await using Harness harness = await Harness.StartAsync(Transforming(Upper));
        Wire client = await harness.ConnectAsync();
        for (int round = 0; round < 3; round++)
        {
            await client.WriteAsync(Encoding.ASCII.GetBytes(
                $"GET http://origin.test:{harness.OriginPort}/ HTTP/1.1\r\nHost: origin.test:{harness.OriginPort}\r\n\r\n"));
            Assert.Equal("OK", Unchunk(await Harness.ReadUntilAsync(client, "0\r\n\r\n")));
        }

        client.Close();
    }

    [Fact]
    public async Task SeveralTransforms_RunOneBehindTheOther()
    {
        await using Harness harness = await Harness.StartAsync(
            options =>
            {
                Transforming(Upper)(options);
                Transforming(async (input, output, cancellationToken) =>
                {
                    await output.WriteAsync("inner "u8.ToArray(), cancellationToken);
                    await input.CopyToAsync(output, cancellationToken);
                })(options);
            },
            Chunked);
        Assert.Equal("INNER ABCDEFGH", Unchunk(await harness.GetAsync()));
    }

    [Fact]
    public async Task BodyThatWasRead_OrReplaced_IsTransformedFromThere()
    {
        await using Harness harness = await Harness.StartAsync(
            options => options.Handlers.Use("both", async (exchange, next) =>
            {
                Verdict verdict = await next(exchange);
                MessageBody body = exchange.Response.Body;
                string text = await body.ReadTextAsync();
                if (exchange.Request.Path == "/replace")
                {
                    body.Replace(Body.Text(text + "!", contentType: null));
                }

                body.Transform(Upper);
                await Assert.ThrowsAsync<InvalidOperationException>(async () => await body.ReadAsync());
                return verdict;
            }),
            $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {CodedHello.Length}\r\n\r\n{CodedHello}");
        Assert.Equal("HELLO", Gunzip(Encoding.Latin1.GetBytes(Unchunk(await harness.GetAsync("/read")))));
        Assert.Equal("HELLO!", Gunzip(Encoding.Latin1.GetBytes(Unchunk(await harness.GetAsync("/replace")))));
        await harness.SettleAsync();
        Assert.Empty(harness.Errors);
    }

    [Fact]
    public async Task ResponseOfAHandler_IsTransformedToo()
    {
        await using Harness harness = await Harness.StartAsync(options =>
        {
            Transforming(Upper)(options);
            options.Handlers.Use("mock", (_, _) => new ValueTask<Verdict>(Verdict.Respond(200, Body.Text("mocked"))));
        });
        Assert.EndsWith("Content-Length: 6\r\nConnection: close\r\n\r\nMOCKED", await harness.GetAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/9\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nCache-Control: no-transform\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: sdch\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n")]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\n")]
    public async Task ContentThatMustNotChange_StaysAndIsReported(string origins)
    {
        await using Harness harness = await Harness.StartAsync(Transforming(Upper), origins);
        string body = origins[(origins.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        Assert.EndsWith("\r\n\r\n" + body, await harness.GetAsync(), StringComparison.Ordinal);
        await harness.SettleAsync();
        Assert.Equal("handler_failed", Assert.Single(harness.Errors).Code);
    }

    [Fact]
    public async Task MessageWithoutABody_CallsNothing()
    {
        await using Harness harness = await Harness.StartAsync(
            options => options.Handlers.Use("change", (exchange, next) =>
            {
                exchange.Request.Body.Transform((_, _, _) => throw new InvalidOperationException("there is nothing to read"));
                return next(exchange);
            }));
        Assert.EndsWith("\r\n\r\nok", await harness.GetAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("chunked", harness.OriginSaw.First(), StringComparison.Ordinal);
        Assert.Empty(harness.Errors);
    }

    [Fact]
    public async Task EventsPassWhenTheyAreFlushed_ThroughACodingToo()
    {
        // The origin sends one gzip block that is flushed and stays open: what it says must come without the end of the body.
        byte[] begun = FlushedGzip("data: 1\n\n");
        string head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n";
        await using Harness harness = await Harness.StartAsync(
            Transforming(Upper), $"{head}{begun.Length:x}\r\n{Latin1(begun)}\r\n");
        Wire client = await harness.ConnectAsync();
        await client.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET http://origin.test:{harness.OriginPort}/ HTTP/1.1\r\nHost: origin.test\r\nAccept-Encoding: identity\r\n\r\n"));
        await Harness.ReadUntilAsync(client, "\r\n\r\n");
        Assert.EndsWith("DATA: 1\n\n\r\n", await Harness.ReadUntilAsync(client, "\n\n\r\n"), StringComparison.Ordinal);
        client.Close();
    }

    private static byte[] FlushedGzip(string text)
    {
        using var output = new MemoryStream();
        var gzip = new System.IO.Compression.GZipStream(output, System.IO.Compression.CompressionMode.Compress, leaveOpen: true);
        gzip.Write(Encoding.UTF8.GetBytes(text));
        gzip.Flush();
        byte[] flushed = output.ToArray();
        gzip.Dispose();
        return flushed;
    }

    private static string Ascii(ReadOnlyMemory<byte> bytes) => Encoding.ASCII.GetString(bytes.Span);

    private static Action<ProxyOptions> Transforming(Func<PipeReader, PipeWriter, CancellationToken, ValueTask> transform)
        => options => options.Handlers.Use("transform", async (exchange, next) =>
        {
            Verdict verdict = await next(exchange);
            exchange.Response.Body.Transform(transform);
            return verdict;
        });
}
