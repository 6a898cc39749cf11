using System.IO.Compression;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>Bodies that user code makes others of while they pass, between real clients and origins, in both versions of HTTP.</summary>
public sealed class TransformTests
{
    private const int LongBytes = 8 * 1024 * 1024;

    /// <summary>The client's version, and what the origin speaks.</summary>
    public static TheoryData<string, HttpProtocols> Pairings => HandlerTests.Pairings;

    [Theory]
    [MemberData(nameof(Pairings))]
    public async Task BothBodies_AreTransformed(string version, HttpProtocols protocols)
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(protocols, application => application.Run(EchoAsync));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        proxy.Proxy.Server.Handlers.Use("count", async (exchange, next) =>
        {
            exchange.Request.Body.Transform(AddOneAsync);
            Verdict verdict = await next(exchange);
            exchange.Response.Body.Transform(AddOneAsync);
            return verdict;
        });
        using HttpClient client = proxy.Client();
        byte[] sent = new byte[LongBytes];
        new Random(7).NextBytes(sent);
        for (int round = 0; round < 2; round++)
        {
            using HttpResponseMessage response = await client.SendHeadAsync(
                Http2Proxy.Request(version, HttpMethod.Post, origin.Authority, "/", new ByteArrayContent(sent)));
            byte[] received = await response.Content.ReadAsByteArrayAsync().WithinStep();
            Assert.Equal(sent.Length, received.Length);
            Assert.True(sent.AsSpan().SequenceEqual(Array.ConvertAll(received, octet => (byte)(octet - 2))));
        }
    }

    [Theory]
    [MemberData(nameof(Pairings))]
    public async Task CodedBody_IsReadPlain_AndTrailersStay(string version, HttpProtocols protocols)
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(protocols, application => application.Run(async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using (var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true))
            {
                await gzip.WriteAsync("hello"u8.ToArray());
            }

            // Kestrel has none in HTTP/1.
            if (context.Response.SupportsTrailers())
            {
                context.Response.AppendTrailer("x-end", "yes");
            }
        }));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        proxy.Proxy.Server.Handlers.Use("count", async (exchange, next) =>
        {
            Verdict verdict = await next(exchange);
            exchange.Response.Body.Transform(AddOneAsync);
            return verdict;
        });
        using HttpClient client = proxy.Client();
        using HttpResponseMessage response = await client.SendHeadAsync(
            Http2Proxy.Request(version, HttpMethod.Get, origin.Authority, "/"));
        await using Stream body = await response.Content.ReadAsStreamAsync();
        await using var plain = new GZipStream(body, CompressionMode.Decompress);
        using var reader = new StreamReader(plain);
        Assert.Equal("ifmmp", await reader.ReadToEndAsync().WithinStep());
        string[] trailers = protocols == HttpProtocols.Http2 ? ["yes"] : [];
        Assert.Equal(trailers, response.TrailingHeaders.SelectMany(field => field.Value));
        Flow flow = await proxy.FlowAsync("GET");
        Assert.Equal(["gzip"], flow.ResponseBody.ContentCodings);
        Assert.Equal(trailers, flow.ResponseBody.Trailers.Select(field => field.Value));
    }

    [Theory]
    [MemberData(nameof(Pairings))]
    public async Task CodeThatThrows_BreaksTheResponseOff(string version, HttpProtocols protocols)
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(protocols, application => application.Run(EchoAsync));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        proxy.Proxy.Server.Handlers.Use("throw", async (exchange, next) =>
        {
            Verdict verdict = await next(exchange);
            exchange.Response.Body.Transform((_, _, _) => throw new InvalidOperationException("on purpose"));
            return verdict;
        });
        using HttpClient client = proxy.Client();
        await Assert.ThrowsAsync<HttpRequestException>(async () =>
        {
            using HttpResponseMessage response = await client.SendHeadAsync(
                Http2Proxy.Request(version, HttpMethod.Post, origin.Authority, "/", new StringContent("hello")));
            await response.Content.ReadAsByteArrayAsync().WithinStep();
        });
        Assert.Equal("handler_failed", (await proxy.FlowAsync("POST")).ErrorCode);
    }

    [Theory]
    [MemberData(nameof(Pairings))]
    public async Task CodeThatThrowsOnTheRequest_AnswersTheClient(string version, HttpProtocols protocols)
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(protocols, application => application.Run(EchoAsync));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        proxy.Proxy.Server.Handlers.Use("throw", (exchange, next) =>
        {
            exchange.Request.Body.Transform((_, _, _) => throw new InvalidOperationException("on purpose"));
            return next(exchange);
        });
        using HttpClient client = proxy.Client();
        using HttpResponseMessage response = await client.SendHeadAsync(
            Http2Proxy.Request(version, HttpMethod.Post, origin.Authority, "/", new StringContent("hello")));
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("handler_failed", (await proxy.FlowAsync("POST")).ErrorCode);
    }

    [Theory]
    [MemberData(nameof(Pairings))]
    public async Task CodeThatReadsLittleOfTheRequest_LeavesTheConnectionInOrder(string version, HttpProtocols protocols)
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(protocols, application => application.Run(EchoAsync));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        proxy.Proxy.Server.Handlers.Use("cut", (exchange, next) =>
        {
            exchange.Request.Body.Transform(
                async (_, output, cancellationToken) => await output.WriteAsync("cut"u8.ToArray(), cancellationToken));
            return next(exchange);
        });
        using HttpClient client = proxy.Client();
        for (int round = 0; round < 3; round++)
        {
            using HttpResponseMessage response = await client.SendHeadAsync(
                Http2Proxy.Request(version, HttpMethod.Post, origin.Authority, "/", new ByteArrayContent(new byte[1_000_000])));
            Assert.Equal("cut", await response.Content.ReadAsStringAsync().WithinStep());
        }
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task ClientThatResetsItsStream_EndsCodeThatWaits(HttpProtocols protocols)
    {
        var waiting = new WaitingTransform();
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(protocols, application => application.Run(EchoAsync));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        proxy.Proxy.Server.Handlers.Use("wait", waiting.HandleAsync);
        using HttpClient client = proxy.Client();
        HttpResponseMessage response = await client.SendHeadAsync(
            Http2Proxy.Request("2.0", HttpMethod.Post, origin.Authority, "/", new StringContent("hello")));
        await waiting.Began.WithinStep();
        response.Dispose();
        await waiting.Left.WithinStep();
        Assert.Equal("client_read_failed", (await proxy.FlowAsync("POST")).ErrorCode);
    }

    [Fact]
    public async Task ClientThatResetsItsConnection_EndsCodeThatWaits()
    {
        var waiting = new WaitingTransform();
        await using KestrelOrigin origin = await KestrelOrigin.StartAsync(application => application.Run(EchoAsync));
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.Handlers.Use("wait", waiting.HandleAsync));
        RawPeer client = await proxy.SendAsync(
            $"POST http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\nContent-Length: 5\r\n\r\nhello");
        await waiting.Began.WithinStep();
        client.Reset();
        await waiting.Left.WithinStep();
        Assert.Equal("client_read_failed", (await proxy.FlowAsync()).ErrorCode);
    }

    /// <summary>Adds one to each octet.</summary>
    internal static async ValueTask AddOneAsync(PipeReader input, PipeWriter output, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult read = await input.ReadAsync(cancellationToken);
            foreach (ReadOnlyMemory<byte> piece in read.Buffer)
            {
                AddOne(piece.Span, output.GetSpan(piece.Length));
                output.Advance(piece.Length);
            }

            input.AdvanceTo(read.Buffer.End);
            await output.FlushAsync(cancellationToken);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    private static void AddOne(ReadOnlySpan<byte> from, Span<byte> to)
    {
        for (int index = 0; index < from.Length; index++)
        {
            to[index] = (byte)(from[index] + 1);
        }
    }

    /// <summary>Only when all has come: a client of HTTP/2 that is not written for a talk reads nothing before it has sent all.</summary>
    private static async Task EchoAsync(HttpContext context)
    {
        using var whole = new MemoryStream();
        await context.Request.Body.CopyToAsync(whole);
        whole.Position = 0;
        await whole.CopyToAsync(context.Response.Body);
    }

    /// <summary>Reads all of a response, and then waits until nobody wants what it may write.</summary>
    private sealed class WaitingTransform
    {
        private readonly TaskCompletionSource began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource left = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Began => began.Task;

        public Task Left => left.Task;

        public async ValueTask<Verdict> HandleAsync(ExchangeContext exchange, ExchangeDelegate next)
        {
            Verdict verdict = await next(exchange);
            exchange.Response.Body.Transform(async (input, _, cancellationToken) =>
            {
                await input.CopyToAsync(Stream.Null, cancellationToken);
                await using CancellationTokenRegistration registration = cancellationToken.Register(() => left.TrySetResult());
                began.SetResult();
                await left.Task;
            });
            return verdict;
        }
    }
}
