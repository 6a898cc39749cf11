using System.Text;
using Proximity.Origins;

namespace Proximity.Tests.Origins;

public class UpstreamProxyTests
{
    [Theory]
    [InlineData("proxy.test:3128", "proxy.test", 3128)]
    [InlineData("http://proxy.test:3128", "proxy.test", 3128)]
    [InlineData("HTTP://proxy.test:3128/", "proxy.test", 3128)]
    [InlineData("[::1]:3128", "::1", 3128)]
    [InlineData("http://u:p@[::1]:3128", "::1", 3128)]
    [InlineData("127.0.0.1:1", "127.0.0.1", 1)]
    public void ValidAddress_IsRead(string text, string host, int port)
    {
        UpstreamProxy? upstream = UpstreamProxy.Parse(text);
        Assert.NotNull(upstream);
        Assert.Equal(host, upstream.Host);
        Assert.Equal(port, upstream.Port);
    }

    [Theory]
    [InlineData("")]
    [InlineData("proxy.test")]
    [InlineData("http://proxy.test")]
    [InlineData("proxy.test:")]
    [InlineData("proxy.test:0")]
    [InlineData("proxy.test:65536")]
    [InlineData(":3128")]
    [InlineData("https://proxy.test:3128")]
    [InlineData("socks5://proxy.test:1080")]
    [InlineData("u:p@proxy.test:3128")]
    [InlineData("http://proxy.test:3128/path")]
    [InlineData("http://a%3Ab:p@proxy.test:3128")]
    [InlineData("proxy test:3128")]
    public void AnythingElse_IsRefused(string text) => Assert.Null(UpstreamProxy.Parse(text));

    [Fact]
    public void Credentials_BecomeBasicAuthorization()
    {
        UpstreamProxy upstream = UpstreamProxy.Parse("http://user:p%40ss@proxy.test:3128")!;
        Assert.Equal("Basic " + Convert.ToBase64String("user:p@ss"u8), Encoding.ASCII.GetString(upstream.Authorization));
    }

    [Fact]
    public void Text_HasNoCredentials()
        => Assert.Equal("proxy.test:3128", UpstreamProxy.Parse("http://user:secret@proxy.test:3128")!.ToString());
}
