using System.Net;
using Microsoft.Extensions.Time.Testing;
using Proximity.Inspector.Security;

namespace Proximity.Inspector.Tests.Security;

/// <summary>The rules by themselves.</summary>
public class AccessPolicyTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly Secret token = Secret.Create();

    [Theory]
    [InlineData("[::1]", "[::1]:8081", true)]
    [InlineData("[::1]", "[0:0:0:0:0:0:0:1]:8081", false)]
    [InlineData("[::1]", "127.0.0.1:8081", false)]
    [InlineData("[::1]", "localhost:8081", true)]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1:8081", true)]
    [InlineData("192.0.2.7", "192.0.2.7:8081", true)]
    [InlineData("192.0.2.7", "localhost:8081", false)]
    [InlineData("127.0.0.1", "proxy.example:8081", true)]
    [InlineData("127.0.0.1", "proxy.example", true)]
    [InlineData("127.0.0.1", "other.example:8081", false)]
    public void Host_IsAllowedByTheAddressThatWasReached(string local, string host, bool isAllowed)
        => Assert.Equal(isAllowed, new HostRule(["proxy.example"]).Allows(host, new IPEndPoint(IPAddress.Parse(local), 8081)));

    [Fact]
    public void Host_WithoutPort_IsAllowedOnPort80()
        => Assert.True(new HostRule([]).Allows("127.0.0.1", new IPEndPoint(IPAddress.Loopback, 80)));

    [Fact]
    public void TenWrongTokensWithinAMinute_BlockTheRightOne()
    {
        AccessPolicy policy = Policy();
        for (int i = 0; i < FailureLimit.MaxFailures; i++)
        {
            Assert.Equal(401, policy.Judge(With("no")).Status);
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(429, policy.Judge(With(token.Text)).Status);

        // The oldest of them is a minute ago.
        clock.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal(200, policy.Judge(With(token.Text)).Status);
    }

    [Fact]
    public void MissingTokens_BlockNothing()
    {
        AccessPolicy policy = Policy();
        for (int i = 0; i < 2 * FailureLimit.MaxFailures; i++)
        {
            policy.Judge(Plain);
        }

        Assert.Equal(200, policy.Judge(With(token.Text)).Status);
    }

    [Fact]
    public void TokensOfAnotherOrigin_BlockNothing()
    {
        AccessPolicy policy = Policy();
        for (int i = 0; i < 2 * FailureLimit.MaxFailures; i++)
        {
            policy.Judge(With("no") with { Origin = ["http://evil.example"] });
        }

        Assert.Equal(200, policy.Judge(With(token.Text)).Status);
    }

    [Fact]
    public void OldCookies_DoNotBlockANewLink()
    {
        var credentials = new Credentials(token, clock);
        var policy = new AccessPolicy(new HostRule([]), credentials);
        for (int i = 0; i < 2 * FailureLimit.MaxFailures; i++)
        {
            policy.Judge(Plain with { Cookie = "of an earlier run" });
        }

        Assert.Equal(AccessKind.SignIn, policy.Judge(Plain with { Target = "/?token=" + token.Text, Cookie = "of an earlier run" }).Kind);
        Assert.Equal(200, policy.Judge(Plain with { Cookie = credentials.Cookie }).Status);
    }

    private static AccessRequest Plain { get; } = new()
    {
        Method = "GET",
        Target = "/api/status",
        Local = new IPEndPoint(IPAddress.Loopback, 8081),
        Host = ["127.0.0.1:8081"],
    };

    private static AccessRequest With(string token) => Plain with { Authorization = ["Bearer " + token] };

    private AccessPolicy Policy() => new(new HostRule([]), new Credentials(token, clock));
}
