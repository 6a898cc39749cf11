using System.Net;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests.Http2;

/// <summary>Origins that end HTTP/2 with HTTP_1_1_REQUIRED (RFC 9113 §7).</summary>
public sealed class RequiredHttp11Tests
{
    private static readonly byte[] Required = [0, 0, 0, 0xd];
    private static readonly byte[] NoStream = [0, 0, 0, 0];
    private static readonly byte[] FirstStream = [0, 0, 0, 1];

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Reset_RequestIsSentAgainOverHttp11(string method)
        => await AssertRepeatedAsync(method, stream => [new Frame(Frame.Reset, 0, stream, Required)]);

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task GoAwayBeforeTheStream_RequestIsSentAgainOverHttp11(string method)
        => await AssertRepeatedAsync(method, _ => [GoAway(NoStream), new Frame(Frame.End, 0, 0, [])]);

    [Fact]
    public async Task GoAwayBehindTheStream_IdempotentRequestIsSentAgainOverHttp11()
        => await AssertRepeatedAsync("GET", _ => [GoAway(FirstStream), new Frame(Frame.End, 0, 0, [])]);

    [Fact]
    public async Task GoAwayBehindTheStream_PostIsNotSentAgain()
    {
        await using FrameOrigin origin = Origin(_ => [GoAway(FirstStream), new Frame(Frame.End, 0, 0, [])]);
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient client = proxy.Client();
        HttpRequestMessage request = Http2Proxy.Request("2.0", HttpMethod.Post, origin.Authority, "/");
        using HttpResponseMessage response = await client.SendAsync(request).WithinStep();
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal(1, origin.ConnectionCount);
    }

    [Fact]
    public async Task Reset_RequestWithBodyIsAnsweredWithTheReason()
    {
        await using FrameOrigin origin = Origin(stream => [new Frame(Frame.Reset, 0, stream, Required)]);
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient client = proxy.Client();
        using var content = new StringContent("body");
        HttpRequestMessage request = Http2Proxy.Request("2.0", HttpMethod.Post, origin.Authority, "/", content);
        using HttpResponseMessage response = await client.SendAsync(request).WithinStep();
        string said = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("needs HTTP/1.1", said, StringComparison.Ordinal);
    }

    private static Frame GoAway(byte[] last) => new(Frame.GoAway, 0, 0, [.. last, .. Required]);

    private static FrameOrigin Origin(Func<int, Frame[]> refusal)
        => FrameOrigin.Start((_, frame) => frame.Type == Frame.Headers ? refusal(frame.Stream) : [], speaksHttp1: true);

    private static async Task AssertRepeatedAsync(string method, Func<int, Frame[]> refusal)
    {
        await using FrameOrigin origin = Origin(refusal);
        await using InterceptingProxy proxy = await Http2Proxy.StartAsync();
        using HttpClient client = proxy.Client();
        string text = await client.TextAsync(Http2Proxy.Request("2.0", new HttpMethod(method), origin.Authority, "/"));
        Assert.Equal(("ok", 2), (text, origin.ConnectionCount));
        Assert.Empty(proxy.Proxy.Errors.Items);
    }
}
