using System.Text;
using Proximity.Protocol.Faults;
using Proximity.Wires;

namespace Proximity.Tests.Server;

public class LimitTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData("name.slow", ErrorCodes.DnsFailed, "dns_timeout")]
    [InlineData("name.hole", ErrorCodes.ConnectTimeout, "connection_timeout")]
    public async Task ConnectingThatTakesTooLong_Is504WithItsOwnCode(string host, string code, string proxyStatus)
    {
        await using Harness harness = await Harness.StartAsync(options => options.ConnectTimeout = Short, between: network => new BlackHoleNetwork(network));
        string answer = await harness.ExchangeAsync($"GET http://{host}/ HTTP/1.1\r\nHost: {host}\r\n\r\n");
        await harness.SettleAsync();
        Assert.StartsWith("HTTP/1.1 504 ", answer, StringComparison.Ordinal);
        Assert.Contains($"error={proxyStatus};", answer, StringComparison.Ordinal);
        Assert.Contains("option ConnectTimeout", answer, StringComparison.Ordinal);
        Assert.Equal((code, "connect_pending"), (Assert.Single(harness.Errors).Code, Assert.Single(harness.Errors).Phase));
        Assert.Equal(code, Assert.Single(harness.Completed).ErrorCode);
        Assert.Equal(0, harness.Proxy.OutstandingBuffers);
    }

    [Theory]
    [InlineData("name.slow")]
    [InlineData("name.hole")]
    public async Task SilenceThatIsShorter_IsTheBaseContractsTimeOut(string host)
    {
        await using Harness harness = await Harness.StartAsync(options => options.Timeout = Short, between: network => new BlackHoleNetwork(network));
        Assert.StartsWith("HTTP/1.1 504 ", await harness.ExchangeAsync($"CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n\r\n"), StringComparison.Ordinal);
        await harness.SettleAsync();
        Assert.Equal(ErrorCodes.ConnectionTimeout, Assert.Single(harness.Errors).Code);
    }

    [Fact]
    public async Task AddressThatSwallowsEverything_DoesNotKeepTheNextOneFromBeingTried()
    {
        await using Harness harness = await Harness.StartAsync(between: network => new BlackHoleNetwork(network));
        string answer = await harness.ExchangeAsync($"GET http://two.addresses:{harness.OriginPort}/ HTTP/1.1\r\nHost: two.addresses:{harness.OriginPort}\r\nConnection: close\r\n\r\n");
        Assert.EndsWith("ok", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClientBeyondItsLimit_Is503_UntilAnotherOfItsConnectionsEnds()
    {
        await using Harness harness = await Harness.StartAsync(options => options.MaxConnectionsPerClient = 1);
        Wire first = await harness.ConnectAsync();
        await ServedAsync(harness, first);
        string refused = await harness.GetAsync();
        Assert.StartsWith("HTTP/1.1 503 ", refused, StringComparison.Ordinal);
        Assert.Contains("too_many_connections", refused, StringComparison.Ordinal);
        Assert.Contains("option MaxConnectionsPerClient", refused, StringComparison.Ordinal);

        await ServedAsync(harness, first);
        first.Close();
        await GoneAsync(harness);
        Assert.EndsWith("ok", await harness.GetAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClientsBeyondTheLimit_WaitUntilAnotherLeaves_AndTheLogSaysSo()
    {
        var logger = new CollectingLogger();
        await using Harness harness = await Harness.StartAsync(options => (options.MaxConnections, options.Logger) = (1, logger));
        Wire first = await harness.ConnectAsync();
        await ServedAsync(harness, first);
        Task<string> second = harness.GetAsync();
        await ServedAsync(harness, first);
        Assert.False(second.IsCompleted);
        Assert.Equal(1, harness.Proxy.ClientCount);
        while (!logger.Lines.Any(line => line.Contains("option MaxConnections", StringComparison.Ordinal)))
        {
            await Task.Yield();
        }

        first.Close();
        Assert.EndsWith("ok", await second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProxyThatIsFull_StopsAllTheSame()
    {
        await using Harness harness = await Harness.StartAsync(options => options.MaxConnections = 1);
        Wire first = await harness.ConnectAsync();
        await ServedAsync(harness, first);
        await harness.Proxy.StopAsync().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal(0, harness.Proxy.ClientCount);
    }

    [Theory]
    [InlineData("CONNECT origin.test:{0} HTTP/1.1\r\nHost: origin.test:{0}\r\n\r\n", Harness.Ok)]
    [InlineData("GET http://origin.test:{0}/ HTTP/1.1\r\nHost: origin.test:{0}\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n", "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n")]
    public async Task TunnelBeyondTheLimit_Is503(string request, string originAnswer)
    {
        await using Harness harness = await Harness.StartAsync(options => options.MaxTunnels = 1, originAnswer);
        request = request.Replace("{0}", harness.OriginPort.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Wire first = await harness.ConnectAsync();
        await first.WriteAsync(Encoding.Latin1.GetBytes(request));
        await Harness.ReadUntilAsync(first, "\r\n\r\n");
        string refused = await harness.ExchangeAsync(request);
        Assert.StartsWith("HTTP/1.1 503 ", refused, StringComparison.Ordinal);
        Assert.Contains("too_many_tunnels", refused, StringComparison.Ordinal);

        first.Abort();
        await GoneAsync(harness);
        Wire next = await harness.ConnectAsync();
        await next.WriteAsync(Encoding.Latin1.GetBytes(request));
        Assert.DoesNotContain("503", await Harness.ReadUntilAsync(next, "\r\n\r\n"), StringComparison.Ordinal);
        next.Abort();
    }

    [Fact]
    public async Task ResponseHeadThatDrips_Is504_WhateverTheSilenceLimit()
    {
        await using Harness harness = await Harness.StartAsync(options => (options.HeadTimeout, options.Timeout) = (Short, TimeSpan.Zero), "HTTP/1.1 200 OK\r\nX: begins");
        string answer = await harness.GetAsync();
        await harness.SettleAsync();
        Assert.StartsWith("HTTP/1.1 504 ", answer, StringComparison.Ordinal);
        Assert.Equal(ErrorCodes.ConnectionTimeout, Assert.Single(harness.Errors).Code);
    }

    /// <summary>One exchange on a connection that stays.</summary>
    private static async Task ServedAsync(Harness harness, Wire client)
    {
        await client.WriteAsync(Encoding.Latin1.GetBytes($"GET http://origin.test:{harness.OriginPort}/ HTTP/1.1\r\nHost: origin.test:{harness.OriginPort}\r\n\r\n"));
        Assert.EndsWith("ok", await Harness.ReadUntilAsync(client, "ok"), StringComparison.Ordinal);
    }

    private static async Task GoneAsync(Harness harness)
    {
        while (harness.Proxy.ClientCount > 0)
        {
            await Task.Yield();
        }
    }
}
