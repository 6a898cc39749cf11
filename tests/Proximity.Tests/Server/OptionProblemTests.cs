using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Proximity.Protocol.Faults;
using Proximity.Tests.Tls;
using Proximity.Tests.Wires;

namespace Proximity.Tests.Server;

/// <summary>What cannot be used is said all at once, by member.</summary>
public class OptionProblemTests
{
    public static TheoryData<string, string, Action<ProxyOptions>> Refused { get; } = new()
    {
        { "Limits.MaxConnections", "0 is less than 1", options => options.Limits.MaxConnections = 0 },
        { "Limits.MaxConnectionsPerClient", "-1 is less than 0", options => options.Limits.MaxConnectionsPerClient = -1 },
        { "Limits.MaxTunnels", "0 is less than 1", options => options.Limits.MaxTunnels = 0 },
        { "Limits.MaxHeaderBytes", "1023 is not in 1024..16777216", options => options.Limits.MaxHeaderBytes = 1023 },
        { "Limits.MaxHeaderFields", "65537 is not in 16..65536", options => options.Limits.MaxHeaderFields = 65_537 },
        { "Limits.MaxRawResponseHeaderBytes", "-1 is not in 0..16777216", options => options.Limits.MaxRawResponseHeaderBytes = -1 },
        { "Limits.MinDataRate", "-1 is less than 0", options => options.Limits.MinDataRate = -1 },
        { "Limits.MaxHeldBodyBytes", "0 is less than 1", options => options.Limits.MaxHeldBodyBytes = 0 },
        {
            "Limits.MaxHeldBytes",
            "7 is less than 16777216, which one body may hold by MaxHeldBodyBytes",
            options => options.Limits.MaxHeldBytes = 7
        },
        {
            "Limits.HeldBodyOverflow",
            "7 is no value of HeldBodyOverflow",
            options => options.Limits.HeldBodyOverflow = (HeldBodyOverflow)7
        },
        {
            "Timeouts.Inactivity",
            "00:00:00 is not more than zero; Timeout.InfiniteTimeSpan means for ever",
            options => options.Timeouts.Inactivity = TimeSpan.Zero
        },
        {
            "Timeouts.Tunnel",
            "-00:00:01 is not more than zero; Timeout.InfiniteTimeSpan means for ever",
            options => options.Timeouts.Tunnel = TimeSpan.FromSeconds(-1)
        },
        {
            "Timeouts.DnsCache",
            "-00:00:01 is less than zero; Timeout.InfiniteTimeSpan means for ever",
            options => options.Timeouts.DnsCache = TimeSpan.FromSeconds(-1)
        },
        { "Recording.MaxFlows", "0 is less than 1", options => options.Recording.MaxFlows = 0 },
        { "Recording.MaxFlowBytes", "65535 is less than 65536", options => options.Recording.MaxFlowBytes = 65_535 },
        { "Recording.MaxBodyBytes", "67108865 is not in 0..67108864", options => options.Recording.MaxBodyBytes = 67_108_865 },
        { "Recording.Redact", "An entry is null", options => options.Recording.Redact = [null!] },
        { "Access.DenyTargets", "An entry is null", options => options.Access.DenyTargets = [null!] },
        { "DenyTargets", "An entry is null", options => options.DenyTargets = [null!] },
        { "Access.ConnectPorts", "'0' is no port, range of ports or *", options => options.Access.ConnectPorts = ["443", "0"] },
        {
            "Access.AllowClients",
            "'10.0.0.0/33' is no address, CIDR range or preset: loopback, link-local, private, all",
            options => options.Access.AllowClients = ["10.0.0.0/33"]
        },
        { "Access.ProxyAuth", "The credentials for the proxy are not user:password", options => options.Access.ProxyAuth = "hunter2" },
        {
            "Upstream.Proxy",
            "The upstream proxy is not host:port or http://user:password@host:port",
            options => options.Upstream.Proxy = "nowhere"
        },
        {
            "Upstream.Exceptions",
            "'a b' is no host, address, CIDR range or *, with :port or without",
            options => options.Upstream.Exceptions = ["a b"]
        },
        { "Listen", "Port 65536 is not in 0..65535", options => options.Listen("127.0.0.1", 65_536) },
        { "Listen", "'nowhere' is not an address to listen on", options => options.Listen("nowhere", 1) },
        {
            "Listen",
            "This is set in both forms, Listen and Port, Bind: one of them is enough",
            options =>
            {
                options.Listen(1);
                (options.Port, options.Bind) = (8080, null);
            }
        },
        {
            "Listen",
            "Listen was called more than once: a proxy listens on one address",
            options =>
            {
                options.Listen(1);
                options.Listen(1);
            }
        },
        {
            "LoggerFactory",
            "Both Logger and LoggerFactory are set: one of them is enough",
            options => (options.Logger, options.LoggerFactory) = (NullLogger.Instance, NullLoggerFactory.Instance)
        },
        { "TimeProvider", "The clock is null", options => options.TimeProvider = null! },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task WhatCannotBeUsed_FailsTheStartByItsMember(string member, string reason, Action<ProxyOptions> configure)
    {
        ProxyStartException thrown = await Assert.ThrowsAsync<ProxyStartException>(() => ProxyServer.StartAsync(configure));
        Assert.Equal(($"{reason} (option {member}).", member), (thrown.Message, thrown.OptionName));
        OptionProblem problem = Assert.Single(thrown.Problems);
        Assert.Equal((member, reason, thrown.Code), (problem.Member, problem.Reason, problem.Code));
        Assert.DoesNotContain("hunter2", problem.Value ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task AllProblems_AreSaidAtOnce_OfBothFormsAndOfFiles()
    {
        using var folder = new TemporaryFolder();
        ProxyStartException thrown = await Assert.ThrowsAsync<ProxyStartException>(() => ProxyServer.StartAsync(options =>
        {
            options.Limits.MaxTunnels = 0;
            options.Timeouts.Head = TimeSpan.Zero;
            options.Access.AllowTargets = ["a b", "ok.test", "://"];
            options.UpstreamProxy = "http://user:secret@nowhere";
            options.Via = "two words";
            options.Intercept(i => (i.CaCert, i.InterceptHosts) = (folder["none.pem"], ["a b"]));
        }));
        Assert.Equal(
            [
                "Limits.MaxTunnels", "Timeouts.Head", "InterceptHosts", "Via",
                "UpstreamProxy", "Access.AllowTargets", "Access.AllowTargets", "CaCert",
            ],
            thrown.Problems.Select(problem => problem.Member));
        Assert.Equal((ErrorCodes.InvalidOptions, "Limits.MaxTunnels"), (thrown.Code, thrown.OptionName));
        Assert.StartsWith("8 options cannot be used:\n", thrown.Message, StringComparison.Ordinal);
        Assert.All(thrown.Problems, problem => Assert.Contains($"\n{problem}", thrown.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("secret", thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProblemsOfOneKind_KeepTheirCode()
    {
        ProxyStartException thrown = await Assert.ThrowsAsync<ProxyStartException>(
            () => ProxyServer.StartAsync(options => (options.AllowTargets, options.Access.DenyTargets) = (["a b"], ["a b"])));
        Assert.Equal((ErrorCodes.InvalidTargetRule, 2), (thrown.Code, thrown.Problems.Count));
    }

    [Fact]
    public async Task ProblemsAside_AnAuthorityIsNotMade()
    {
        using var folder = new TemporaryFolder();
        await Assert.ThrowsAsync<ProxyStartException>(() => ProxyServer.StartAsync(options =>
        {
            options.Intercept(i => i.CaFolder = folder["ca"]);
            options.Limits.MaxTunnels = 0;
        }));
        Assert.False(Directory.Exists(folder["ca"]));
    }

    [Fact]
    public async Task FlatProperties_KeepTheirLeniency()
    {
        var options = new ProxyOptions { Port = 0, MaxFlows = 0, MaxHeaderBytes = 1, MaxTunnels = -1, MaxHeldBytes = 1 };
        await using ProxyServer proxy = await ProxyServer.StartAsync(options, new MemoryNetwork(), TestContext.Current.CancellationToken);
        Assert.Equal((8080, 1000, 10_000), (proxy.EndPoint.Port, proxy.Flows.Capacity, proxy.MaxTunnels));
    }

    [Fact]
    public async Task ListenOnPortZero_IsAFreePort()
    {
        await using ProxyServer proxy = await ProxyServer.StartAsync(options => options.Listen("[::1]", 0));
        Assert.Equal(IPAddress.IPv6Loopback, proxy.EndPoint.Address);
        Assert.NotEqual(0, proxy.EndPoint.Port);
    }

    [Fact]
    public async Task PortThatIsTaken_IsNamedByTheFormThatSaidIt()
    {
        await using ProxyServer first = await ProxyServer.StartAsync(options => options.Listen("127.0.0.1", 0));
        ProxyStartException thrown = await Assert.ThrowsAsync<ProxyStartException>(
            () => ProxyServer.StartAsync(options => options.Listen("127.0.0.1", first.EndPoint.Port)));
        Assert.Equal((ErrorCodes.ServerSocketCreateFailed, "Listen"), (thrown.Code, Assert.Single(thrown.Problems).Member));
    }

    [Fact]
    public void Intercept_SetsTheProperty_AndChangesWhatIsThere()
    {
        var own = new InterceptionOptions();
        var options = new ProxyOptions { Interception = own };
        options.Intercept(i => i.PassThroughHosts = ["a.test"]);
        Assert.Same(own, options.Interception);
        Assert.Equal(["a.test"], own.PassThroughHosts);
        options = new ProxyOptions();
        options.Intercept();
        Assert.NotNull(options.Interception);
    }
}
