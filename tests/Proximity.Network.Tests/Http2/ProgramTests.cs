using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests.Http2;

/// <summary>curl, Node and nginx: other people's HTTP/2 on both sides.</summary>
public sealed class ProgramTests(NginxOrigin nginx) : IClassFixture<NginxOrigin>
{
    [Theory]
    [InlineData("--http2", true, "2", true)]
    [InlineData("--http2", false, "1.1", false)]
    [InlineData("--http1.1", true, "1.1", false)]
    public async Task CurlWithNginx_SpeakWhatTheyAgreeOn(string option, bool originHasHttp2, string version, bool originSpeaksHttp2)
    {
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync(options => options.InsecureOrigins = ["loopback"]);
        string authority = originHasHttp2 ? nginx.Http2Authority : nginx.SecureAuthority;
        string said = (await proxy.CurlAsync(option, "-w", "%{http_version}", $"https://{authority}/hello.txt")).Succeeded();
        Assert.Equal("hello from nginx\n" + version, said);
        Flow flow = await proxy.FlowAsync("GET");
        Assert.Equal((version == "2", originSpeaksHttp2), (flow.ClientStream is not null, flow.OriginStream is not null));
    }

    [Fact]
    public async Task CurlWithPriorKnowledgeOverTls_IsTranslatedForAnOriginOfHttp1()
    {
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync(options => options.InsecureOrigins = ["loopback"]);
        string said = (await proxy.CurlAsync("--http2-prior-knowledge", "-w", "%{http_version}", $"https://{nginx.SecureAuthority}/hello.txt")).Succeeded();
        Assert.StartsWith("hello from nginx\n", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CurlUploadsAndDownloads_LargeBodiesWhole()
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(HttpProtocols.Http1AndHttp2, application => application.MapUpload());
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync(options => options.InsecureOrigins = ["loopback"]);
        byte[] large = new byte[20_000_000];
        new Random(5).NextBytes(large);
        await File.WriteAllBytesAsync(Path.Combine(nginx.Root, "large"), large);
        string file = proxy["got"];
        (await proxy.CurlAsync("--http2", "-o", file, $"https://{nginx.Http2Authority}/large")).Succeeded();
        Assert.Equal(large, await File.ReadAllBytesAsync(file));
        string said = (await proxy.CurlAsync("--http2", "-T", file, $"https://{origin.Authority}/upload/large")).Succeeded();
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(large));
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{large.Length} {hash}"), said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task Node_GetsBodiesTrailersAndResets(HttpProtocols protocols)
    {
        await using NegotiatingOrigin origin = await NegotiatingOrigin.StartAsync(protocols, Endpoints);
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        string script = Path.Combine(AppContext.BaseDirectory, "h2-client.js");
        ProgramResult result = await ProcessRunner.RunAsync("node", script, proxy.Proxy.EndPoint.Port.ToString(CultureInfo.InvariantCulture), origin.Authority, proxy.AuthorityFile);
        string trailer = protocols == HttpProtocols.Http2 ? "bye" : "none";
        Assert.Equal($"{{\"alpn\":\"h2\",\"get\":\"done\",\"post\":\"one two\",\"trailer\":\"{trailer}\",\"reset\":2}}\n", result.Succeeded());
        Assert.Equal("upstream_read_failed", (await proxy.Proxy.Completed.FirstAsync(flow => flow.Request.Url == "/abort", "the aborted flow")).ErrorCode);
    }

    private static void Endpoints(WebApplication application)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        application.MapGet("/plain", context => context.Response.WriteAsync("done"));
        application.MapPost("/echo", (HttpContext context) => context.Request.Body.CopyToAsync(context.Response.Body));
        application.MapGet("/trailers", async context =>
        {
            await context.Response.WriteAsync("body");
            if (context.Response.SupportsTrailers())
            {
                context.Response.AppendTrailer("x-last", "bye");
            }
        });
        application.MapGet("/abort", async context =>
        {
            await context.Response.WriteAsync("begun");
            await context.Response.Body.FlushAsync();

            // A reset would destroy what is still on its way.
            await arrived.Task;
            context.Abort();
        });
        application.MapGet("/now", context =>
        {
            arrived.TrySetResult();
            return Task.CompletedTask;
        });
    }
}
