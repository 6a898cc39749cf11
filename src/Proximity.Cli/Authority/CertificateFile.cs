namespace Proximity.Cli.Authority;

/// <summary>The authority's certificate in a file of its own for a while: the file that the user named may hold the key as well.</summary>
internal sealed class CertificateFile : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("proximity-ca-").FullName;

    public CertificateFile(InterceptionAuthority authority)
    {
        Path = System.IO.Path.Combine(folder, "proximity-ca.pem");
        File.WriteAllBytes(Path, authority.Export(AuthorityFormat.Pem));
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
