using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Proximity.Inspector.Page;

namespace Proximity.Inspector.Tests.Page;

/// <summary>How the page is served, with files of the tests' own.</summary>
public class PageEndpointTests
{
    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["index.html"] = "<!doctype html><title>the page</title>",
        ["assets/index-BbV4xYz_.js"] = "console.log('the script');",
        ["favicon.svg"] = "<svg xmlns='http://www.w3.org/2000/svg'/>",
    };

    [Theory]
    [InlineData("/", "index.html", "text/html", "no-cache")]
    [InlineData("/index.html", "index.html", "text/html", "no-cache")]
    [InlineData("/flows/12", "index.html", "text/html", "no-cache")]
    [InlineData("/assets/index-BbV4xYz_.js", "assets/index-BbV4xYz_.js", "text/javascript", "private, max-age=31536000, immutable")]
    [InlineData("/favicon.svg", "favicon.svg", "image/svg+xml", "no-cache")]
    public async Task File_IsServedWithItsTypeAndCaching(string path, string name, string type, string caching)
    {
        await using RunningInspector inspector = await StartAsync();

        foreach (string coding in new[] { "br", "gzip", "identity", "br;q=0, gzip" })
        {
            using HttpResponseMessage answer = await GetAsync(inspector, path, coding);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(Files[name], await DecodedAsync(answer));
            Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal(caching, answer.Headers.NonValidated["Cache-Control"].ToString());
            string? expected = coding switch { "br" => "br", "identity" => null, _ => "gzip" };
            Assert.Equal(expected, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        }
    }

    [Fact]
    public async Task FileThatTheBrowserHas_IsNotSentAgain()
    {
        await using RunningInspector inspector = await StartAsync();
        using HttpResponseMessage first = await GetAsync(inspector, "/", "br");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using HttpResponseMessage second = await inspector.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/assets/none-BbV4xYz_.js")]
    [InlineData("/assets/index-BbV4xYz_.js.br")]
    [InlineData("/../InspectorServer.cs")]
    [InlineData("/api/none")]
    [InlineData("/mcp/none")]
    public async Task WhatIsNoFile_IsNotFound(string path)
    {
        await using RunningInspector inspector = await StartAsync();

        using HttpResponseMessage answer = await inspector.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task BuildWithoutThePage_SaysSo()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync(
            change: static options => options with { Page = new PageFiles(static _ => null) });

        using HttpResponseMessage answer = await inspector.Http.GetAsync("/");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("not part of this build", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_NeedATokenToo()
    {
        await using RunningInspector inspector = await StartAsync();

        string answer = await inspector.SendAsync(
            $"GET /assets/index-BbV4xYz_.js HTTP/1.1\r\nHost: 127.0.0.1:{inspector.Port}\r\nConnection: close\r\n\r\n");

        Assert.Equal(401, RunningInspector.Status(answer));
    }

    private static Task<RunningInspector> StartAsync()
        => RunningInspector.StartAsync(change: static options => options with { Page = new PageFiles(Open) });

    private static MemoryStream? Open(string name)
    {
        if (!Files.TryGetValue(name[..^3], out string? text))
        {
            return null;
        }

        var coded = new MemoryStream();
        using (Stream coder = name.EndsWith(".br", StringComparison.Ordinal)
            ? new BrotliStream(coded, CompressionLevel.Fastest, leaveOpen: true)
            : new GZipStream(coded, CompressionLevel.Fastest, leaveOpen: true))
        {
            coder.Write(Encoding.UTF8.GetBytes(text));
        }

        coded.Position = 0;
        return coded;
    }

    private static async Task<HttpResponseMessage> GetAsync(RunningInspector inspector, string path, string coding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (string part in coding.Split(','))
        {
            request.Headers.AcceptEncoding.Add(StringWithQualityHeaderValue.Parse(part.Trim()));
        }

        return await inspector.Http.SendAsync(request);
    }

    private static async Task<string> DecodedAsync(HttpResponseMessage answer)
    {
        using Stream coded = await answer.Content.ReadAsStreamAsync();
        using Stream plain = answer.Content.Headers.ContentEncoding.SingleOrDefault() switch
        {
            "br" => new BrotliStream(coded, CompressionMode.Decompress),
            "gzip" => new GZipStream(coded, CompressionMode.Decompress),
            _ => coded,
        };
        using var reader = new StreamReader(plain);
        return await reader.ReadToEndAsync();
    }
}
