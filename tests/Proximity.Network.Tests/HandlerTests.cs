using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Proximity.Content;
using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;
using Proximity.Zstd;

namespace Proximity.Network.Tests;

/// <summary>Handlers between real clients and origins, in both versions of HTTP.</summary>
public sealed class HandlerTests
{
    /// <summary>The client's version, and what the origin speaks.</summary>
    public static TheoryData<string, HttpProtocols> Pairings => new()
    {
        { "1.1", HttpProtocols.Http1 },
        { "1.1", HttpProtocols.Http2 },
        { "2.0", HttpProtocols.Http1 },
        { "2.0", HttpProtocols.Http2 },
    };

    [Theory]
    [MemberData(nameof(Pairings))]
    public async Task BothBodies_AreSeenAndChanged(string version, HttpProtocols protocols)
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(protocols, application => application.Run(EchoAsync));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        proxy.Proxy.Server.Handlers.Use("change", async (exchange, next) =>
        {
            await exchange.Request.Body.ReplaceTextAsync(text => text + " there");
            Verdict verdict = await next(exchange);
            await exchange.Response.Body.ReplaceTextAsync(text => text + " and back");
            return verdict;
        });
        using HttpClient client = proxy.Client();
        for (int round = 0; round < 3; round++)
        {
            using HttpResponseMessage response = await client.SendHeadAsync(
                Http2Proxy.Request(version, HttpMethod.Post, origin.Authority, "/", new StringContent("hello")));
            Assert.Equal("hello there and back", await response.Content.ReadAsStringAsync().WithinStep());
        }

        Flow flow = await proxy.FlowAsync("POST");
        Assert.True(flow.Modified);
    }

    [Theory]
    [MemberData(nameof(Pairings))]
    public async Task LongBodies_AreHeldAndChanged(string version, HttpProtocols protocols)
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(protocols, application => application.Run(EchoAsync));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        proxy.Proxy.Server.Handlers.Use("change", async (exchange, next) =>
        {
            await exchange.Request.Body.ReadAsync();
            Verdict verdict = await next(exchange);
            byte[] content = (await exchange.Response.Body.ReadAsync()).ToArray();
            Array.Reverse(content);
            exchange.Response.Body.Replace(Body.Bytes(content));
            return verdict;
        });
        using HttpClient client = proxy.Client();
        byte[] sent = new byte[3_000_001];
        new Random(5).NextBytes(sent);
        using HttpResponseMessage response = await client.SendHeadAsync(
            Http2Proxy.Request(version, HttpMethod.Post, origin.Authority, "/", new ByteArrayContent(sent)));
        byte[] received = await response.Content.ReadAsByteArrayAsync().WithinStep();
        Array.Reverse(received);
        Assert.Equal(sent, received);
    }

    [Theory]
    [MemberData(nameof(Pairings))]
    public async Task Answer_ComesWithoutTheOrigin(string version, HttpProtocols protocols)
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(
            protocols,
            application => application.Run(_ => throw new InvalidOperationException("no request was to come here")));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        proxy.Proxy.Server.Handlers.Use("mock", async (exchange, _) =>
            Verdict.Respond(
                201,
                Body.Text($"{exchange.Request.Scheme} {exchange.Request.Path} {await exchange.Request.Body.ReadTextAsync()}")));
        using HttpClient client = proxy.Client();
        for (int round = 0; round < 2; round++)
        {
            using HttpResponseMessage response = await client.SendHeadAsync(
                Http2Proxy.Request(version, HttpMethod.Post, origin.Authority, "/a?b", new StringContent("hello")));
            Assert.Equal((HttpStatusCode)201, response.StatusCode);
            Assert.Equal("https /a hello", await response.Content.ReadAsStringAsync().WithinStep());
        }
    }

    [Fact]
    public async Task Curl_GetsWhatItTakes_AndUntouchedBodiesAsTheyCame()
    {
        byte[] gzip = Gzip("hello");
        await using KestrelOrigin origin = await KestrelOrigin.StartAsync(application => application.Run(async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.Body.WriteAsync(gzip);
        }));
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.Handlers.Use("change", async (exchange, next) =>
        {
            Verdict verdict = await next(exchange);
            if (exchange.Request.Path == "/change")
            {
                await exchange.Response.Body.ReplaceTextAsync(text => text.ToUpperInvariant());
            }

            return verdict;
        }));
        Assert.Equal("HELLO", await CurlAsync(proxy, "--compressed", $"http://{origin.Authority}/change"));
        Assert.Equal("HELLO", await CurlAsync(proxy, "-H", "Accept-Encoding: identity", $"http://{origin.Authority}/change"));
        Assert.Equal("hello", await CurlAsync(proxy, "--compressed", $"http://{origin.Authority}/leave"));
    }

    [Fact]
    public async Task Zstd_IsKnownWhereItWasAdded()
    {
        byte[] coded = Zstd("hello");
        await using KestrelOrigin origin = await KestrelOrigin.StartAsync(application => application.Run(async context =>
        {
            context.Response.Headers.ContentEncoding = "zstd";
            await context.Response.Body.WriteAsync(coded);
        }));
        await using RunningProxy proxy = await RunningProxy.StartAsync(options =>
        {
            options.UseZstd();
            options.Handlers.Use("change", async (exchange, next) =>
            {
                Verdict verdict = await next(exchange);
                await exchange.Response.Body.ReplaceTextAsync(text => text.ToUpperInvariant());
                return verdict;
            });
        });
        Assert.Equal("HELLO", await CurlAsync(proxy, "-H", "Accept-Encoding: gzip", $"http://{origin.Authority}/"));
    }

    [Fact]
    public async Task UploadThatWaitsForA100_GoesOn()
    {
        await using KestrelOrigin origin = await KestrelOrigin.StartAsync(application => application.Run(EchoAsync));
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.Handlers.Use("hold", async (exchange, next) =>
        {
            await exchange.Request.Body.ReplaceTextAsync(text => text + "!");
            return await next(exchange);
        }));
        string[] arguments = ["-H", "Expect: 100-continue", "--expect100-timeout", "30", "-d", "hello", $"http://{origin.Authority}/"];
        Assert.Equal("hello!", await CurlAsync(proxy, arguments));
    }

    [Fact]
    public async Task TunnelChoice_PassesByWhatTheOptionsWouldOpen()
    {
        await using KestrelOrigin origin = await KestrelOrigin.StartAsync(
            application => application.Run(context => context.Response.WriteAsync("ok")));
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        proxy.Proxy.Server.Handlers.Use(
            "pass",
            (exchange, next) =>
            {
                exchange.TunnelChoice = TunnelVerdict.PassThrough;
                return next(exchange);
            },
            HandlerNeeds.Connect);
        Assert.Equal("ok", await CurlAsync(proxy.Proxy, "-k", $"https://{origin.SecureAuthority}/"));
        Flow flow = await proxy.Proxy.FlowAsync();
        Assert.Equal(("CONNECT", "handler"), (flow.Request.Method, flow.PassedThrough));
    }

    [Fact]
    public async Task HandlerThatBlocksItsThread_HoldsUpNoOther()
    {
        using var gate = new ManualResetEventSlim();
        await using KestrelOrigin origin = await KestrelOrigin.StartAsync(
            application => application.Run(context => context.Response.WriteAsync("ok")));
        await using RunningProxy proxy = await RunningProxy.StartAsync(options => options.Handlers.Use("block", async (exchange, next) =>
        {
            Verdict verdict = await next(exchange);
            if (exchange.Request.Path == "/slow")
            {
                gate.Wait(TestContext.Current.CancellationToken);
            }

            return verdict;
        }));
        Task<string>[] slow = [.. Enumerable.Range(0, 8).Select(_ => CurlAsync(proxy, $"http://{origin.Authority}/slow"))];
        for (int round = 0; round < 5; round++)
        {
            Assert.Equal("ok", await CurlAsync(proxy, $"http://{origin.Authority}/fast"));
        }

        Assert.DoesNotContain(slow, task => task.IsCompleted);
        gate.Set();
        Assert.All(await Task.WhenAll(slow), body => Assert.Equal("ok", body));
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var whole = new MemoryStream();
        await context.Request.Body.CopyToAsync(whole);
        await context.Response.Body.WriteAsync(whole.ToArray());
    }

    private static async Task<string> CurlAsync(RunningProxy proxy, params string[] arguments)
        => (await ProcessRunner.RunAsync("curl", ["-q", "-sS", "--noproxy", "", "-x", proxy.Url, .. arguments])).Succeeded();

    private static byte[] Zstd(string text)
    {
        using IContentEncoder encoder = new ZstdCoding().CreateEncoder(CompressionLevel.Fastest);
        byte[] output = new byte[1024];
        ContentStatus status = encoder.Process(Encoding.UTF8.GetBytes(text), output, isLast: true, out _, out int written);
        Assert.Equal(ContentStatus.Done, status);
        return output[..written];
    }

    private static byte[] Gzip(string text)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionMode.Compress))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return output.ToArray();
    }
}
