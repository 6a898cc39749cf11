using System.Security.Cryptography.X509Certificates;
using Proximity.Cli.Authority;
using Proximity.Cli.Running;

namespace Proximity.Cli.Launching;

/// <summary>The files by which a command trusts the proxy's authority, in a folder that is its owner's alone and goes when the command has ended.</summary>
internal sealed class TrustFiles : IDisposable
{
    private readonly TemporaryFiles folder = new("proximity-run-");

    /// <param name="authority">The proxy's authority.</param>
    /// <param name="machine">Whose roots go on being trusted.</param>
    /// <param name="others">Files by which the user has changed, for some programs, whom to trust.</param>
    /// <exception cref="IOException">
    /// They cannot be written; nothing is left of them. <see cref="FileProblem.IsOfWriting"/> knows the other exceptions.
    /// </exception>
    /// <exception cref="Configuration.ConfigurationException">The environment names a temporary folder that cannot be used.</exception>
    public TrustFiles(X509Certificate2 authority, Machine machine, IEnumerable<string> others)
    {
        var roots = SystemBundle.Load(machine);
        foreach (var file in others)
        {
            SystemBundle.AddFile(roots, file);
        }

        X509Certificate2[] all = [authority, .. roots.DistinctBy(root => root.Thumbprint).Where(root => root.Thumbprint != authority.Thumbprint)];
        Authority = authority;
        JavaPath = folder.PathOf("java.p12");
        try
        {
            AuthorityPath = Write("authority.pem", Pem([authority]));
            BundlePath = Write("bundle.pem", Pem(all));
            File.WriteAllBytes(JavaPath, JavaTrustStore.Encode(all));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public X509Certificate2 Authority { get; }

    /// <summary>The authority alone, PEM, for programs that add it to their own roots.</summary>
    public string AuthorityPath { get; }

    /// <summary>The system's roots and the authority, PEM, for programs whose roots it replaces.</summary>
    public string BundlePath { get; }

    /// <summary>The same for Java.</summary>
    public string JavaPath { get; }

    /// <summary>The authority, and what a file adds that the user has named for the same purpose.</summary>
    /// <param name="other">The user's file.</param>
    /// <param name="variable">The variable that names it; each has a file of its own here.</param>
    public string AuthorityWith(string other, string variable)
    {
        var added = new X509Certificate2Collection(Authority);
        SystemBundle.AddFile(added, other);
        return Write($"authority-and-{variable}.pem", Pem(added));
    }

    /// <summary>Writes a further file, with its folder, and returns its path.</summary>
    /// <param name="name">Its name, relative to the folder.</param>
    /// <param name="content">Its text.</param>
    public string Write(string name, string content)
    {
        var path = folder.PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose() => folder.Dispose();

    private static string Pem(IEnumerable<X509Certificate2> certificates) => string.Join('\n', certificates.Select(certificate => certificate.ExportCertificatePem())) + "\n";
}
