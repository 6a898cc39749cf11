using System.Net;
using Proximity.Access;

namespace Proximity.Tests.Access;

public class ClientCountsTests
{
    [Fact]
    public void Limit_HoldsForEachClient()
    {
        var counts = new ClientCounts(2);
        IPAddress one = IPAddress.Parse("203.0.113.1");
        Assert.True(counts.TryAdd(one, isLocal: false));
        Assert.True(counts.TryAdd(IPAddress.Parse("::ffff:203.0.113.1"), isLocal: false));
        Assert.False(counts.TryAdd(one, isLocal: false));
        Assert.True(counts.TryAdd(IPAddress.Parse("203.0.113.2"), isLocal: false));
        counts.Remove(one);
        Assert.True(counts.TryAdd(one, isLocal: false));
    }

    [Fact]
    public void AddressesOfOneIPv6Network_AreOneClient()
    {
        var counts = new ClientCounts(1);
        Assert.True(counts.TryAdd(IPAddress.Parse("2001:db8::1"), isLocal: false));
        Assert.False(counts.TryAdd(IPAddress.Parse("2001:db8::ffff:2"), isLocal: false));
        Assert.True(counts.TryAdd(IPAddress.Parse("2001:db8:0:1::1"), isLocal: false));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void Default_LeavesOutThisMachine(bool isLocal, bool admitted)
    {
        var counts = new ClientCounts(null);
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.True(counts.TryAdd(IPAddress.Loopback, isLocal)));
        Assert.Equal(admitted, counts.TryAdd(IPAddress.Loopback, isLocal));
    }
}
