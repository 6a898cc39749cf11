using System.Net;
using Proximity.Http2;

namespace Proximity.Network.Tests.Fixtures;

/// <summary>Intercepting proxies that speak HTTP/2, and requests for them.</summary>
public static class Http2Proxy
{
    /// <summary>Starts one.</summary>
    public static Task<InterceptingProxy> StartAsync(Action<InterceptionOptions>? configure = null, Action<ProxyOptions>? configureProxy = null) => InterceptingProxy.StartAsync(
        options =>
        {
            options.Http2 = Http2Engine.Create();
            configure?.Invoke(options);
        },
        configureProxy);

    /// <summary>A request of exactly this version.</summary>
    public static HttpRequestMessage Request(string version, HttpMethod method, string authority, string path, HttpContent? content = null) => new(method, $"https://{authority}{path}")
    {
        Version = Version.Parse(version),
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Content = content,
    };

    /// <summary>A GET by HTTP/2.</summary>
    public static HttpRequestMessage Get(string authority, string path = "/") => Request("2.0", HttpMethod.Get, authority, path);

    /// <summary>Sends it and reads the response's head.</summary>
    public static Task<HttpResponseMessage> SendHeadAsync(this HttpClient client, HttpRequestMessage request) => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WithinStep();

    /// <summary>The body of the response to a request that succeeds.</summary>
    public static async Task<string> TextAsync(this HttpClient client, HttpRequestMessage request)
    {
        using HttpResponseMessage response = await client.SendAsync(request).WithinStep();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync().WithinStep();
    }
}
