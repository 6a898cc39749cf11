using System.Text;
using Proximity.Cli.CommandLine;
using Proximity.Cli.Configuration;

namespace Proximity.Cli.Tests.Configuration;

/// <summary>An option of the library, on the command line and in the file: all three mean the same.</summary>
public class SameMeaningTests
{
    public static TheoryData<string, string, string, object> Options { get; } = new()
    {
        { nameof(ProxyOptions.AllowTargets), "--allow-target .example.org --allow-target 10.0.0.0/8:443", "\"allowTargets\":[\".example.org\",\"10.0.0.0/8:443\"]", new[] { ".example.org", "10.0.0.0/8:443" } },
        { nameof(ProxyOptions.DenyTargets), "--deny-target private", "\"denyTargets\":[\"private\"]", new[] { "private" } },
        { nameof(ProxyOptions.DenyTargets), "--deny-target none", "\"denyTargets\":[]", Array.Empty<string>() },
        { nameof(ProxyOptions.ConnectPorts), "--connect-port 443 --connect-port 8000-8999", "\"connectPorts\":[\"443\",\"8000-8999\"]", new[] { "443", "8000-8999" } },
        { nameof(ProxyOptions.UpstreamTunnelProxy), "--upstream-tunnel p.test:1", "\"upstreamTunnelProxy\":\"p.test:1\"", "p.test:1" },
        { nameof(ProxyOptions.UpstreamExceptions), "--upstream-exception *.a.test --upstream-exception 10.0.0.0/8:80", "\"upstreamExceptions\":[\"*.a.test\",\"10.0.0.0/8:80\"]", new[] { "*.a.test", "10.0.0.0/8:80" } },
        { nameof(ProxyOptions.ProxyAuth), "--proxy-auth user:p:w", "\"proxyAuth\":\"user:p:w\"", "user:p:w" },
        { nameof(ProxyOptions.Forwarded), "--forwarded X-Forwarded-For", "\"forwarded\":\"x-forwarded-for\"", ForwardedField.XForwardedFor },
        { nameof(ProxyOptions.Forwarded), "--forwarded both", "\"forwarded\":\"both\"", ForwardedField.Both },
        { nameof(ProxyOptions.Redact), "--redact", "\"redact\":[]", Array.Empty<string>() },
        { nameof(ProxyOptions.Redact), "--redact X-Mine ?mine", "\"redact\":[\"X-Mine\",\"?mine\"]", new[] { "X-Mine", "?mine" } },
        { nameof(ProxyOptions.ConnectTimeout), "--connect-timeout 7", "\"connectTimeout\":7", TimeSpan.FromSeconds(7) },
        { nameof(ProxyOptions.DnsCacheTime), "--dns-cache-time 0", "\"dnsCacheTime\":0", TimeSpan.Zero },
        { nameof(ProxyOptions.MinDataRate), "--min-data-rate 0", "\"minDataRate\":0", 0 },
        { nameof(ProxyOptions.MaxConnections), "--max-connections 7", "\"maxConnections\":7", 7 },
        { nameof(ProxyOptions.MaxConnectionsPerClient), "--max-connections-per-client 7", "\"maxConnectionsPerClient\":7", 7 },
        { nameof(ProxyOptions.MaxTunnels), "--max-tunnels 7", "\"maxTunnels\":7", 7 },
        { nameof(ProxyOptions.OriginIdleTimeout), "--origin-idle-timeout 0", "\"originIdleTimeout\":0", TimeSpan.Zero },
        { nameof(ProxyOptions.MaxIdleOriginConnectionsPerRoute), "--max-idle-per-route 7", "\"maxIdleOriginConnectionsPerRoute\":7", 7 },
        { nameof(ProxyOptions.CaptureBodies), "--no-capture-bodies", "\"captureBodies\":false", false },
        { nameof(ProxyOptions.MaxWebSocketRecordBytes), "--max-websocket-record-bytes 0", "\"maxWebSocketRecordBytes\":0", 0 },
        { nameof(ProxyOptions.MaxHeaderFields), "--max-header-fields 16", "\"maxHeaderFields\":16", 16 },
        { nameof(ProxyOptions.Transport), "--transport sockets", "\"transport\":\"sockets\"", Transport.Sockets },
        { nameof(ProxyOptions.Strictness), "--strictness lenient", "\"strictness\":\"lenient\"", Strictness.Lenient },
        { nameof(ProxyOptions.MaxIdleOriginConnections), "--max-idle 7", "\"maxIdleOriginConnections\":7", 7 },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public void LineAndFile_ReachTheOption(string option, string line, string json, object expected)
    {
        var command = new ProximityCommand();
        var fromLine = command.Read(command.Parse(line.Split(' ')));
        var fromFile = ConfigurationReader.Read(Encoding.UTF8.GetBytes("{" + json + "}"), "config.json");

        Assert.Equal(expected, Value(fromLine.Over(new Settings()), option));
        Assert.Equal(expected, Value(new Settings().Over(fromFile), option));
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void NothingSaid_KeepsTheDefault(string option, string line, string json, object expected)
    {
        var byDefault = typeof(ProxyOptions).GetProperty(option)!.GetValue(new ProxyOptions());

        Assert.Equal(byDefault, Value(new Settings(), option));
        Assert.False(Equals(byDefault, expected), $"{line} and {json} say nothing new.");
    }

    [Fact]
    public void AnotherWord_IsRefusedWithThePossibleOnes()
    {
        Assert.Equal("--forwarded is all, but must be one of none, forwarded, x-forwarded-for, both.", Assert.Single(new ProximityCommand().Parse(["--forwarded", "all"]).Errors).Message);
        var refusal = Assert.Throws<ConfigurationException>(() => ConfigurationReader.Read("{\"forwarded\":\"all\"}"u8.ToArray(), "config.json"));
        Assert.Equal("config.json: \"forwarded\" must be one of none, forwarded, x-forwarded-for, both.", refusal.Message);
    }

    private static object? Value(Settings settings, string option) => typeof(ProxyOptions).GetProperty(option)!.GetValue(settings.ToProxyOptions());
}
