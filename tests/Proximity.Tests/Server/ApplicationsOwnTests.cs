using System.Collections;
using Proximity.Protocol.Faults;
using Proximity.Tests.Exchanges;
using Proximity.Tests.Tls;
using Proximity.Tests.Wires;
using Proximity.Wires;

namespace Proximity.Tests.Server;

/// <summary>Logger, clock and collections come from the application, and may throw: that ends no more than it has to.</summary>
public class ApplicationsOwnTests : IClassFixture<NoUnobservedTask>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task LoggerThatThrows_IsNotNoticed()
    {
        var logger = new ThrowingLogger();
        await using Harness harness = await Harness.StartAsync(options => (options.Logger, options.Verbose, options.UseEphemeralPort, options.Port) = (logger, true, false, 0));
        Assert.EndsWith("ok", await harness.GetAsync(), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 400 ", await harness.ExchangeAsync("BAD\r\n\r\n"), StringComparison.Ordinal);
        Assert.EndsWith("ok", await harness.GetAsync(), StringComparison.Ordinal);
        await harness.SettleAsync();
        Assert.Equal("malformed_request", Assert.Single(harness.Errors).Code);
        Assert.All(harness.Completed, flow => Assert.Null(flow.ErrorCode));
        Assert.Equal((0, 0), (harness.Proxy.OutstandingBuffers, harness.Proxy.ClientCount));
        Assert.True(logger.Calls > 0);
    }

    [Fact]
    public async Task LoggerThatThrowsWhileClientsWait_TheyAreAcceptedAllTheSame()
    {
        await using Harness harness = await Harness.StartAsync(options => (options.Logger, options.MaxConnections) = (new ThrowingLogger(), 1));
        Wire first = await harness.ConnectAsync();
        Task<string> second = harness.GetAsync();
        await first.WriteAsync("BAD\r\n\r\n"u8.ToArray());
        await Harness.ReadToEndAsync(first);
        first.Close();
        Assert.EndsWith("ok", await second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClockThatThrowsWhenAClientComes_ThatClientIsClosed_AndItsPlaceIsFree()
    {
        var clock = new BreakableClock();
        await using Harness harness = await Harness.StartAsync(options => (options.TimeProvider, options.MaxConnections) = (clock, 1));
        clock.IsBroken = true;
        for (int time = 0; time < 3; time++)
        {
            Wire client = await harness.ConnectAsync();
            Assert.Equal("", await Harness.ReadToEndAsync(client).WaitAsync(Limit, TestContext.Current.CancellationToken));
            client.Close();
        }

        clock.IsBroken = false;
        Assert.EndsWith("ok", await harness.GetAsync(), StringComparison.Ordinal);
        await harness.SettleAsync();
        Assert.All(harness.Errors, error => Assert.Equal("proxy_error", error.Code));
        Assert.Equal(3, harness.Errors.Count(error => error.Message == "A defect ended a connection."));
        Assert.Equal((0, 0, 0), (harness.Proxy.OutstandingBuffers, harness.Proxy.ClientCount, harness.Proxy.WatchedDeadlines));
        Assert.Equal(0, harness.Network.OpenWires - harness.Proxy.IdleOriginConnections);
    }

    [Fact]
    public async Task ClockThatThrowsInAnExchange_TheFlowEndsWithIt()
    {
        var clock = new BreakableClock();
        await using Harness harness = await Harness.StartAsync(options =>
        {
            options.TimeProvider = clock;
            options.OnFlowRecord = _ =>
            {
                clock.IsBroken = true;
                return default;
            };
        });
        Assert.Equal("", await harness.GetAsync());
        await harness.SettleAsync();
        ProxyError error = Assert.Single(harness.Errors);
        Assert.Equal(("proxy_error", "no time", "origin.test"), (error.Code, error.Error, error.TargetHost));
        Assert.Equal("proxy_error", Assert.Single(harness.Completed).ErrorCode);
        Assert.Equal((0, 0), (harness.Proxy.OutstandingBuffers, harness.Proxy.ClientCount));
    }

    [Fact]
    public async Task ClockThatThrows_StopEndsAllTheSame()
    {
        var clock = new BreakableClock();
        Harness harness = await Harness.StartAsync(options => options.TimeProvider = clock);
        Wire idle = await harness.ConnectAsync();
        clock.IsBroken = true;
        await harness.Proxy.StopAsync(TimeSpan.FromMilliseconds(50)).WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.Equal("", await Harness.ReadToEndAsync(idle));
        Assert.Null((await harness.Network.ConnectAsync(harness.Proxy.EndPoint, TestContext.Current.CancellationToken)).Wire);
        await harness.DisposeAsync();
    }

    [Fact]
    public async Task CollectionThatThrows_StartThrowsTheOneException()
    {
        var options = new ProxyOptions { UseEphemeralPort = true, AllowClients = new ThrowingList() };
        ProxyStartException thrown = await Assert.ThrowsAsync<ProxyStartException>(() => ProxyServer.StartAsync(options, TestContext.Current.CancellationToken));
        Assert.Equal((ErrorCodes.ProxyError, "no list"), (thrown.Code, thrown.InnerException?.Message));
    }

    [Fact]
    public async Task EntryThatIsNull_StartThrowsTheOneException()
    {
        var options = new ProxyOptions { UseEphemeralPort = true, DenyTargets = [null!] };
        await Assert.ThrowsAsync<ProxyStartException>(() => ProxyServer.StartAsync(options, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task BrokenClockAtTheStart_NoAuthorityIsMade()
    {
        using var folder = new TemporaryFolder();
        var options = new ProxyOptions
        {
            UseEphemeralPort = true,
            TimeProvider = new BreakableClock { IsBroken = true },
            Interception = new InterceptionOptions { CaFolder = folder["ca"] },
        };
        ProxyStartException thrown = await Assert.ThrowsAsync<ProxyStartException>(() => ProxyServer.StartAsync(options, TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCodes.TimeoutTimerFailed, thrown.Code);
        Assert.False(Directory.Exists(folder["ca"]));
    }

    [Fact]
    public async Task PortThatCannotBeBound_InterceptionIsEnded()
    {
        using var folder = new TemporaryFolder();
        var http2 = new CountingHttp2();
        var network = new MemoryNetwork();
        network.Listen(null, 8080);
        var options = new ProxyOptions { Port = 8080, Interception = new InterceptionOptions { CaFolder = folder["ca"], Http2 = http2 } };
        await Assert.ThrowsAsync<ProxyStartException>(() => ProxyServer.StartAsync(options, network, TestContext.Current.CancellationToken));
        Assert.Equal((1, 1), (http2.Started, http2.Ended));
    }

    private sealed class ThrowingList : IReadOnlyList<string>
    {
        public int Count => throw new InvalidOperationException("no list");

        public string this[int index] => throw new InvalidOperationException("no list");

        public IEnumerator<string> GetEnumerator() => throw new InvalidOperationException("no list");

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class CountingHttp2 : Http2Support, IHttp2Starter
    {
        public int Started { get; private set; }

        public int Ended { get; private set; }

        public Http2Session Start(Http2Settings settings)
        {
            Started++;
            return new Session(this);
        }

        private sealed class Session(CountingHttp2 owner) : Http2Session
        {
            public override Task ServeClientAsync(Http2Client client) => throw new NotSupportedException();

            public override Http2Origin OpenOrigin(Wire wire, System.Net.Security.SslStream? tls) => throw new NotSupportedException();

            public override ValueTask DisposeAsync()
            {
                owner.Ended++;
                return default;
            }
        }
    }
}
