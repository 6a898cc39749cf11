using System.Net;
using System.Net.Sockets;
using Proximity.Cli.Configuration;
using Proximity.Cli.Running;

namespace Proximity.Cli.Tests.Running;

public class StartFailureTests
{
    /// <summary>What the library refuses, by its own exception.</summary>
    public static TheoryData<string, string, string, string> Refusals { get; } = new()
    {
        { nameof(Settings.Upstream), "--upstream", "::::", "--upstream cannot be used: The upstream proxy is not host:port or http://user:password@host:port." },
        { nameof(Settings.Upstream), "c.json: \"upstreamProxy\"", "nohost", "c.json: \"upstreamProxy\" cannot be used: The upstream proxy is not host:port or http://user:password@host:port." },
        { nameof(Settings.Bind), "--bind", "nowhere", "--bind cannot be used: 'nowhere' is not an address to listen on." },
        { nameof(Settings.Bind), "--bind", "192.0.2.1", "--bind cannot be used: 192.0.2.1 is not an address of this machine." },
        { nameof(Settings.Via), "--via", "two words", "--via cannot be used: The name for Via is not a token: letters, digits and !#$%&'*+-.^_`|~." },
        { nameof(Settings.ProxyAuth), "PROXIMITY_PROXY_AUTH", "nocolon", "PROXIMITY_PROXY_AUTH cannot be used: The credentials for the proxy are not user:password." },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task WhatTheLibraryRefuses_IsWrongUsageInTheWordsOfItsSource(string setting, string source, string value, string sentence)
    {
        var settings = new Settings { EphemeralPort = true }.With(setting, value, source);

        var failure = await FailureOf(settings);

        Assert.Equal((sentence, 2), (StartFailure.Sentence(failure, settings), StartFailure.ExitCodeOf(failure, settings)));
    }

    [Theory]
    [InlineData(nameof(Settings.AllowClients), "--allow-client")]
    [InlineData(nameof(Settings.AllowTargets), "--allow-target")]
    [InlineData(nameof(Settings.DenyTargets), "--deny-target")]
    [InlineData(nameof(Settings.ConnectPorts), "--connect-port")]
    [InlineData(nameof(Settings.InterceptHosts), "--intercept-host")]
    [InlineData(nameof(Settings.PassThroughHosts), "--pass-through-host")]
    [InlineData(nameof(Settings.InsecureOrigins), "--insecure-origins")]
    public async Task ListThatTheLibraryRefuses_IsNamed(string setting, string option)
    {
        var settings = new Settings { EphemeralPort = true, Mitm = true }.With(setting, new[] { "/// no entry" }, option);

        var failure = await FailureOf(settings);

        Assert.StartsWith($"{option} cannot be used: '/// no entry' is no ", StartFailure.Sentence(failure, settings), StringComparison.Ordinal);
        Assert.DoesNotContain("(option ", StartFailure.Sentence(failure, settings), StringComparison.Ordinal);
        Assert.Equal(2, StartFailure.ExitCodeOf(failure, settings));
    }

    [Fact]
    public async Task SeveralThatTheLibraryRefuses_AreSaidAtOnceInTheWordsOfTheirSources()
    {
        var settings = new Settings { EphemeralPort = true }
            .With(nameof(Settings.Via), "two words", "--via")
            .With(nameof(Settings.DenyTargets), new[] { "://", "a b" }, "c.json: \"denyTargets\"");

        var failure = await FailureOf(settings);

        var sentences = StartFailure.Sentence(failure, settings).Split('\n');
        Assert.Equal(3, sentences.Length);
        Assert.StartsWith("--via cannot be used: ", sentences[0], StringComparison.Ordinal);
        Assert.StartsWith("c.json: \"denyTargets\" cannot be used: '://' is no ", sentences[1], StringComparison.Ordinal);
        Assert.StartsWith("c.json: \"denyTargets\" cannot be used: 'a b' is no ", sentences[2], StringComparison.Ordinal);
        Assert.Equal(2, StartFailure.ExitCodeOf(failure, settings));
    }

    [Fact]
    public async Task TakenPort_IsNobodysWrongUsage()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var settings = new Settings { Port = ((IPEndPoint)taken.LocalEndpoint).Port, Bind = "127.0.0.1" };

        var failure = await FailureOf(settings);

        Assert.Equal(
            ($"Port {settings.Port} is already in use on 127.0.0.1. Choose another with --port, or let the system choose with --ephemeral-port.", 1),
            (StartFailure.Sentence(failure, settings), StartFailure.ExitCodeOf(failure, settings)));
    }

    [Fact]
    public async Task MissingKey_NamesItsOption()
    {
        using var folder = new TemporaryFolder();
        var settings = new Settings { Mitm = true }.With(nameof(Settings.CaKey), folder.File("ca.key"), "--ca-key");

        var failure = await FailureOf(settings);

        Assert.Equal(($"A key is named ({folder.File("ca.key")}) but no certificate (--ca-cert).", 2), (StartFailure.Sentence(failure, settings), StartFailure.ExitCodeOf(failure, settings)));
    }

    [Theory]
    [InlineData("--ca-folder", 2)]
    [InlineData(null, 1)]
    public async Task FolderOfTheAuthority_IsWrongUsageOnlyWhereItIsNamed(string? source, int code)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Write("file", ""), "ca");
        var settings = new Settings { Mitm = true, EphemeralPort = true, CaFolder = path };
        settings = source is null ? settings : settings.With(nameof(Settings.CaFolder), path, source);

        var failure = await FailureOf(settings);

        Assert.Equal(code, StartFailure.ExitCodeOf(failure, settings));
        Assert.Contains(path, StartFailure.Sentence(failure, settings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--upstream-tunnel cannot be used: The upstream proxy is not ", "bad", "http://a.test:1")]
    [InlineData(
        "The upstream proxy is not host:port or http://user:password@host:port (--upstream). It is the one of the environment: ",
        null,
        "http://a b:1")]
    public async Task ParentThatCannotBeUsed_IsNamedByWhatSaysIt(string beginning, string? tunnel, string variable)
    {
        var said = new Settings { EphemeralPort = true }.With(nameof(Settings.Upstream), "env", "--upstream")
            .With(nameof(Settings.UpstreamTunnel), tunnel, "--upstream-tunnel");
        var settings = EnvironmentUpstream.Resolve(said, isCommand: false, name => name == "http_proxy" ? variable : null);

        var failure = await FailureOf(settings);

        Assert.StartsWith(beginning, StartFailure.Sentence(failure, settings), StringComparison.Ordinal);
    }

    private static async Task<ProxyStartException> FailureOf(Settings settings)
        => await Assert.ThrowsAsync<ProxyStartException>(() => ProxyServer.StartAsync(settings.ToProxyOptions(), TestContext.Current.CancellationToken));
}
