using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Proximity.Tls;

namespace Proximity.Tests.Tls;

public sealed class InterceptionAuthorityTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));

    [Fact]
    public void Open_MakesTheAuthorityThatAProxyWithTheSameOptionsUses()
    {
        var options = new InterceptionOptions { CaFolder = folder["ca"] };
        using InterceptionAuthority opened = InterceptionAuthority.Open(options, clock);
        using var used = CertificateAuthority.Load(options, clock);
        Assert.Equal(used.Public.Thumbprint, opened.Certificate.Thumbprint);
        Assert.False(opened.Certificate.HasPrivateKey);
        Assert.Equal(Path.Combine(folder["ca"], AuthorityFolder.CertificateName), opened.CertificatePath);
        Assert.Equal(File.ReadAllBytes(opened.CertificatePath), opened.Export(AuthorityFormat.Pem));
    }

    [Fact]
    public void Issue_SignsForTheHost()
    {
        using InterceptionAuthority opened = InterceptionAuthority.Open(new InterceptionOptions { CaFolder = folder["ca"] }, clock);
        using X509Certificate2 leaf = opened.Issue("a.test");
        using var authority = CertificateAuthority.Load(new InterceptionOptions { CaFolder = folder["ca"] }, clock);
        Assert.True(LeafTests.Chains(leaf, authority, clock.GetUtcNow()));
        Assert.True(leaf.MatchesHostname("a.test"));
    }

    [Fact]
    public void FolderThatCannotBeUsed_IsAStartException()
        => Assert.Equal("certificate_load_failed", Assert.Throws<ProxyStartException>(() => InterceptionAuthority.Open(new InterceptionOptions { CaFolder = folder.Write("file", "") }, clock)).Code);

    [Fact]
    public void UnknownForm_IsRefused()
    {
        using InterceptionAuthority opened = InterceptionAuthority.Open(new InterceptionOptions { CaFolder = folder["ca"] }, clock);
        Assert.Throws<ArgumentOutOfRangeException>(() => opened.Export((AuthorityFormat)4));
    }

    public void Dispose() => folder.Dispose();
}
