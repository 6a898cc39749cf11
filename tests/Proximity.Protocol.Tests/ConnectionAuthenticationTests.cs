using Proximity.Protocol.Heads;
using static Proximity.Protocol.Tests.ProtocolInput;

namespace Proximity.Protocol.Tests;

public class ConnectionAuthenticationTests
{
    [Theory]
    [InlineData("Authorization: NTLM TlRMTVNTUAAB", true)]
    [InlineData("authorization: negotiate YII=", true)]
    [InlineData("Authorization: Kerberos YII=", true)]
    [InlineData("Authorization: NTLM", true)]
    [InlineData("Authorization: Basic YTpi\r\nAuthorization: NTLM x", true)]
    [InlineData("Authorization: Basic TlRMTQ==", false)]
    [InlineData("Authorization: Digest username=\"NTLM\", realm=\"Negotiate\"", false)]
    [InlineData("Authorization: NTLMv2 x", false)]
    [InlineData("Authorization: Bearer NTLM", false)]
    [InlineData("Authorization:", false)]
    [InlineData("Proxy-Authorization: NTLM x", false)]
    [InlineData("X-Authorization: NTLM x", false)]
    public void CredentialsForAConnection_AreKnownByTheirScheme(string field, bool isCarried)
        => Assert.Equal(isCarried, ConnectionAuthentication.IsCarried(Request($"GET / HTTP/1.1\r\n{field}\r\n\r\n")));

    [Theory]
    [InlineData("WWW-Authenticate: NTLM", true)]
    [InlineData("www-authenticate: nEgOtIaTe", true)]
    [InlineData("WWW-Authenticate: Negotiate oRQwEqAD", true)]
    [InlineData("WWW-Authenticate: Basic realm=\"a\", NTLM", true)]
    [InlineData("WWW-Authenticate: Digest realm=\"a, b\", nonce=\"c\",Negotiate", true)]
    [InlineData("WWW-Authenticate: Basic realm=\"a\"\r\nWWW-Authenticate: Kerberos", true)]
    [InlineData("WWW-Authenticate: ,, NTLM TlRM", true)]
    [InlineData("WWW-Authenticate: Basic realm=\"never ends, NTLM", true)]
    [InlineData("WWW-Authenticate: Basic realm=\"a\\\", NTLM", true)]
    [InlineData("Proxy-Authenticate: NTLM", true)]
    [InlineData("WWW-Authenticate: Basic realm=\"a, NTLM\"", false)]
    [InlineData("WWW-Authenticate: Basic realm=\"a\\\", NTLM\"", false)]
    [InlineData("WWW-Authenticate: Basic realm=NTLM", false)]
    [InlineData("WWW-Authenticate: Digest realm=\"a\", ntlm = \"b\"", false)]
    [InlineData("WWW-Authenticate: Bearer", false)]
    [InlineData("X: NTLM", false)]
    public void OfferOfAScheme_IsFoundInTheListsOfChallenges(string fields, bool isOffered)
        => Assert.Equal(isOffered, ConnectionAuthentication.IsOffered(Response($"HTTP/1.1 401 No\r\n{fields}\r\n\r\n")));

    [Fact]
    public void ListOfManyOpenQuotes_IsReadInTimeThatGrowsWithItsLength()
        => Assert.True(ConnectionAuthentication.IsOffered(Response($"HTTP/1.1 401 No\r\nWWW-Authenticate: {string.Concat(Enumerable.Repeat("\"\\\",", 12_000))}\", NTLM\r\n\r\n")));
}
