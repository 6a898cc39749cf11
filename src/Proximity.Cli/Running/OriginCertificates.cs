using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proximity.Cli.Configuration;

namespace Proximity.Cli.Running;

/// <summary>The certificate files that interception uses beside its own authority: authorities for origins, and client certificates.</summary>
internal sealed record OriginCertificates(X509Certificate2Collection Roots, IReadOnlyDictionary<string, X509Certificate2> Shown)
{
    private const string PemMark = "-----BEGIN ";

    /// <summary>Loads what the settings name; null when they name nothing.</summary>
    /// <exception cref="ConfigurationException">A file cannot be used.</exception>
    public static OriginCertificates? Load(Settings settings)
    {
        if (settings.OriginCas is null && settings.ClientCertificates is null)
        {
            return null;
        }

        var roots = new X509Certificate2Collection();
        foreach (var file in settings.OriginCas ?? [])
        {
            roots.AddRange(Read(file, settings.WithSource(file, nameof(Settings.OriginCas)), LoadRoots));
        }

        var shown = new Dictionary<string, X509Certificate2>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in settings.ClientCertificates ?? [])
        {
            var equals = entry.IndexOf('=', StringComparison.Ordinal);
            var file = entry[(equals + 1)..];
            shown[entry[..equals]] = Read(file, settings.WithSource(file, nameof(Settings.ClientCertificates)), LoadWithKey);
        }

        return new OriginCertificates(roots, shown);
    }

    /// <summary>True for <c>host=file</c>.</summary>
    public static bool IsEntry(string text) => text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at && at < text.Length - 1;

    private static X509Certificate2Collection LoadRoots(string file)
    {
        var roots = new X509Certificate2Collection();
        if (IsPem(file))
        {
            roots.ImportFromPemFile(file);
        }
        else
        {
            roots.Add(X509CertificateLoader.LoadCertificateFromFile(file));
        }

        return roots.Count > 0 ? roots : throw new CryptographicException("it holds no certificate.");
    }

    private static X509Certificate2 LoadWithKey(string file)
        => IsPem(file) ? X509Certificate2.CreateFromPemFile(file) : X509CertificateLoader.LoadPkcs12FromFile(file, password: null);

    private static bool IsPem(string file) => File.ReadAllText(file).Contains(PemMark, StringComparison.Ordinal);

    private static TLoaded Read<TLoaded>(string file, string described, Func<string, TLoaded> load)
    {
        try
        {
            return load(file);
        }
        catch (Exception exception) when (exception is CryptographicException || FileProblem.Is(exception))
        {
            throw new ConfigurationException($"The certificate file {described} cannot be used: {FileProblem.Describe(file, exception)}");
        }
    }
}
