using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proximity.Protocol.Faults;

namespace Proximity.Tls;

/// <summary>
/// The authority of this installation: made when it is first needed, different everywhere, kept in a folder that is its owner's alone. Certificate and key stand in one file, so that
/// there is never one without the other; a second file holds the certificate for those who are to trust it.
/// </summary>
internal static class AuthorityFolder
{
    /// <summary>Certificate and key.</summary>
    public const string SecretName = "authority.pem";

    /// <summary>The certificate alone.</summary>
    public const string CertificateName = "authority.crt";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OthersToo = (UnixFileMode)0b111_111;

    /// <summary>How long another process may take: making an authority is a matter of milliseconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The folder in the user's configuration; null when the user has none.</summary>
    public static string? DefaultPath()
    {
        string folder = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return folder.Length == 0 ? null : Path.Combine(folder, "proximity", "ca");
    }

    /// <summary>The file for those who are to trust the authority.</summary>
    /// <param name="folder">Its folder; null for the one in the user's configuration.</param>
    public static string CertificatePath(string? folder) => Path.Combine(Folder(folder), CertificateName);

    /// <summary>Loads the authority of a folder; makes it first when there is none.</summary>
    /// <exception cref="ProxyStartException">The folder cannot be used, or what it holds cannot.</exception>
    public static X509Certificate2 LoadOrCreate(string? folder, TimeProvider timeProvider)
    {
        folder = Folder(folder);
        string secret = Path.Combine(folder, SecretName);
        try
        {
            if (!File.Exists(secret))
            {
                Create(folder, secret, timeProvider);
            }

            X509Certificate2 certificate = Load(secret, timeProvider.GetUtcNow());
            WriteCertificate(folder, certificate);
            return certificate;
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Failed($"The certificate authority in {folder} cannot be used: {exception.Message} Delete {SecretName} to have a new one made, which clients must be told to trust anew.", exception);
        }
    }

    private static string Folder(string? folder)
        => folder ?? DefaultPath() ?? throw Failed("There is no configuration folder to keep a certificate authority in; name one (option CaFolder).", null);

    private static X509Certificate2 Load(string secret, DateTimeOffset now)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(secret) & OthersToo) != 0)
        {
            throw Failed($"{secret} is open to other users. A user who has read it can pass for every host: delete it to have a new one made, or, when nobody did, make it private (chmod 600).", null);
        }

        string content = File.ReadAllText(secret);
        var certificate = X509Certificate2.CreateFromPem(content, content);
        if (AuthorityFile.Problem(certificate, now) is not { } problem)
        {
            return certificate;
        }

        certificate.Dispose();
        throw Failed($"The certificate authority {secret} cannot be used: {problem} Delete it to have a new one made, which clients must be told to trust anew.", null);
    }

    private static void Create(string folder, string secret, TimeProvider timeProvider)
    {
        CreateFolder(folder);
        using FileStream turn = TakeTurn($"{secret}.lock");
        if (File.Exists(secret))
        {
            // Another process was first: its authority is the one.
            return;
        }

        using X509Certificate2 certificate = AuthorityMaker.Make(timeProvider.GetUtcNow());
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        string draft = $"{secret}.{Guid.NewGuid():n}";
        try
        {
            WritePrivate(draft, $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
            File.Move(draft, secret, overwrite: false);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>
    /// Waits until nobody else makes an authority in this folder. Moving a file without overwriting another does not keep two processes apart: where files are renamed, that looks first and
    /// moves then. The system lets go of what a process that died held.
    /// </summary>
    private static FileStream TakeTurn(string path)
    {
        FileStream? turn = null;
        Exception? obstacle = null;
        SpinWait.SpinUntil(() => TryTakeTurn(path, out turn, out obstacle), Patience);
        return turn ?? throw new IOException($"{path} is held by another process. ({obstacle?.Message})", obstacle);
    }

    /// <summary>False while it is another's turn. Windows refuses access to a file that its owner is about to delete.</summary>
    private static bool TryTakeTurn(string path, out FileStream? turn, out Exception? obstacle)
    {
        try
        {
            turn = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            obstacle = null;
            return true;
        }
        catch (Exception exception) when (exception is IOException and not DirectoryNotFoundException || (exception is UnauthorizedAccessException && OperatingSystem.IsWindows()))
        {
            turn = null;
            obstacle = exception;
            return false;
        }
    }

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    private static void WritePrivate(string path, string content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(content);
    }

    private static void WriteCertificate(string folder, X509Certificate2 certificate)
    {
        string path = Path.Combine(folder, CertificateName);
        string pem = certificate.ExportCertificatePem() + "\n";
        if (!File.Exists(path) || File.ReadAllText(path) != pem)
        {
            File.WriteAllText(path, pem);
        }
    }

    private static ProxyStartException Failed(string message, Exception? cause)
        => new(ErrorCodes.CertificateLoadFailed, message, cause) { OptionName = nameof(InterceptionOptions.CaFolder) };
}
