using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Proximity.Cli.Authority;

/// <summary>The authorities that the system trusts, as the programs on it read them.</summary>
internal static class SystemBundle
{
    /// <summary>Where Linux systems keep all of them in one file: Debian, Fedora, openSUSE, Fedora again, Alpine and BSD.</summary>
    private static readonly string[] Files =
    [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem",
    ];

    /// <summary>Those of the files that this system has.</summary>
    public static IEnumerable<string> SystemFiles(Machine machine) => Files.Select(machine.Path).Where(File.Exists);

    /// <summary>That file, or the one that <c>SSL_CERT_FILE</c> puts in its place; null where there is none, as on Windows.</summary>
    public static string? Find(Machine machine)
        => machine.Environment("SSL_CERT_FILE") is { Length: > 0 } named && File.Exists(named) ? named : SystemFiles(machine).FirstOrDefault();

    /// <summary>All of them.</summary>
    public static X509Certificate2Collection Load(Machine machine)
    {
        var all = new X509Certificate2Collection();
        if (Find(machine) is { } file)
        {
            AddFile(all, file);
            return all;
        }

        using var store = new X509Store(StoreName.Root, OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StoreLocation.LocalMachine : StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadOnly);
        all.AddRange(store.Certificates);
        return all;
    }

    /// <summary>Adds what a PEM file holds; a file that is none adds nothing.</summary>
    public static void AddFile(X509Certificate2Collection all, string file)
    {
        try
        {
            all.ImportFromPemFile(file);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            // A program that reads the file by itself finds the same in it: nothing to trust.
        }
    }
}
