using System.Security.Cryptography.X509Certificates;
using Proximity.Cli.Authority;

namespace Proximity.Cli.Launching;

/// <summary>The files by which a command trusts the proxy's authority, in a folder that is its owner's alone and goes when the command has ended.</summary>
internal sealed class TrustFiles : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("proximity-run-").FullName;

    /// <param name="authority">The proxy's authority.</param>
    /// <param name="machine">Whose roots go on being trusted.</param>
    /// <param name="others">Files by which the user has changed, for some programs, whom to trust.</param>
    public TrustFiles(X509Certificate2 authority, Machine machine, IEnumerable<string> others)
    {
        var roots = SystemBundle.Load(machine);
        foreach (var file in others)
        {
            SystemBundle.AddFile(roots, file);
        }

        X509Certificate2[] all = [authority, .. roots.DistinctBy(root => root.Thumbprint).Where(root => root.Thumbprint != authority.Thumbprint)];
        AuthorityPath = Write("authority.pem", Pem([authority]));
        BundlePath = Write("bundle.pem", Pem(all));
        JavaPath = Path.Combine(folder, "java.p12");
        File.WriteAllBytes(JavaPath, JavaTrustStore.Encode(all));
        Authority = authority;
    }

    public X509Certificate2 Authority { get; }

    /// <summary>The authority alone, PEM, for programs that add it to their own roots.</summary>
    public string AuthorityPath { get; }

    /// <summary>The system's roots and the authority, PEM, for programs whose roots it replaces.</summary>
    public string BundlePath { get; }

    /// <summary>The same for Java.</summary>
    public string JavaPath { get; }

    /// <summary>The authority, and what a file adds that the user has named for the same purpose.</summary>
    public string AuthorityWith(string other)
    {
        var added = new X509Certificate2Collection(Authority);
        SystemBundle.AddFile(added, other);
        return Write("authority-and-yours.pem", Pem(added));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string Pem(IEnumerable<X509Certificate2> certificates) => string.Join('\n', certificates.Select(certificate => certificate.ExportCertificatePem())) + "\n";

    private string Write(string name, string content)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}
