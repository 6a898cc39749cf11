using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Proximity.Tls;

namespace Proximity.Tests.Tls;

public sealed class AuthorityFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));

    private string Folder => folder["a/ca"];

    private string Secret => Path.Combine(Folder, AuthorityFolder.SecretName);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void EmptyFolder_GetsAnAuthorityThatStays()
    {
        using X509Certificate2 first = AuthorityFolder.LoadOrCreate(Folder, clock);
        using X509Certificate2 second = AuthorityFolder.LoadOrCreate(Folder, clock);
        Assert.Equal(first.Thumbprint, second.Thumbprint);
        Assert.Null(AuthorityFile.Problem(second, clock.GetUtcNow()));
    }

    [Fact]
    public void TwoInstallations_HaveAuthoritiesWithOtherKeysAndNames()
    {
        using X509Certificate2 one = AuthorityFolder.LoadOrCreate(folder["one"], clock);
        using X509Certificate2 other = AuthorityFolder.LoadOrCreate(folder["other"], clock);
        Assert.NotEqual(one.GetPublicKeyString(), other.GetPublicKeyString());
        Assert.NotEqual(one.Subject, other.Subject);
    }

    [Fact]
    public void KeyAndFolder_BelongToTheirOwnerAlone()
    {
        AuthorityFolder.LoadOrCreate(Folder, clock).Dispose();
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Secret));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
        }
    }

    [Fact]
    public void CertificateForOthers_HoldsNoKey()
    {
        using X509Certificate2 authority = AuthorityFolder.LoadOrCreate(Folder, clock);
        string text = File.ReadAllText(Path.Combine(Folder, AuthorityFolder.CertificateName));
        Assert.DoesNotContain("PRIVATE", text, StringComparison.Ordinal);
        using var certificate = X509Certificate2.CreateFromPem(text);
        Assert.Equal(authority.Thumbprint, certificate.Thumbprint);
    }

    [Fact]
    public void NothingElse_LiesInTheFolder()
    {
        AuthorityFolder.LoadOrCreate(Folder, clock).Dispose();
        Assert.Equal([AuthorityFolder.CertificateName, AuthorityFolder.SecretName], Directory.EnumerateFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task SeveralAtOnce_AgreeOnOne()
    {
        string[] thumbprints = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            using X509Certificate2 authority = AuthorityFolder.LoadOrCreate(Folder, clock);
            return authority.Thumbprint;
        })));
        Assert.Single(thumbprints.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public void KeyThatOthersMayRead_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        AuthorityFolder.LoadOrCreate(Folder, clock).Dispose();
#pragma warning disable CA1416 // Skipped there.
        File.SetUnixFileMode(Secret, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
#pragma warning restore CA1416
        Assert.Contains("open to other users", Refusal().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AuthorityThatHasEnded_IsRefusedWithWhatToDo()
    {
        AuthorityFolder.LoadOrCreate(Folder, clock).Dispose();
        clock.Advance(TimeSpan.FromDays(3660));
        Assert.Contains("Delete it to have a new one made", Refusal().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FileThatIsNoAuthority_IsRefusedWithItsName()
    {
        AuthorityFolder.LoadOrCreate(Folder, clock).Dispose();
        File.WriteAllText(Secret, "nothing");
        Assert.Contains(Folder, Refusal().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FolderThatCannotBeMade_IsRefused()
    {
        folder.Write("a", "a file");
        Assert.Contains(Folder, Refusal().Message, StringComparison.Ordinal);
    }

    private ProxyStartException Refusal()
    {
        var exception = Assert.Throws<ProxyStartException>(() => AuthorityFolder.LoadOrCreate(Folder, clock));
        Assert.Equal("certificate_load_failed", exception.Code);
        return exception;
    }
}
