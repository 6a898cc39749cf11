using System.Globalization;

namespace Proximity.Tests.Server;

public class ProxyUrlTests
{
    [Theory]
    [InlineData(null, "http://127.0.0.1:{0}/")]
    [InlineData("0.0.0.0", "http://127.0.0.1:{0}/")]
    [InlineData("127.0.0.1", "http://127.0.0.1:{0}/")]
    [InlineData("::1", "http://[::1]:{0}/")]
    public async Task ProxyUrl_IsOneThatAClientOfThisMachineCanUse(string? address, string url)
    {
        await using ProxyServer proxy = await ProxyServer.StartAsync(
            new ProxyOptions { Bind = address, UseEphemeralPort = true },
            TestContext.Current.CancellationToken);
        Assert.Equal(string.Format(CultureInfo.InvariantCulture, url, proxy.EndPoint.Port), proxy.ProxyUrl.AbsoluteUri);
    }
}
