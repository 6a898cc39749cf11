using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>What flows keep of bodies that pass over real sockets.</summary>
public sealed class BodyCaptureTests
{
    [Fact]
    public async Task BodiesOfALength_AreKept()
    {
        await using RawOrigin origin = RawOrigin.Answering("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nanswer");
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await proxy.ExchangeAsync(Request(origin, "Content-Length: 8\r\n", "question"));
        Flow flow = await proxy.FlowAsync();
        AssertBody(FlowBodyState.Complete, "question", 8, flow.RequestBody);
        AssertBody(FlowBodyState.Complete, "answer", 6, flow.ResponseBody);
        Assert.Null(flow.Response!.Body);
        Assert.True(flow.Response.Streamed);
    }

    [Fact]
    public async Task ChunkedBodies_AreKeptWithoutChunks_AndTrailersApart()
    {
        await using RawOrigin origin = RawOrigin.Answering(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nans\r\n3\r\nwer\r\n0\r\nX-Sum: 7\r\n\r\n");
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await proxy.ExchangeAsync(Request(origin, "Transfer-Encoding: chunked\r\n", "4\r\nques\r\n4\r\ntion\r\n0\r\nX-Asked: yes\r\n\r\n"));
        Flow flow = await proxy.FlowAsync();
        AssertBody(FlowBodyState.Complete, "question", 8, flow.RequestBody);
        AssertBody(FlowBodyState.Complete, "answer", 6, flow.ResponseBody);
        Assert.Equal([new("X-Asked", "yes")], flow.RequestBody.Trailers);
        Assert.Equal([new("X-Sum", "7")], flow.ResponseBody.Trailers);
    }

    [Fact]
    public async Task BodyUntilTheClose_IsKept()
    {
        await using RawOrigin origin = RawOrigin.AnsweringOnce("HTTP/1.1 200 OK\r\n\r\nto the end");
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await proxy.ExchangeAsync(Get(origin));
        AssertBody(FlowBodyState.Complete, "to the end", 10, (await proxy.FlowAsync()).ResponseBody);
    }

    [Theory]
    [InlineData("HEAD", "200 OK", "Content-Length: 5\r\n")]
    [InlineData("GET", "204 No Content", "")]
    [InlineData("GET", "304 Not Modified", "Content-Length: 5\r\n")]
    public async Task ResponseThatHasNoBody_HasNone(string method, string status, string fields)
    {
        await using RawOrigin origin = RawOrigin.Answering($"HTTP/1.1 {status}\r\n{fields}\r\n");
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await proxy.ExchangeAsync(Get(origin).Replace("GET", method, StringComparison.Ordinal));
        Flow flow = await proxy.FlowAsync();
        Assert.Equal((FlowBodyState.None, FlowBodyState.None), (flow.RequestBody.State, flow.ResponseBody.State));
    }

    [Fact]
    public async Task OriginThatBreaksOff_BodyIsAbortedThere()
    {
        await using RawOrigin origin = RawOrigin.AnsweringOnce("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync(Get(origin));
        await client.ReadToEndAsync();
        Flow flow = await proxy.FlowAsync();
        AssertBody(FlowBodyState.Aborted, "only this", 9, flow.ResponseBody);
        Assert.Equal("upstream_read_failed", flow.ErrorCode);
    }

    [Fact]
    public async Task ClientThatBreaksOff_BodyIsAbortedThere()
    {
        await using RawOrigin origin = RawOrigin.Start(async peer => await peer.ReadToEndAsync());
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using (RawPeer client = await proxy.SendAsync(Request(origin, "Content-Length: 100\r\n", "only this")))
        {
            await (await origin.ConnectionAsync(0)).ReadyAsync("only this");
        }

        AssertBody(FlowBodyState.Aborted, "only this", 9, (await proxy.FlowAsync()).RequestBody);
    }

    [Fact]
    public async Task RefusedRequest_ItsBodyNeverCame()
    {
        await using RawOrigin origin = RawOrigin.Answering("");
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.DenyTargets = ["all"]);
        RawMessage answer = await proxy.ExchangeAsync(Request(origin, "Content-Length: 8\r\n", "question"));
        Assert.Equal(403, answer.Status);
        AssertBody(FlowBodyState.Aborted, "", 0, (await proxy.FlowAsync()).RequestBody);
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1000, false)]
    [InlineData(300_000, true)]
    public async Task LongBody_IsTruncatedAtTheLimit_AndPassesWhole(int most, bool hasLength)
    {
        string content = string.Concat(Enumerable.Range(0, 250_000).Select(i => (char)('a' + (i % 23)))) + new string('z', 1_750_000);
        string framing = hasLength ? $"Content-Length: {content.Length}\r\n" : "";
        await using RawOrigin origin = RawOrigin.AnsweringOnce($"HTTP/1.1 200 OK\r\n{framing}\r\n{content}");
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.MaxBodyBytes = most);
        Assert.Equal(content, (await proxy.ExchangeAsync(Get(origin))).Body);
        Flow flow = await proxy.FlowAsync();
        AssertBody(FlowBodyState.Truncated, content[..most], content.Length, flow.ResponseBody);
        Assert.Equal(flow.Request.Raw.Length + flow.Response!.Raw.Length + most, proxy.Server.Flows.Bytes);
    }

    [Fact]
    public async Task CompressedBody_IsKeptAsItIsOnTheWire()
    {
        byte[] packed = Gzip("Hello, world!");
        await using KestrelOrigin origin = await KestrelOrigin.StartAsync(application => application.Run(async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            context.Response.ContentLength = packed.Length;
            await context.Response.Body.WriteAsync(packed);
        }));
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        string[] arguments = ["-sS", "--compressed", "--noproxy", "", "-x", proxy.Url, $"http://{origin.Authority}/"];
        ProgramResult result = await ProcessRunner.RunAsync("curl", arguments);
        Assert.Equal("Hello, world!", result.Succeeded());
        FlowBody body = (await proxy.FlowAsync()).ResponseBody;
        Assert.Equal((FlowBodyState.Complete, packed.Length), (body.State, body.TotalBytes));
        Assert.Equal(packed, body.Bytes.ToArray());
        Assert.Equal(["gzip"], body.ContentCodings);
    }

    [Fact]
    public async Task CaptureOff_FlowsSaySo()
    {
        await using RawOrigin origin = RawOrigin.Answering("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nanswer");
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.CaptureBodies = false);
        await proxy.ExchangeAsync(Request(origin, "Content-Length: 8\r\n", "question"));
        Flow flow = await proxy.FlowAsync();
        Assert.Equal((NotKeptReason.Off, NotKeptReason.Off), (flow.RequestBody.NotKept, flow.ResponseBody.NotKept));
    }

    [Fact]
    public async Task Tunnel_HasNoBodies()
    {
        await using RawOrigin origin = RawOrigin.Start(async peer => await peer.SendAsync("pong"));
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.OpenTunnelAsync(origin.Authority);
        await client.ReadToEndAsync();
        await client.DisposeAsync();
        Flow flow = await proxy.FlowAsync();
        Assert.Equal((NotKeptReason.Tunnel, NotKeptReason.Tunnel), (flow.RequestBody.NotKept, flow.ResponseBody.NotKept));
    }

    [Fact]
    public async Task StreamingBody_CanBeReadWhileItStreams()
    {
        var go = new TaskCompletionSource();
        await using RawOrigin origin = RawOrigin.Start(async peer =>
        {
            await peer.ReadHeadAsync();
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst");
            await go.Task;
            await peer.SendAsync("later");
        });
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await using RawPeer client = await proxy.SendAsync(Get(origin));
        await client.ReadUntilAsync("first");
        Flow flow = Assert.Single(proxy.Server.Flows);
        await Eventually.HoldsAsync(() => flow.ResponseBody.TotalBytes == 5, () => $"{flow.ResponseBody.TotalBytes} bytes");
        AssertBody(FlowBodyState.Streaming, "first", 5, flow.ResponseBody);
        go.SetResult();
        await client.ReadUntilAsync("later");
        AssertBody(FlowBodyState.Complete, "firstlater", 10, (await proxy.FlowAsync()).ResponseBody);
    }

    [Theory]
    [InlineData("1.1", HttpProtocols.Http2)]
    [InlineData("2.0", HttpProtocols.Http1)]
    [InlineData("2.0", HttpProtocols.Http2)]
    public async Task InterceptedBodies_AreKept_WhateverTheVersion(string version, HttpProtocols protocols)
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(protocols, application => application.Run(async context =>
        {
            await context.Request.Body.CopyToAsync(context.Response.Body);
            if (protocols == HttpProtocols.Http2)
            {
                context.Response.AppendTrailer("X-Sum", "42");
            }
        }));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient client = proxy.Client();
        byte[] sent = new byte[70_001];
        new Random(3).NextBytes(sent);
        HttpRequestMessage request = Http2Proxy.Request(version, HttpMethod.Post, origin.Authority, "/", new ByteArrayContent(sent));
        using (HttpResponseMessage response = await client.SendHeadAsync(request))
        {
            Assert.Equal(sent, await response.Content.ReadAsByteArrayAsync().WithinStep());
        }

        Flow flow = await proxy.FlowAsync("POST");
        Assert.Equal((FlowBodyState.Complete, FlowBodyState.Complete), (flow.RequestBody.State, flow.ResponseBody.State));
        Assert.Equal(sent, flow.RequestBody.Bytes.ToArray());
        Assert.Equal(sent, flow.ResponseBody.Bytes.ToArray());
        string trailers = string.Concat(flow.ResponseBody.Trailers.Select(field => $"{field.Key}: {field.Value}"));
        Assert.Equal(protocols == HttpProtocols.Http2 ? "x-sum: 42" : "", trailers, ignoreCase: true);
    }

    private static string Get(RawOrigin origin) => $"GET http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n";

    private static string Request(RawOrigin origin, string fields, string body)
        => $"POST http://{origin.Authority}/ HTTP/1.1\r\nHost: {origin.Authority}\r\n{fields}\r\n{body}";

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.ASCII.GetBytes(text));
        }

        return packed.ToArray();
    }

    private static void AssertBody(FlowBodyState state, string content, long total, FlowBody body)
        => Assert.Equal((state, content, total), (body.State, Encoding.ASCII.GetString(body.Bytes.Span), body.TotalBytes));
}
