using System.Net;
using System.Net.Sockets;
using Proximity.Wires;

namespace Proximity.Tests.Wires;

public class NameResolverTests
{
    [Fact]
    public async Task Failure_IsTheCause()
    {
        var resolver = new NameResolver(_ => throw new SocketException((int)SocketError.HostNotFound));
        Resolution resolution = await resolver.ResolveAsync("nowhere.test");
        Assert.Empty(resolution.Addresses);
        Assert.IsType<SocketException>(resolution.Cause);
    }

    [Fact]
    public async Task LiteralAddress_IsNotLookedUp()
    {
        var resolver = new NameResolver(_ => throw new InvalidOperationException());
        Assert.Equal([IPAddress.IPv6Loopback], (await resolver.ResolveAsync("::1")).Addresses);
    }
}
