using Proximity.Cli.Output;
using Proximity.Flows;

namespace Proximity.Cli.Tests.Output;

public class FlowLineTests
{
    [Theory]
    [InlineData("/a", "example.com:443", true, "https://example.com/a")]
    [InlineData("/a", "example.com:8443", true, "https://example.com:8443/a")]
    [InlineData("/a", "[::1]:443", true, "https://[::1]/a")]
    [InlineData("/a", "example.com:80", false, "http://example.com/a")]
    [InlineData("/a", null, false, "http://host.example/a")]
    [InlineData("http://u:p@example.com/a", null, false, "http://example.com/a")]
    [InlineData("example.com:443", null, false, "example.com:443")]
    public void Url_NamesTheHost(string url, string? tunnel, bool isTls, string shown)
    {
        var request = new ProxyRequest("GET", url);
        request.Headers.Add("Host", "host.example");
        var flow = new Flow(Samples.Time, "127.0.0.1", request) { Tunnel = tunnel, ClientTls = isTls ? new FlowTls("Tls13", "TLS_AES_128_GCM_SHA256", "h2", "example.com") : null };

        Assert.Equal(shown, FlowLine.UrlOf(flow));
    }
}
