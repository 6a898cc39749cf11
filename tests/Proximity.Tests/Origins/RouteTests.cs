using System.Net;
using Microsoft.Extensions.Time.Testing;
using Proximity.Access;
using Proximity.Origins;
using Proximity.Protocol.Tls;
using Proximity.Serving;
using Proximity.Tls;

namespace Proximity.Tests.Origins;

public class RouteTests
{
    /// <summary>RFC 6066 §3: a server name has no trailing dot.</summary>
    [Theory]
    [InlineData("dotted.test.", "dotted.test")]
    [InlineData("plain.test", "plain.test")]
    [InlineData(".", ".")]
    public void FinalDot_IsNoPartOfTheNameForTls(string host, string name)
    {
        var route = new Route(host, 443, null, TargetAccess.Free, new RouteTunnel(host));
        Assert.Equal((host, name, name), (route.Host, route.TlsName, route.HopOverTls.TlsName));
        var hello = new ClientHello(null, [], [0x0304], HasApplicationProtocols: false, Fingerprint: 1);
        var memory = new ClientTrustMemory(TimeSpan.FromMinutes(1), new FakeTimeProvider());
        var trust = new ClientTrust(memory, IPAddress.Loopback, hello, host);
        Assert.Equal((name, name), (trust.Host, trust.Key.Host));
    }
}
