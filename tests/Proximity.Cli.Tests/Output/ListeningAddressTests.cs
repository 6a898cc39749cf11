using System.Net;
using Proximity.Cli.Output;

namespace Proximity.Cli.Tests.Output;

public class ListeningAddressTests
{
    [Theory]
    [InlineData("::", null, "*", "http://127.0.0.1:8080")]
    [InlineData("0.0.0.0", "0.0.0.0", "0.0.0.0", "http://127.0.0.1:8080")]
    [InlineData("::", "::", "::", "http://[::1]:8080")]
    [InlineData("::1", "::1", "::1", "http://[::1]:8080")]
    [InlineData("10.0.0.7", "10.0.0.7", "10.0.0.7", "http://10.0.0.7:8080")]
    public void ProxyUrl_IsOneToConnectTo(string endPoint, string? bind, string bound, string url)
    {
        var address = ListeningAddress.Of(new IPEndPoint(IPAddress.Parse(endPoint), 8080), bind);

        Assert.Equal((bound, url), (address.Bound, address.ProxyUrl));
    }
}
