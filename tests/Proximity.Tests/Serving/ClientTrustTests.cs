using System.Net;
using Microsoft.Extensions.Time.Testing;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Tls;
using Proximity.Serving;
using Proximity.Tls;

namespace Proximity.Tests.Serving;

public class ClientTrustTests
{
    private const string Remembered = "; its tunnels to a.test are relayed untouched for 600 s (option RejectionMemory).";

    [Theory]
    [InlineData(600, Remembered)]
    [InlineData(0, ".")]
    public void Rejection_SaysWhatBecomesOfTheNextTunnels(int seconds, string end)
        => Assert.Equal("It is rejected" + end, Trust(seconds).Learn(new TlsOutcome(null, ClientTls.Rejected("It is rejected."))).Message);

    [Fact]
    public void HangingUpTwice_SaysWhatBecomesOfTheNextTunnels()
    {
        ClientTrust trust = Trust(600);
        var failed = new TlsOutcome(null, new Fault(ErrorCodes.ClientTlsFailed, FaultSide.Client, 0, "It failed."), HungUp: true);
        Assert.Equal("It failed.", trust.Learn(failed).Message);
        Assert.EndsWith(", twice in a row" + Remembered, trust.Learn(failed).Message, StringComparison.Ordinal);
    }

    private static ClientTrust Trust(int seconds) => new(
        new ClientTrustMemory(TimeSpan.FromSeconds(seconds), new FakeTimeProvider()),
        IPAddress.Loopback,
        new ClientHello("a.test", [], [], HasApplicationProtocols: false, Fingerprint: 1),
        "a.test.");
}
