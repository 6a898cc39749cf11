using Proximity.Cli.Configuration;

namespace Proximity.Cli.Tests.Configuration;

public class SettingsTests
{
    [Fact]
    public void Over_KeepsWhatTheHigherSourceSays()
    {
        var settings = new Settings { Port = 1, RecordFlows = false }.Over(new Settings { Port = 2, RecordFlows = true, MaxFlows = 3 });

        Assert.Equal(new Settings { Port = 1, RecordFlows = false, MaxFlows = 3 }, settings);
    }

    [Fact]
    public void NothingSaid_KeepsTheLibrarysDefaults()
    {
        var options = new Settings().ToProxyOptions();
        var defaults = new ProxyOptions();

        Assert.Equal(
            (defaults.Port, defaults.Bind, defaults.Timeout, defaults.MaxFlows, defaults.MaxHeaderBytes, defaults.RecordFlows, defaults.PersistentConnections, defaults.UseEphemeralPort),
            (options.Port, options.Bind, options.Timeout, options.MaxFlows, options.MaxHeaderBytes, options.RecordFlows, options.PersistentConnections, options.UseEphemeralPort));
        Assert.Null(options.Interception);
    }

    [Fact]
    public void NothingSaid_KeepsMoreOfBodiesThanTheLibrary()
    {
        var options = new Settings().ToProxyOptions();

        Assert.Equal((true, 1 << 20, 1L << 28), (options.CaptureBodies, options.MaxBodyBytes, options.MaxFlowBytes));
    }

    [Fact]
    public void NothingSaid_TheProgramKnowsZstd()
        => Assert.Equal("zstd", Assert.Single(new Settings().ToProxyOptions().ContentCodings).Name);

    [Fact]
    public void BoundsOfBodies_ReachTheOptions()
    {
        var options = new Settings { CaptureBodies = false, MaxBodyBytes = 7, MaxFlowBytes = 1L << 40 }.ToProxyOptions();

        Assert.Equal((false, 7, 1L << 40), (options.CaptureBodies, options.MaxBodyBytes, options.MaxFlowBytes));
    }

    [Fact]
    public void EverySetting_ReachesTheOptions()
    {
        var options = new Settings
        {
            Port = 81,
            EphemeralPort = true,
            Bind = "::1",
            Verbose = true,
            TimeoutSeconds = 5,
            Upstream = "parent:1",
            RecordFlows = false,
            MaxFlows = 2,
            MaxHeaderBytes = 4096,
            PersistentConnections = false,
        }.ToProxyOptions();

        Assert.Equal(
            (81, true, "::1", true, TimeSpan.FromSeconds(5), "parent:1", false, 2, 4096, false),
            (options.Port, options.UseEphemeralPort, options.Bind, options.Verbose, options.Timeout, options.UpstreamProxy, options.RecordFlows, options.MaxFlows, options.MaxHeaderBytes, options.PersistentConnections));
    }

    [Fact]
    public void Via_ReachesTheOptions() => Assert.Equal("mine", new Settings { Via = "mine" }.ToProxyOptions().Via);

    [Fact]
    public void Strictness_ReachesTheOptions_AndTheHigherSourceWins()
        => Assert.Equal(Strictness.Strict, new Settings { Strictness = Strictness.Strict }.Over(new Settings { Strictness = Strictness.Lenient }).ToProxyOptions().Strictness);

    [Fact]
    public void HeadTimeout_ReachesTheOptions() => Assert.Equal(TimeSpan.FromSeconds(7), new Settings { HeadTimeoutSeconds = 7 }.ToProxyOptions().HeadTimeout);

    [Fact]
    public void AllowClients_ReachTheOptions() => Assert.Equal(["all"], new Settings { AllowClients = ["all"] }.ToProxyOptions().AllowClients);

    [Fact]
    public void Mitm_CarriesTheCertificateMaterial()
    {
        var interception = new Settings { Mitm = true, CaCert = "c", CaKey = "k", CaPassword = "p" }.ToProxyOptions().Interception;

        Assert.Equal(("c", "k", "p"), (interception?.CaCert, interception?.CaKey, interception?.CaPassword));
    }

    [Fact]
    public void CertificateWithoutMitm_IsNotLoaded() => Assert.Null(new Settings { CaCert = "c" }.ToProxyOptions().Interception);
}
