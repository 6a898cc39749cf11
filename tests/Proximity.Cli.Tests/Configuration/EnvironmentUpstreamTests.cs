using Proximity.Cli.Configuration;

namespace Proximity.Cli.Tests.Configuration;

public class EnvironmentUpstreamTests
{
    private readonly Dictionary<string, string> variables = [];

    [Theory]
    [InlineData("http_proxy=http://p.test:3128", "http://p.test:3128", "direct")]
    [InlineData("HTTP_PROXY=http://p.test:3128", "http://p.test:3128", "direct")]
    [InlineData("https_proxy=http://p.test:3128", null, "http://p.test:3128")]
    [InlineData("HTTPS_PROXY=p.test:3128", null, "http://p.test:3128")]
    [InlineData("all_proxy=p.test:3128", "http://p.test:3128", null)]
    [InlineData("ALL_PROXY=HTTP://u:p@p.test:3128/", "HTTP://u:p@p.test:3128", null)]
    [InlineData("http_proxy=p.test", "http://p.test:80", "direct")]
    [InlineData("http_proxy=http://u:p@p.test/", "http://u:p@p.test:80", "direct")]
    [InlineData("http_proxy=http://[::1]/", "http://[::1]:80", "direct")]
    [InlineData("http_proxy=http://u:p@[::1]:3128/", "http://u:p@[::1]:3128", "direct")]
    [InlineData("http_proxy=a.test:1 https_proxy=b.test:2 all_proxy=c.test:3", "http://a.test:1", "http://b.test:2")]
    [InlineData("https_proxy=b.test:2 all_proxy=c.test:3", "http://c.test:3", "http://b.test:2")]
    [InlineData("http_proxy=a.test:1 HTTP_PROXY=b.test:2", "http://a.test:1", "direct")]
    [InlineData("http_proxy= HTTP_PROXY=b.test:2 ALL_PROXY=c.test:3", null, "http://c.test:3")]
    [InlineData("http_proxy=a.test:1 HTTPS_PROXY=http://a.test:1", "http://a.test:1", null)]
    [InlineData("HTTP_PROXY=a.test:1 REQUEST_METHOD=GET", null, null)]
    [InlineData("", null, null)]
    public void Variables_BecomeTheParents(string environment, string? upstream, string? tunnel)
    {
        Set(environment);

        var settings = Resolve(new Settings { Upstream = "env" });

        Assert.Equal((upstream, tunnel), (settings.ToProxyOptions().UpstreamProxy, settings.ToProxyOptions().UpstreamTunnelProxy));
        Assert.Equal(settings, Resolve(new Settings(), isCommand: true));
        Assert.Equal(new Settings(), Resolve(new Settings()));
    }

    [Theory]
    [InlineData("a.test,.b.test", "a.test", ".b.test")]
    [InlineData(" a.test , ,b.test\tc.test;d.test|e.test ", "a.test", "b.test", "c.test", "d.test", "e.test")]
    [InlineData("*", "*")]
    public void Exceptions_AreTakenApart(string list, params string[] entries)
    {
        variables["NO_PROXY"] = list;

        Assert.Equal(entries, Resolve(new Settings { Upstream = "env" }).ToProxyOptions().UpstreamExceptions);
    }

    [Theory]
    [InlineData("direct")]
    [InlineData("none")]
    [InlineData("Direct")]
    public void Direct_IsNoParent(string word)
    {
        Set("http_proxy=a.test:1 no_proxy=b.test");

        Assert.Null(Resolve(new Settings { Upstream = word }, isCommand: true).ToProxyOptions().UpstreamProxy);
        Assert.Null(Resolve(new Settings { Upstream = word }, isCommand: true).ToProxyOptions().UpstreamExceptions);
        Assert.Equal("direct", Resolve(new Settings { Upstream = "p.test:1", UpstreamTunnel = word }).ToProxyOptions().UpstreamTunnelProxy);
    }

    [Fact]
    public void NamedParent_WinsOverTheEnvironment()
    {
        Set("http_proxy=a.test:1 no_proxy=b.test");

        var settings = Resolve(new Settings { Upstream = "p.test:1" }, isCommand: true);

        Assert.Equal(new Settings { Upstream = "p.test:1" }, settings);
    }

    [Theory]
    [InlineData("https_proxy=socks5://u:secret@p.test:1080", "The variable https_proxy names a proxy of the scheme socks5, which is not supported yet. --upstream direct goes without it.")]
    [InlineData("ALL_PROXY=https://p.test:443", "The variable ALL_PROXY names a proxy of the scheme https, which is not supported yet. --upstream direct goes without it.")]
    [InlineData("http_proxy=u:secret@://p.test", "The variable http_proxy names a proxy of an unreadable scheme, which is not supported yet. --upstream direct goes without it.")]
    public void OtherScheme_IsRefusedWithoutTheValue(string environment, string sentence)
    {
        Set(environment);

        Assert.Equal(sentence, Assert.Throws<ConfigurationException>(() => Resolve(new Settings(), isCommand: true)).Message);
        Assert.Null(Resolve(new Settings { Upstream = "direct" }, isCommand: true).Upstream);
    }

    [Fact]
    public void VariableThatIsNotUsed_IsNotJudged()
    {
        Set("http_proxy=a.test:1 https_proxy=a.test:1 all_proxy=socks5://p.test:1080");

        Assert.Equal("http://a.test:1", Resolve(new Settings(), isCommand: true).Upstream);
    }

    private void Set(string environment)
    {
        foreach (var variable in environment.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = variable.IndexOf('=', StringComparison.Ordinal);
            variables[variable[..equals]] = variable[(equals + 1)..];
        }
    }

    private Settings Resolve(Settings settings, bool isCommand = false) => EnvironmentUpstream.Resolve(settings, isCommand, variables.GetValueOrDefault);
}
