using System.Security.Cryptography;
using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>What a flow has of the certificates of both sides.</summary>
public sealed class CertificateRecordTests
{
    [Fact]
    public async Task CertificatesOfBothSides_AreOnTheFlow_AndSharedByItsConnections()
    {
        await using TlsOrigin origin = TlsOrigin.Start();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync();
        for (int i = 0; i < 2; i++)
        {
            using HttpClient client = proxy.Client();
            await client.GetStringAsync(new Uri($"https://{origin.Authority}/{i}"));
        }

        Flow[] flows = [.. proxy.Proxy.Server.Flows.Where(flow => flow.Request.Method == "GET")];
        FlowCertificate shown = flows[0].OriginTls!.Certificates[0];
        Assert.Equal(origin.Certificate.GetCertHashString(HashAlgorithmName.SHA256), shown.Fingerprint);
        Assert.Equal((origin.Certificate.Subject, origin.Certificate.Issuer), (shown.Subject, shown.Issuer));
        FlowCertificate minted = flows[0].ClientTls!.Certificates[0];
        Assert.Equal(["localhost"], minted.AlternativeNames);
        Assert.Contains("Proximity", minted.Issuer, StringComparison.Ordinal);
        Assert.Equal(2, flows.Length);
        Assert.Same(minted, flows[1].ClientTls!.Certificates[0]);
        Assert.Same(shown, flows[1].OriginTls!.Certificates[0]);
    }
}
