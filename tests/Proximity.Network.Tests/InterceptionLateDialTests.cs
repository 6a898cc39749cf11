using System.Net.Security;
using System.Text;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>A tunnel whose origin is known to be there, by a connection through TLS that waits for it, is not dialled before it is clear that it needs a connection of its own.</summary>
public sealed class InterceptionLateDialTests : IAsyncLifetime
{
    private readonly TlsOrigin origin = TlsOrigin.Start();
    private TunnelVerdict verdict;
    private InterceptingProxy proxy = null!;

    /// <summary>Starts a proxy with one waiting connection.</summary>
    public async ValueTask InitializeAsync()
    {
        proxy = await InterceptingProxy.StartAsync(options => options.OnClientHello = _ => new(verdict));
        await GetAsync();
        Assert.Equal(1, origin.Accepted);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await proxy.DisposeAsync();
        await origin.DisposeAsync();
    }

    [Fact]
    public async Task TunnelThatIsOpened_UsesTheWaitingConnection()
    {
        await GetAsync();
        await GetAsync();
        Assert.Equal(1, origin.Accepted);
        Assert.Equal(3, origin.Heads.Count);
    }

    [Fact]
    public async Task TunnelThatPassesThrough_GetsAConnectionOfItsOwn()
    {
        verdict = TunnelVerdict.PassThrough;
        await using SslStream tls = await proxy.OpenTlsAsync(origin.Authority, configure: options =>
        {
            options.CertificateChainPolicy!.CustomTrustStore.Clear();
            options.CertificateChainPolicy.CustomTrustStore.Add(InterceptingProxy.OriginAuthority);
        });
        Assert.Equal(2, origin.Accepted);
    }

    [Fact]
    public async Task TunnelThatIsRefused_NeedsNone()
    {
        verdict = TunnelVerdict.Refuse;
        await Assert.ThrowsAnyAsync<Exception>(() => proxy.OpenTlsAsync(origin.Authority));
        Assert.Equal(1, origin.Accepted);
    }

    [Theory]
    [InlineData("SSH-2.0-client\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")]
    public async Task TunnelInClear_GetsAConnectionOfItsOwn(string opening)
    {
        origin.InClear = async stream =>
        {
            await stream.ReadAtLeastAsync(new byte[opening.Length], 1);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(TlsOrigin.Ok));
        };
        await using RawPeer client = await proxy.Proxy.OpenTunnelAsync(origin.Authority);
        await client.SendAsync(opening);
        Assert.EndsWith("ok", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(2, origin.Accepted);
    }

    [Fact]
    public async Task ClientThatWaitsForTheOrigin_HearsIt()
    {
        origin.InClear = stream => stream.WriteAsync("220 ready"u8.ToArray()).AsTask();
        await using RawPeer client = await proxy.Proxy.OpenTunnelAsync(origin.Authority);
        Assert.Equal("220 ready", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task OriginThatTakesItsTimeToSpeak_IsGivenIt()
    {
        await using InterceptingProxy hasty = await InterceptingProxy.StartAsync(configureProxy: options => options.ConnectTimeout = TimeSpan.FromSeconds(2));
        await GetAsync(hasty);
        origin.InClear = async stream =>
        {
            await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
            await stream.WriteAsync("220 ready"u8.ToArray());
        };
        await using RawPeer client = await hasty.Proxy.OpenTunnelAsync(origin.Authority);
        Assert.Equal("220 ready", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task ClientThatHesitates_IsOpenedAllTheSame()
    {
        await using Stream tunnel = await Fixtures.Tunnels.OpenStreamAsync(proxy.Proxy.EndPoint, origin.Authority);
        await Eventually.HoldsAsync(() => origin.Accepted == 2, () => "the origin was not asked whether it speaks first");
        await using var tls = new SslStream(tunnel);
        await tls.AuthenticateAsClientAsync(proxy.ClientOptions("localhost")).WithinStep();
        await RequestAsync(tls);
        Assert.Equal(2, origin.Heads.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("SSH-2.0-client\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    public async Task OriginThatIsGoneAfterAll_EndsTheTunnel(string opening)
    {
        origin.StopListening();
        await using RawPeer client = await proxy.Proxy.OpenTunnelAsync(origin.Authority);
        await client.SendAsync(opening);
        await client.ReadToEndAsync();
        await proxy.Proxy.ErrorAsync("upstream_connect_failed");
    }

    [Fact]
    public async Task OriginThatIsGone_IsA502()
    {
        await origin.DisposeAsync();
        RawMessage answer = await proxy.Proxy.ExchangeAsync($"CONNECT {origin.Authority} HTTP/1.1\r\nHost: {origin.Authority}\r\n\r\n");
        Assert.Equal(502, answer.Status);
    }

    [Fact]
    public async Task HostThatIsNeverOpened_IsDialledAtOnce()
    {
        await using InterceptingProxy other = await InterceptingProxy.StartAsync(options => options.PassThroughHosts = ["localhost"]);
        await using RawPeer client = await other.Proxy.OpenTunnelAsync(origin.Authority);
        await Eventually.HoldsAsync(() => origin.Accepted == 2, () => "the origin was not dialled");
    }

    /// <summary>A tunnel with one request in it, gone through to its end.</summary>
    private Task GetAsync() => GetAsync(proxy);

    private async Task GetAsync(InterceptingProxy through)
    {
        int ended = EndedTunnels(through);
        await using (SslStream tls = await through.OpenTlsAsync(origin.Authority))
        {
            await RequestAsync(tls);
        }

        await Eventually.HoldsAsync(() => EndedTunnels(through) == ended + 1, () => "the tunnel has not ended");
    }

    private static int EndedTunnels(InterceptingProxy through) => through.Proxy.Completed.Items.Count(flow => flow.Request.Method == "CONNECT");

    private async Task RequestAsync(SslStream tls)
    {
        await tls.WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {origin.Authority}\r\nConnection: close\r\n\r\n"));
        Assert.EndsWith("ok", await new StreamReader(tls).ReadToEndAsync().WithinStep(), StringComparison.Ordinal);
    }
}
