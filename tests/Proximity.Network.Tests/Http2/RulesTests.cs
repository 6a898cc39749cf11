using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;
using static Proximity.Network.Tests.Http2.RequestFrames;

namespace Proximity.Network.Tests.Http2;

/// <summary>What holds for HTTP/1.1 inside tunnels holds for every stream.</summary>
public sealed class RulesTests
{
    [Fact]
    public async Task StreamForAnotherHost_IsMisdirected_AndTheOthersGoOn()
    {
        await using NegotiatingOrigin origin = await StartAsync("ok");
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        await using FrameClient client = await FrameClient.StartAsync(proxy, origin.Authority);
        await client.SendAsync(new RequestFrames("other.test").Whole(1));
        byte[] refused = (await client.ResponseAsync(1))[0].Payload;

        // A status that is not in the static table: a literal with its name.
        Assert.Contains("421", System.Text.Encoding.Latin1.GetString(refused), StringComparison.Ordinal);
        await client.SendAsync(Of(Frame.Headers, Frame.EndStream | Frame.EndHeaders, 3, [0x82, 0x87, .. Named(4, "/second"), .. new RequestFrames(origin.Authority).Get[3..]]));
        Assert.Equal(0x88, (await client.ResponseAsync(3))[0].Payload[0]);
        Flow second = await proxy.Proxy.Completed.FirstAsync(flow => flow.Request.Url == "/second", "the second flow");
        Flow first = await proxy.Proxy.Completed.FirstAsync(flow => flow.Request.Url == "/", "the first flow");
        Assert.Equal("misdirected_request", first.ErrorCode);
        Assert.Equal(first.ClientStream!.ConnectionId, second.ClientStream!.ConnectionId);
        Assert.True(first.ClientStream.StreamId < second.ClientStream.StreamId);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task Interceptor_SendsAStreamElsewhere(HttpProtocols protocols)
    {
        await using NegotiatingOrigin origin = await StartAsync("mine");
        await using NegotiatingOrigin other = await NegotiatingOrigin.StartAsync(
            protocols, application => application.Run(context => context.Response.WriteAsync("other")), new NegotiatingOriginSetup { Certificate = InterceptingProxy.OriginCertificate("127.0.0.1") });
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        proxy.Proxy.Server.AddRequestInterceptor((request, _) =>
        {
            request.Headers["Host"] = request.Url == "/moved" ? $"127.0.0.1:{other.Port}" : request.Headers["Host"]!;
            return null;
        });
        using HttpClient client = proxy.Client();
        string[] said = await Task.WhenAll(((string[])["/moved", "/", "/moved"]).Select(path => client.TextAsync(Http2Proxy.Get(origin.Authority, path))));
        Assert.Equal(["other", "mine", "other"], said);
    }

    [Fact]
    public async Task Interceptors_ChangeBothHeads()
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(HttpProtocols.Http2, application => application.Run(context => context.Response.WriteAsync(context.Request.Headers["X-Seen"].ToString() + context.Request.Path)));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        proxy.Proxy.Server.AddRequestInterceptor((request, _) =>
        {
            request.Headers["X-Seen"] = "yes";
            request.Url = "/changed";
            return null;
        });
        proxy.Proxy.Server.AddResponseInterceptor((response, _) =>
        {
            response.Headers["X-Added"] = "too";
            return null;
        });
        using HttpClient client = proxy.Client();
        using HttpResponseMessage response = await client.SendHeadAsync(Http2Proxy.Get(origin.Authority));
        Assert.Equal(("too", "yes/changed"), (response.Headers.GetValues("X-Added").Single(), await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("localhost", "CN=me")]
    [InlineData("other.test", "nobody")]
    public async Task ClientCertificate_IsShownToItsHostsOnly(string host, string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 mine = new CertificateRequest("CN=me", key, HashAlgorithmName.SHA256).CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(
            HttpProtocols.Http2,
            application => application.Run(context => context.Response.WriteAsync(context.Connection.ClientCertificate?.Subject ?? "nobody")),
            new NegotiatingOriginSetup
            {
                Https = options =>
                {
                    options.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                    options.ClientCertificateValidation = (certificate, _, _) => certificate.Subject == "CN=me";
                },
            });
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync(options => options.ClientCertificates = new Dictionary<string, X509Certificate2> { [host] = mine });
        using HttpClient client = proxy.Client();
        Assert.Equal(subject, await client.TextAsync(Http2Proxy.Get(origin.Authority)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OriginThatNobodyVouchesFor_IsA502UnlessInsecure(bool isInsecure)
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(HttpProtocols.Http2, application => application.Run(context => context.Response.WriteAsync("ok")), new NegotiatingOriginSetup { Certificate = Certificates.SelfSigned() });
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync(options => options.InsecureOrigins = isInsecure ? ["localhost"] : null);
        using HttpClient client = proxy.Client();
        for (int i = 0; i < 2; i++)
        {
            using HttpResponseMessage response = await client.SendHeadAsync(Http2Proxy.Get(origin.Authority));
            string said = await response.Content.ReadAsStringAsync();
            Assert.StartsWith(isInsecure ? "ok" : "origin_certificate_untrusted: ", said, StringComparison.Ordinal);
            Assert.Equal(isInsecure ? HttpStatusCode.OK : HttpStatusCode.BadGateway, response.StatusCode);
        }
    }

    [Fact]
    public async Task UpstreamProxy_IsAskedForATunnelForEachConnection()
    {
        await using NegotiatingOrigin origin = await StartAsync("ok");
        await using RunningProxy upstream = await RunningProxy.StartAsync();
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync(configureProxy: options => options.UpstreamProxy = upstream.Authority);
        using HttpClient client = proxy.Client();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => client.TextAsync(Http2Proxy.Get(origin.Authority))));
        Flow flow = Assert.Single(upstream.Server.Flows);
        Assert.Equal(("CONNECT", origin.Authority), (flow.Request.Method, flow.Request.Url));
        Assert.NotNull((await proxy.FlowAsync("GET")).OriginStream);
    }

    [Fact]
    public async Task DeniedTarget_IsRefusedStreamByStream()
    {
        await using NegotiatingOrigin origin = await StartAsync("ok");
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync(configureProxy: options => options.DenyTargets = ["secret.test"]);
        proxy.Proxy.Server.AddRequestInterceptor((request, _) =>
        {
            request.Headers["Host"] = request.Url == "/secret" ? "secret.test" : request.Headers["Host"]!;
            return null;
        });
        using HttpClient client = proxy.Client();
        using HttpResponseMessage refused = await client.SendHeadAsync(Http2Proxy.Get(origin.Authority, "/secret"));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.StartsWith("target_not_allowed: ", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("ok", await client.TextAsync(Http2Proxy.Get(origin.Authority)));
    }

    [Fact]
    public async Task PriorKnowledgeInClear_GoesToTheOriginAsItIs()
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(HttpProtocols.Http2, application => application.Run(context => context.Response.WriteAsync(context.Request.Protocol)), new NegotiatingOriginSetup { InClear = true });
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        for (int round = 0; round < 2; round++)
        {
            ProgramResult result = await proxy.CurlAsync("--proxytunnel", "--http2-prior-knowledge", "-w", " %{http_version}", $"http://{origin.Authority}/clear");
            Assert.Equal("HTTP/2 2", result.Succeeded());
        }

        Flow flow = await proxy.FlowAsync("GET");
        Assert.Equal((true, true, true, "/clear"), (flow.ClientStream is not null, flow.OriginStream is not null, flow.ClientTls is null, flow.Request.Url));
    }

    [Fact]
    public async Task PriorKnowledgeInClear_IsNotExpectedOfAnOriginThatAHandlerNamed()
    {
        await using NegotiatingOrigin named = await NegotiatingOrigin.StartAsync(
            HttpProtocols.Http2, application => application.Run(_ => Task.CompletedTask), new NegotiatingOriginSetup { InClear = true });
        await using KestrelOrigin other = await KestrelOrigin.StartAsync(
            application => application.Run(context => context.Response.WriteAsync(context.Request.Protocol)));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        proxy.Proxy.Server.Handlers.Use("route", (_, _) => ValueTask.FromResult(Verdict.RouteTo(new Uri($"http://{other.Authority}"))));
        string url = $"http://{named.Authority}/clear";
        ProgramResult result = await proxy.CurlAsync("--proxytunnel", "--http2-prior-knowledge", "-w", " %{http_version}", url);
        Assert.Equal("HTTP/1.1 2", result.Succeeded());
    }

    [Fact]
    public async Task OptionsForTheWholeServer_GoesByHttp1()
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(
            HttpProtocols.Http1AndHttp2, application => application.Run(context => context.Response.WriteAsync($"{context.Request.Protocol} {context.Request.Method}")));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        string said = (await proxy.CurlAsync("--http2", "-X", "OPTIONS", "--request-target", "*", $"https://{origin.Authority}/")).Succeeded();
        Assert.Equal("HTTP/1.1 OPTIONS", said);
        Assert.Empty(proxy.Proxy.Errors.Items);
    }

    [Fact]
    public async Task SlowReader_HoldsTheSender_AndNobodyElse()
    {
        long written = 0;
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(HttpProtocols.Http2, application => application.Run(async context =>
        {
            if (context.Request.Path == "/other")
            {
                await context.Response.WriteAsync("ok");
                return;
            }

            byte[] block = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
                Interlocked.Add(ref written, block.Length);
            }
        }));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient client = proxy.Client();
        using HttpResponseMessage unread = await client.SendHeadAsync(Http2Proxy.Get(origin.Authority));
        long held = await Eventually.SettlesAsync(() => Interlocked.Read(ref written), TimeSpan.FromMilliseconds(500));
        Assert.InRange(held, 1, 32 * 1024 * 1024);
        Assert.Equal("ok", await client.TextAsync(Http2Proxy.Get(origin.Authority, "/other")));
    }

    [Fact]
    public async Task SlowOrigin_HoldsTheClient()
    {
        var gate = new TaskCompletionSource();
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(HttpProtocols.Http2, application => application.Run(async context =>
        {
            await gate.Task;
            await context.Request.Body.CopyToAsync(Stream.Null);
            await context.Response.WriteAsync("taken");
        }));
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient client = proxy.Client();
        const long Total = 64 * 1024 * 1024;
        long sent = 0;
        using var content = new DuplexContent(async stream =>
        {
            byte[] block = new byte[64 * 1024];
            while (sent < Total)
            {
                await stream.WriteAsync(block);
                Interlocked.Add(ref sent, block.Length);
            }
        });
        Task<string> answer = client.TextAsync(Http2Proxy.Request("2.0", HttpMethod.Post, origin.Authority, "/", content));
        long held = await Eventually.SettlesAsync(() => Interlocked.Read(ref sent), TimeSpan.FromMilliseconds(500));
        Assert.InRange(held, 1, Total / 2);
        gate.SetResult();
        Assert.Equal("taken", await answer);
    }

    [Fact]
    public async Task ExportedFlows_KeepTheirStreams()
    {
        await using NegotiatingOrigin origin = await StartAsync("ok");
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient client = proxy.Client();
        await client.TextAsync(Http2Proxy.Get(origin.Authority));
        Flow before = await proxy.FlowAsync("GET");
        Assert.True(proxy.Proxy.Server.ExportFlows(proxy["flows.json"]));
        Assert.True(proxy.Proxy.Server.LoadFlows(proxy["flows.json"]));
        Flow after = proxy.Proxy.Server.Flows.Single(flow => flow.Request.Method == "GET");
        Assert.NotSame(before, after);
        Assert.Equal((before.ClientStream, before.OriginStream, true, true), (after.ClientStream, after.OriginStream, after.Request.IsRendered, after.Response!.IsRendered));
    }

    private static Task<NegotiatingOrigin> StartAsync(string answer, HttpProtocols protocols = HttpProtocols.Http2)
        => NegotiatingOrigin.StartAsync(protocols, application => application.Run(context => context.Response.WriteAsync(answer)));
}
