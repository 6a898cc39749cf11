using Proximity.Cli.Running;

namespace Proximity.Cli.Authority;

/// <summary>The authority's certificate in a file of its own for a while: the file that the user named may hold the key as well.</summary>
internal sealed class CertificateFile : IDisposable
{
    private readonly TemporaryFiles folder = new("proximity-ca-");

    /// <exception cref="IOException">
    /// It cannot be written; nothing is left of it. <see cref="FileProblem.IsOfWriting"/> knows the other exceptions.
    /// </exception>
    public CertificateFile(InterceptionAuthority authority)
    {
        Path = folder.PathOf("proximity-ca.pem");
        try
        {
            File.WriteAllBytes(Path, authority.Export(AuthorityFormat.Pem));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public string Path { get; }

    public void Dispose() => folder.Dispose();
}
