using Proximity.Access;
using Proximity.Origins;
using Proximity.Protocol.Targets;

namespace Proximity.Tests.Origins;

public class UpstreamChoiceTests
{
    private static readonly UpstreamProxy ForRequests = new("requests.test", 3128, []);
    private static readonly UpstreamProxy ForTunnels = new("tunnels.test", 3128, []);

    [Fact]
    public void Target_GetsTheProxyOfItsKindUnlessItIsExcepted()
    {
        var choice = new UpstreamChoice(ForRequests, ForTunnels, [NoProxyEntry.Parse("near.test:80")!, NoProxyEntry.Parse("10.0.0.0/8")!]);
        Assert.Same(ForRequests, choice.For("far.test", 80, isTunnel: false));
        Assert.Same(ForTunnels, choice.For("far.test", 443, isTunnel: true));
        Assert.Same(ForTunnels, choice.For("near.test", 443, isTunnel: true));
        Assert.Null(choice.For("near.test", 80, isTunnel: false));
        Assert.Null(choice.For("10.1.2.3", 443, isTunnel: true));
    }

    [Fact]
    public void NoProxy_IsNone() => Assert.Null(new UpstreamChoice(null, ForTunnels, []).For("far.test", 80, isTunnel: false));

    /// <summary>An upstream proxy is dialled whatever the rules say; a target of the same address is not, and must not get its connections.</summary>
    [Fact]
    public void TargetThatIsTheUpstreamsAddress_HasConnectionsOfItsOwn()
    {
        Hop through = new Route("origin.test", 80, ForRequests, TargetAccess.Free).Hop;
        Assert.Equal(through, new Route("other.test", 81, ForRequests, TargetAccess.Free).Hop);
        Assert.NotEqual(through, new Route("requests.test", 3128, null, TargetAccess.Free).Hop);
    }
}
