using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests.Http2;

/// <summary>Clients and origins of both versions, in every pairing, through a whole proxy.</summary>
public sealed class PairingTests
{
    /// <summary>The client's version, what the origin speaks, and the version that the origin sees.</summary>
    public static TheoryData<string, HttpProtocols, string> Pairings => new()
    {
        { "1.1", HttpProtocols.Http1, "HTTP/1.1" },
        { "1.1", HttpProtocols.Http2, "HTTP/2" },
        { "1.1", HttpProtocols.Http1AndHttp2, "HTTP/1.1" },
        { "2.0", HttpProtocols.Http1, "HTTP/1.1" },
        { "2.0", HttpProtocols.Http2, "HTTP/2" },
        { "2.0", HttpProtocols.Http1AndHttp2, "HTTP/2" },
    };

    [Theory]
    [MemberData(nameof(Pairings))]
    public async Task BodyGoesThereAndBack(string version, HttpProtocols protocols, string seen)
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(protocols, application => application.Run(async context =>
        {
            context.Response.Headers["X-Protocol"] = context.Request.Protocol;
            await context.Request.Body.CopyToAsync(context.Response.Body);
        }));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient client = proxy.Client();
        byte[] sent = new byte[700_001];
        new Random(3).NextBytes(sent);
        for (int round = 0; round < 3; round++)
        {
            using HttpResponseMessage response = await client.SendHeadAsync(Http2Proxy.Request(version, HttpMethod.Post, origin.Authority, "/", new ByteArrayContent(sent)));
            Assert.Equal(seen, response.Headers.GetValues("X-Protocol").Single());
            Assert.Equal(Version.Parse(version), response.Version);
            Assert.Equal(sent, await response.Content.ReadAsByteArrayAsync().WithinStep());
        }
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task BothDirectionsStream_FromAClientOfHttp1(HttpProtocols protocols)
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(protocols, application => application.Run(EchoAsync));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        await using SslStream tls = await proxy.OpenTlsAsync(origin.Authority);
        await tls.WriteAsync(Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: {origin.Authority}\r\nTE: trailers\r\nTransfer-Encoding: chunked\r\n\r\n"));
        await ReadToAsync(tls, "\r\n\r\n");
        foreach (string word in (string[])["one", "two", "three"])
        {
            await tls.WriteAsync(Encoding.ASCII.GetBytes($"{word.Length:x}\r\n{word}\r\n"));
            await ReadToAsync(tls, word);
        }

        await tls.WriteAsync("0\r\n\r\n"u8.ToArray());
        await ReadToAsync(tls, protocols == HttpProtocols.Http2 ? "\r\n0\r\nx-last: bye\r\n\r\n" : "\r\n0\r\n\r\n");
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task BothDirectionsStream_FromAClientOfHttp2(HttpProtocols protocols)
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(protocols, application => application.Run(EchoAsync));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient client = proxy.Client();
        var request = new TaskCompletionSource<Stream>();
        var whole = new TaskCompletionSource();
        using var content = new DuplexContent(async stream =>
        {
            await stream.FlushAsync();
            request.SetResult(stream);
            await whole.Task;
        });
        using HttpResponseMessage response = await client.SendHeadAsync(Http2Proxy.Request("2.0", HttpMethod.Post, origin.Authority, "/", content));
        await using Stream body = await response.Content.ReadAsStreamAsync();
        Stream upload = await request.Task.WithinStep();
        byte[] buffer = new byte[100];
        foreach (string word in (string[])["one", "two", "three"])
        {
            await upload.WriteAsync(Encoding.ASCII.GetBytes(word));
            await upload.FlushAsync();
            await body.ReadExactlyAsync(buffer.AsMemory(0, word.Length)).AsTask().WithinStep();
            Assert.Equal(word, Encoding.ASCII.GetString(buffer, 0, word.Length));
        }

        whole.SetResult();
        Assert.Equal(0, await body.ReadAsync(buffer).AsTask().WithinStep());
        Assert.Equal(protocols == HttpProtocols.Http2, response.TrailingHeaders.TryGetValues("x-last", out IEnumerable<string>? values) && values.Single() == "bye");
    }

    [Theory]
    [MemberData(nameof(Pairings))]
    public async Task Flows_TellWhatWasSpoken(string version, HttpProtocols protocols, string seen)
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(protocols, application => application.Run(context => context.Response.WriteAsync("ok")));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient client = proxy.Client();
        Assert.Equal("ok", await client.TextAsync(Http2Proxy.Request(version, HttpMethod.Get, origin.Authority, "/a?b=c")));
        Flow flow = await proxy.FlowAsync("GET");
        Assert.Equal((version == "2.0", seen == "HTTP/2"), (flow.ClientStream is not null, flow.OriginStream is not null));
        Assert.Equal((version == "2.0", seen == "HTTP/2"), (flow.Request.IsRendered, flow.Response!.IsRendered));
        Assert.Equal(version == "2.0" ? 1 : null, flow.ClientStream?.StreamId);
        Assert.StartsWith("GET /a?b=c HTTP/1.1\r\n", flow.Request.Raw, StringComparison.Ordinal);
        Assert.Equal(version == "2.0" ? "h2" : null, flow.ClientTls?.ApplicationProtocol);
        Assert.Equal(seen == "HTTP/2" ? "h2" : "http/1.1", flow.OriginTls?.ApplicationProtocol);
    }

    [Theory]
    [MemberData(nameof(Pairings))]
    public async Task WebSocket_TalksAndCloses(string version, HttpProtocols protocols, string seen)
    {
        var protocol = new TaskCompletionSource<string>();
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(protocols, application =>
        {
            application.Use(next => context =>
            {
                protocol.TrySetResult(context.Request.Protocol);
                return next(context);
            });
            application.MapEcho();
        });
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient client = proxy.Client();
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = Version.Parse(version);
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        await socket.ConnectAsync(new Uri($"wss://{origin.Authority}/ws"), client, CancellationToken.None).WithinStep();
        byte[] buffer = new byte[16];
        foreach (string word in (string[])["hello", "again"])
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(word), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            WebSocketReceiveResult received = await socket.ReceiveAsync(buffer, CancellationToken.None).WithinStep();
            Assert.Equal(word, Encoding.ASCII.GetString(buffer, 0, received.Count));
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WithinStep();
        Flow flow = await proxy.FlowAsync("GET");
        Assert.Equal((101, null), (flow.Response?.Status, flow.ErrorCode));
        Assert.Equal(seen, await protocol.Task.WithinStep());
        Assert.Contains(flow.WebSocket!.Messages, message => message.Text == "again");
    }

    [Fact]
    public async Task WebSocketToAnOriginWithoutExtendedConnect_GoesByHttp1()
    {
        await using var nginx = new NginxOrigin();
        await nginx.InitializeAsync();
        await using KestrelOrigin origin = await KestrelOrigin.StartAsync(application => application.MapEcho());
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync(options => options.InsecureOrigins = ["loopback"]);
        using HttpClient client = proxy.Client();
        Assert.Equal("hello from nginx\n", await client.TextAsync(Http2Proxy.Get(nginx.Http2Authority, "/hello.txt")));
        for (int round = 0; round < 2; round++)
        {
            using var socket = new ClientWebSocket();
            socket.Options.HttpVersion = HttpVersion.Version20;
            socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
            await socket.ConnectAsync(new Uri($"wss://{nginx.Http2Authority}/to/{origin.Authority.Split(':')[1]}/ws"), client, CancellationToken.None).WithinStep();
            await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            WebSocketReceiveResult received = await socket.ReceiveAsync(new byte[16], CancellationToken.None).WithinStep();
            Assert.Equal(5, received.Count);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WithinStep();
        }

        Assert.Empty(proxy.Proxy.Errors.Items);
        Assert.NotNull((await proxy.FlowAsync("GET")).OriginStream);
        Assert.All(proxy.Proxy.Completed.Items.Where(flow => flow.WebSocket is not null), flow => Assert.Null(flow.OriginStream));
    }

    private static async Task EchoAsync(HttpContext context)
    {
        // Kestrel has no trailers in HTTP/1.1.
        bool hasTrailers = context.Response.SupportsTrailers();
        if (hasTrailers)
        {
            context.Response.DeclareTrailer("x-last");
        }

        await context.Response.Body.FlushAsync();
        byte[] buffer = new byte[100];
        int count;
        while ((count = await context.Request.Body.ReadAsync(buffer)) > 0)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, count));
            await context.Response.Body.FlushAsync();
        }

        if (hasTrailers)
        {
            context.Response.AppendTrailer("x-last", "bye");
        }
    }

    private static async Task ReadToAsync(Stream stream, string end)
    {
        var seen = new StringBuilder();
        byte[] one = new byte[1];
        while (!seen.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            Assert.Equal(1, await stream.ReadAsync(one).AsTask().WithinStep());
            seen.Append((char)one[0]);
        }
    }
}
