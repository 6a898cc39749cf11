using System.Buffers.Binary;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>Server-sent events and gRPC messages between real clients and origins: recorded as they pass, changed, dropped, sent.</summary>
public sealed class MessageTests
{
    private const HandlerNeeds Needs = HandlerNeeds.Messages;

    /// <summary>The client's version, what the origin speaks, and whether the stream is in gzip.</summary>
    public static TheoryData<string, HttpProtocols, bool> Streams
        => [.. from version in new[] { "1.1", "2.0" }
               from protocols in new[] { HttpProtocols.Http1, HttpProtocols.Http2 }
               from isCoded in new[] { false, true }
               select (version, protocols, isCoded)];

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Events_AreRecordedAsTheyPass(string version, HttpProtocols protocols, bool isCoded)
    {
        var events = Channel.CreateUnbounded<string>();
        await using NegotiatingOrigin origin = await StartEventsAsync(protocols, events.Reader, isCoded);
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient client = proxy.Client();
        using HttpResponseMessage response = await client.SendHeadAsync(
            Http2Proxy.Request(version, HttpMethod.Get, origin.Authority, "/"));
        await using EventReader reader = await EventReader.OpenAsync(response, isCoded);
        events.Writer.TryWrite("id: 1\nevent: tick\ndata: one\n\n");
        Assert.Equal(["id: 1", "event: tick", "data: one"], await reader.BlockAsync());
        events.Writer.TryWrite(": nothing\n\n");
        Assert.Equal([": nothing"], await reader.BlockAsync());
        events.Writer.TryWrite("data: two\ndata: lines\n\n");
        Assert.Equal(["data: two", "data: lines"], await reader.BlockAsync());
        events.Writer.Complete();
        Flow flow = await proxy.FlowAsync("GET");
        Assert.Equal(
            ["1 ToClient ServerSentEvent tick 1 one Passed", "2 ToClient ServerSentEvent   two\nlines Passed"],
            flow.Messages.Select(Shown));
        Assert.Equal(2, flow.MessageCount);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Events_AreChangedDroppedAndSent(string version, HttpProtocols protocols, bool isCoded)
    {
        var events = Channel.CreateUnbounded<string>();
        ExchangeMessages? messages = null;
        await using NegotiatingOrigin origin = await StartEventsAsync(protocols, events.Reader, isCoded);
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        proxy.Proxy.Server.Handlers.Use(
            "edit",
            (exchange, next) =>
            {
                messages = exchange.Messages;
                exchange.Messages.OnMessage(Edit);
                return next(exchange);
            },
            Needs);
        using HttpClient client = proxy.Client();
        using HttpResponseMessage response = await client.SendHeadAsync(
            Http2Proxy.Request(version, HttpMethod.Get, origin.Authority, "/"));
        await using EventReader reader = await EventReader.OpenAsync(response, isCoded);
        Assert.True(await messages!.WhenOpen.WithinStep());
        events.Writer.TryWrite("id:1\ndata:same\n\n");
        Assert.Equal(["id:1", "data:same"], await reader.BlockAsync());
        events.Writer.TryWrite("data: drop\n\nevent: e\ndata: change\n\n");
        Assert.Equal(["event: before", "data: first"], await reader.BlockAsync());
        Assert.Equal(["event: e", "data: CHANGE"], await reader.BlockAsync());
        Assert.Equal(["data: behind"], await reader.BlockAsync());
        Assert.True(await messages.SendAsync(MessageDirection.ToClient, ExchangeMessage.OfText("own")));
        Assert.Equal(["data: own"], await reader.BlockAsync());
        events.Writer.TryWrite("data: throw\n\n");
        Assert.Equal(["data: throw"], await reader.BlockAsync());
        events.Writer.Complete();
        await messages.WhenClosed.WithinStep();
        Assert.False(await messages.SendAsync(MessageDirection.ToClient, ExchangeMessage.OfText("late")));
        Flow flow = await proxy.FlowAsync("GET");
        Assert.Equal(
            [
                "same Passed", "drop Dropped", "first Injected", "CHANGE Changed", "behind Injected", "own Injected", "throw Passed",
            ],
            flow.Messages.Select(message => $"{message.Text} {message.State}"));
        Assert.Equal("handler_failed", (await proxy.Proxy.ErrorAsync("handler_failed")).Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GrpcMessages_AreRecorded_AndChangedBothWays(bool isCompressed)
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(
            HttpProtocols.Http2, application => application.Run(EchoGrpcAsync));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        proxy.Proxy.Server.Handlers.Use(
            "edit",
            (exchange, next) =>
            {
                exchange.Messages.OnMessage(message =>
                {
                    message.Text += message.Direction == MessageDirection.ToOrigin ? ">" : "<";
                    return default;
                });
                return next(exchange);
            },
            Needs);
        using HttpClient client = proxy.Client();
        (List<string> answers, string status) = await CallAsync(client, origin, isCompressed, "a", "bc");
        Assert.Equal(["a><", "bc><"], answers);
        Assert.Equal("0", status);
        Flow flow = await proxy.FlowAsync("POST");
        Assert.Equal(
            ["ToClient Grpc a>< Changed", "ToClient Grpc bc>< Changed", "ToOrigin Grpc a> Changed", "ToOrigin Grpc bc> Changed"],
            flow.Messages.Select(GrpcShown).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GrpcMessages_AreRecordedUntouched(bool isCompressed)
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(
            HttpProtocols.Http2, application => application.Run(EchoGrpcAsync));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient client = proxy.Client();
        Assert.Equal(["a", "bc"], (await CallAsync(client, origin, isCompressed, "a", "bc")).Answers);
        Flow flow = await proxy.FlowAsync("POST");
        Assert.Equal(
            ["ToClient Grpc a Passed", "ToClient Grpc bc Passed", "ToOrigin Grpc a Passed", "ToOrigin Grpc bc Passed"],
            flow.Messages.Select(GrpcShown).Order(StringComparer.Ordinal));
    }

    private static ValueTask Edit(ExchangeMessage message)
    {
        switch (message.Text)
        {
            case "drop":
                message.Drop();
                break;
            case "change":
                message.InsertBefore(ExchangeMessage.OfEvent("first", "before"));
                message.Text = "CHANGE";
                message.InsertAfter(ExchangeMessage.OfText("behind"));
                break;
            case "throw":
                message.Text = "not to be seen";
                throw new InvalidOperationException("on purpose");
        }

        return default;
    }

    private static Task<NegotiatingOrigin> StartEventsAsync(HttpProtocols protocols, ChannelReader<string> events, bool isCoded)
        => NegotiatingOrigin.StartAsync(protocols, application => application.Run(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.ContentEncoding = isCoded ? "gzip" : default;
            await context.Response.Body.FlushAsync();
            Stream plain = context.Response.Body;
            Stream body = isCoded ? new GZipStream(plain, CompressionLevel.Fastest, leaveOpen: true) : plain;
            await foreach (string block in events.ReadAllAsync(context.RequestAborted))
            {
                await body.WriteAsync(Encoding.UTF8.GetBytes(block));
                await body.FlushAsync();
            }

            if (isCoded)
            {
                await body.DisposeAsync();
            }
        }));

    /// <summary>Answers each byte with itself, as its type says, and with a status behind.</summary>
    private static async Task EchoGrpcAsync(HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-encoding"] = context.Request.Headers["grpc-encoding"];
        using var whole = new MemoryStream();
        await context.Request.Body.CopyToAsync(whole);
        await context.Response.Body.WriteAsync(whole.ToArray());
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private static async Task<(List<string> Answers, string Status)> CallAsync(
        HttpClient client, NegotiatingOrigin origin, bool isCompressed, params string[] texts)
    {
        var content = new ByteArrayContent([.. texts.SelectMany(text => Frame(text, isCompressed))]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        HttpRequestMessage request = Http2Proxy.Request("2.0", HttpMethod.Post, origin.Authority, "/s/m", content);
        request.Headers.Add("te", "trailers");
        request.Headers.Add("grpc-encoding", isCompressed ? "gzip" : "identity");
        using HttpResponseMessage response = await client.SendHeadAsync(request);
        byte[] body = await response.Content.ReadAsByteArrayAsync().WithinStep();
        var answers = new List<string>();
        for (int start = 0; start < body.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(start + 1));
            Assert.Equal(isCompressed ? 1 : 0, body[start]);
            byte[] payload = body[(start + 5)..(start + 5 + length)];
            answers.Add(isCompressed ? await EventReader.GunzipAsync(payload) : Encoding.UTF8.GetString(payload));
            start += 5 + length;
        }

        return (answers, response.TrailingHeaders.GetValues("grpc-status").Single());
    }

    private static byte[] Frame(string text, bool isCompressed)
    {
        byte[] payload = Encoding.UTF8.GetBytes(text);
        if (isCompressed)
        {
            using var output = new MemoryStream();
            using (var gzip = new GZipStream(output, CompressionMode.Compress))
            {
                gzip.Write(payload);
            }

            payload = output.ToArray();
        }

        byte[] frame = [isCompressed ? (byte)1 : (byte)0, 0, 0, 0, 0, .. payload];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), payload.Length);
        return frame;
    }

    private static string Shown(FlowMessage message)
        => $"{message.Number} {message.Direction} {message.Kind} {message.EventType} {message.EventId} {message.Text} {message.State}";

    private static string GrpcShown(FlowMessage message)
        => $"{message.Direction} {message.Kind} {Encoding.UTF8.GetString(message.Payload.Span)} {message.State}";

    /// <summary>Reads an event stream, block by block.</summary>
    private sealed class EventReader(StreamReader lines) : IAsyncDisposable
    {
        public static async Task<EventReader> OpenAsync(HttpResponseMessage response, bool isCoded)
        {
            Stream body = await response.Content.ReadAsStreamAsync();
            return new EventReader(new StreamReader(isCoded ? new GZipStream(body, CompressionMode.Decompress) : body));
        }

        public static async Task<string> GunzipAsync(byte[] bytes)
        {
            using var reader = new StreamReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
            return await reader.ReadToEndAsync();
        }

        public async Task<List<string>> BlockAsync()
        {
            var block = new List<string>();
            while (await lines.ReadLineAsync().WithinStep() is { Length: > 0 } line)
            {
                block.Add(line);
            }

            return block;
        }

        public ValueTask DisposeAsync()
        {
            lines.Dispose();
            return default;
        }
    }
}
