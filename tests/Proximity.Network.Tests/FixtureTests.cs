using System.Net;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>The peers themselves, without a proxy between them: what they see of each other is what a test may rely on.</summary>
public sealed class FixtureTests
{
    private const long OneMebibyte = 1L << 20;
    private const long OneGibibyte = 1L << 30;

    [Fact]
    public async Task RawOrigin_KeepsWhatTheClientSent()
    {
        await using RawOrigin origin = RawOrigin.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await using RawPeer client = await RawPeer.ConnectAsync(origin.EndPoint);
        await client.SendAsync("POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2;q=1\r\nhe\r\n3\r\nllo\r\n0\r\nX-T: v\r\n\r\n");
        RawMessage response = await client.ReadResponseAsync();
        RawMessage request = Assert.Single(origin.Requests);
        Assert.Equal("ok", response.Body);
        Assert.Equal("hello", request.Body);
        Assert.Equal("X-T: v\r\n", request.Trailers);
    }

    [Fact]
    public async Task RawPeer_TellsABrokenBodyFromAWholeOne()
    {
        await using RawOrigin origin = RawOrigin.AnsweringOnce("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
        await using RawPeer client = await RawPeer.ConnectAsync(origin.EndPoint);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        RawMessage response = await client.ReadResponseAsync();
        Assert.False(response.IsComplete);
        Assert.Equal("hello", response.Body);
    }

    [Fact]
    public async Task Nginx_ServesItsFilesOnAllItsAddresses()
    {
        await using var nginx = new NginxOrigin();
        await nginx.InitializeAsync();
        foreach (string url in (string[])[$"http://{nginx.Authority}", $"http://{nginx.IPv6Authority}", $"https://{nginx.SecureAuthority}"])
        {
            ProgramResult result = await ProcessRunner.RunAsync("curl", "-sSk", "-r", "0-4", url + "/hello.txt");
            Assert.Equal("hello", result.Succeeded());
        }
    }

    [Fact]
    public async Task Kestrel_HashesAnUpload()
    {
        await using KestrelOrigin kestrel = await KestrelOrigin.StartAsync(application => application.MapUpload());
        ProgramResult result = await ProcessRunner.RunAsync("curl", "-sSk", "-d", "hello", $"https://{kestrel.SecureAuthority}/upload");
        Assert.Equal("5 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824 length", result.Succeeded());
    }

    [Fact]
    public async Task Squid_ForwardsARequest()
    {
        await using RawOrigin origin = RawOrigin.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await using var squid = new SquidProxy();
        await squid.InitializeAsync();
        ProgramResult result = await ProcessRunner.RunAsync("curl", "-sS", "--noproxy", "", "-x", squid.Authority, $"http://{origin.Authority}/");
        Assert.Equal("ok", result.Succeeded());
        Assert.Contains("GET", squid.AccessLog, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TestHost_ServesInAProcessOfItsOwn()
    {
        await using RawOrigin origin = RawOrigin.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await using TestHostProxy host = await TestHostProxy.StartAsync();
        ProgramResult result = await ProcessRunner.RunAsync("curl", "-sS", "--noproxy", "", "-x", host.Authority, $"http://{origin.Authority}/");
        Assert.Equal("ok", result.Succeeded());
        Assert.InRange(host.ResidentBytes, OneMebibyte, OneGibibyte);
        Assert.InRange(host.PeakResidentBytes, OneMebibyte, OneGibibyte);
    }

    [Fact]
    public void ClosedPort_IsAPort() => Assert.InRange(RawOrigin.ClosedPort(), 1, IPEndPoint.MaxPort);
}
