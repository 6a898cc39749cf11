using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Proximity.Http2.Tests.Rig;

namespace Proximity.Http2.Tests;

/// <summary>A client of HTTP/2 with origins of each kind.</summary>
public class PairingTests
{
    [Theory]
    [InlineData(OriginKind.Http1)]
    [InlineData(OriginKind.Http2Clear)]
    [InlineData(OriginKind.Http2Tls)]
    public async Task Get_ReachesTheOriginAndBack(OriginKind kind)
    {
        await using TestOrigin echo = await TestOrigin.StartAsync(application => application.Run(context =>
        {
            context.Response.Headers["X-Answer"] = "caf\u00e9";
            HttpRequest request = context.Request;
            string target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
            return context.Response.WriteAsync($"{request.Method} {target} {request.Protocol} {request.Host} {request.Headers["X-Ask"]}");
        }));
        await using var proxy = new TestProxy(kind);
        using HttpMessageInvoker client = proxy.NewClient();
        using HttpRequestMessage request = TestProxy.Request(HttpMethod.Get, echo.Authority(kind), "/a%2Fb?c=%20d");
        request.Headers.TryAddWithoutValidation("X-Ask", "\u00fcber");

        using HttpResponseMessage response = await client.SendAsync(request, Limits.Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(HttpVersion.Version20, response.Version);
        Assert.Equal("caf\u00e9", response.Headers.GetValues("X-Answer").Single());
        string version = kind == OriginKind.Http1 ? "HTTP/1.1" : "HTTP/2";
        Assert.Equal($"GET /a%2Fb?c=%20d {version} {echo.Authority(kind)} \u00fcber", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(OriginKind.Http1)]
    [InlineData(OriginKind.Http2Clear)]
    [InlineData(OriginKind.Http2Tls)]
    public async Task Bodies_ArriveWhole(OriginKind kind)
    {
        await using TestOrigin origin = await TestOrigin.StartAsync(
            application => application.Run(context => context.Request.Body.CopyToAsync(context.Response.Body)));
        await using var proxy = new TestProxy(kind);
        using HttpMessageInvoker client = proxy.NewClient();
        byte[] sent = new byte[3_000_001];
        new Random(7).NextBytes(sent);

        foreach (long? declared in (long?[])[sent.Length, null])
        {
            using var content = new DuplexContent(stream => stream.WriteAsync(sent, Limits.Token).AsTask(), declared);
            using HttpResponseMessage response = await client.SendAsync(
                TestProxy.Request(HttpMethod.Post, origin.Authority(kind), "/", content),
                Limits.Token);
            Assert.Equal(sent, await response.Content.ReadAsByteArrayAsync(Limits.Token));
        }
    }

    [Theory]
    [InlineData(OriginKind.Http1)]
    [InlineData(OriginKind.Http2Tls)]
    public async Task AnswersWithoutBody_KeepWhatTheyDeclare(OriginKind kind)
    {
        await using TestOrigin origin = await TestOrigin.StartAsync(application => application.Run(context =>
        {
            context.Response.StatusCode = int.Parse(context.Request.Path.Value![1..], System.Globalization.CultureInfo.InvariantCulture);
            if (context.Response.StatusCode is not 204 and not 205)
            {
                context.Response.ContentLength = 7;
            }

            return Task.CompletedTask;
        }));
        await using var proxy = new TestProxy(kind);
        using HttpMessageInvoker client = proxy.NewClient();

        var seen = new StringBuilder();
        (HttpMethod, string)[] requests =
            [(HttpMethod.Head, "/200"), (HttpMethod.Get, "/204"), (HttpMethod.Get, "/304"), (HttpMethod.Get, "/205")];
        foreach ((HttpMethod method, string path) in requests)
        {
            using HttpResponseMessage response = await client.SendAsync(
                TestProxy.Request(method, origin.Authority(kind), path),
                Limits.Token);
            byte[] body = await response.Content.ReadAsByteArrayAsync(Limits.Token);
            bool isDeclared = response.Content.Headers.NonValidated.TryGetValues("Content-Length", out HeaderStringValues length);
            string declared = isDeclared ? length.ToString() : "";
            seen.Append(System.Globalization.CultureInfo.InvariantCulture, $"{(int)response.StatusCode}:{declared}:{body.Length} ");
        }

        Assert.Equal("200:7:0 204::0 304:7:0 205:0:0 ", seen.ToString());
    }
}
