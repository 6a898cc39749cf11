using System.Security.Cryptography;

namespace Proximity.Cli.Tests.Authority;

/// <summary>An authority of a test's own, and what names it in stores.</summary>
internal sealed class OpenedAuthority : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public OpenedAuthority()
    {
        Options = new InterceptionOptions { CaFolder = folder.File("ca") };
        Authority = InterceptionAuthority.Open(Options);
    }

    public InterceptionOptions Options { get; }

    public InterceptionAuthority Authority { get; }

    public string Folder => Options.CaFolder!;

    public string Pem => Authority.Certificate.ExportCertificatePem() + "\n";

    public string Thumbprint => Authority.Certificate.Thumbprint;

    /// <summary>The name under which stores hold it.</summary>
    public string Name => $"proximity-{Authority.Certificate.GetCertHashString(HashAlgorithmName.SHA256)[..16].ToLowerInvariant()}";

    public void Dispose()
    {
        Authority.Dispose();
        folder.Dispose();
    }
}
