using System.Net;
using Proximity.Origins;

namespace Proximity.Tests.Origins;

public class OwnAddressesTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", 8080, true)]
    [InlineData("127.0.0.1", "127.0.0.1", 8081, false)]
    [InlineData("127.0.0.1", "127.0.0.2", 8080, false)]
    [InlineData("127.0.0.1", "0.0.0.0", 8080, true)]
    [InlineData("127.0.0.1", "::ffff:127.0.0.1", 8080, true)]
    [InlineData("::", "127.0.0.1", 8080, true)]
    [InlineData("::", "127.9.9.9", 8080, true)]
    [InlineData("::", "::1", 8080, true)]
    [InlineData("0.0.0.0", "127.0.0.1", 8080, true)]
    [InlineData("::1", "::1", 8080, true)]
    [InlineData("::1", "127.0.0.1", 8080, false)]
    [InlineData("::", "203.0.113.9", 8080, false)]
    public void TargetAddress_IsOwnOrNot(string listening, string target, int port, bool expected)
    {
        var own = new OwnAddresses(new IPEndPoint(IPAddress.Parse(listening), 8080));
        Assert.Equal(expected, own.Contains(IPAddress.Parse(target), port));
    }
}
