using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proximity.Tls;

namespace Proximity.Tests.Tls;

public class LeafTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("www.example.org", "www.example.org", "example.org")]
    [InlineData("a_b.example.org", "a_b.example.org", "c.example.org")]
    [InlineData("127.0.0.1", "127.0.0.1", "127.0.0.2")]
    [InlineData("2001:db8::1", "2001:DB8:0::1", "2001:db8::2")]
    [InlineData("a-label-of-thirty-two-characters.a-label-of-thirty-two-characters.example.org", "a-label-of-thirty-two-characters.a-label-of-thirty-two-characters.example.org", "example.org")]
    public void Leaf_IsForExactlyItsHost(string host, string same, string other)
    {
        using CertificateAuthority authority = New();
        using X509Certificate2 leaf = authority.Mint(host, Now);
        Assert.True(leaf.MatchesHostname(same, allowWildcards: false, allowCommonName: false));
        Assert.False(leaf.MatchesHostname(other, allowWildcards: true, allowCommonName: true));
        Assert.True(Chains(leaf, authority, Now));
    }

    [Fact]
    public void Leaf_HasWhatBrowsersWant()
    {
        using CertificateAuthority authority = New();
        using X509Certificate2 leaf = authority.Mint("a.test", Now);
        Assert.Equal("1.2.840.10045.3.1.7", leaf.GetECDsaPublicKey()!.ExportParameters(false).Curve.Oid.Value);
        Assert.True(leaf.NotAfter - leaf.NotBefore <= TimeSpan.FromDays(47));
        Assert.True(leaf.NotBefore < Now && Now.AddDays(7) < leaf.NotAfter);
        Assert.False(leaf.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.Equal("1.3.6.1.5.5.7.3.1", leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages[0].Value);
        Assert.Equal(
            authority.Public.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes,
            leaf.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().Single().KeyIdentifier!.Value);
        Assert.Single(leaf.Extensions.OfType<X509SubjectKeyIdentifierExtension>());
    }

    [Fact]
    public void Serials_AreLongPositiveAndNeverTheSame()
    {
        using CertificateAuthority authority = New();
        string[] serials = [.. Enumerable.Range(0, 50).Select(_ => authority.Mint("a.test", Now).SerialNumber)];
        Assert.Equal(50, serials.Distinct(StringComparer.Ordinal).Count());
        Assert.All(serials, serial => Assert.True(serial.Length == 32 && serial[0] is >= '4' and <= '7', serial));
    }

    [Fact]
    public void Leaf_NeverOutlivesItsAuthority()
    {
        using CertificateAuthority authority = New();
        DateTimeOffset last = new DateTimeOffset(authority.Public.NotAfter).AddDays(-1);
        using X509Certificate2 leaf = authority.Mint("a.test", last);
        Assert.Equal(authority.Public.NotAfter, leaf.NotAfter);
    }

    [Fact]
    public void ParallelMints_SignOneAfterTheOther()
    {
        OverlapNotingSigner? signer = null;
        using var authority = new CertificateAuthority(AuthorityMaker.Make(Now), inner => signer = new OverlapNotingSigner(inner));
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 4 }, number =>
        {
            using X509Certificate2 leaf = authority.Mint($"host{number}.test", Now);
            Assert.True(Chains(leaf, authority, Now));
        });
        Assert.Equal((40, false), (signer!.SignedCount, signer.HasOverlapped));
    }

    internal static CertificateAuthority New() => new(AuthorityMaker.Make(Now));

    internal static bool Chains(X509Certificate2 leaf, CertificateAuthority authority, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority.Public);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        return chain.Build(leaf);
    }
}
