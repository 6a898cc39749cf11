using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace Proximity.Cli.Authority;

/// <summary>A database of NSS, such as Chromium and each profile of Firefox have on Linux, changed and asked by NSS's own <c>certutil</c>.</summary>
internal sealed partial class NssStore(ITools tools, string folder) : ITrustStore
{
    public const string Tool = "certutil";

    /// <summary>Trusted to sign for servers, and for nothing else.</summary>
    public const string TrustFlags = "C,,";

    /// <summary>The use "SSL certificate authority" of <c>certutil -V</c>.</summary>
    private const string AuthorityUse = "L";

    private readonly string database = $"sql:{folder}";

    /// <summary>The file by which a folder is known to be such a database.</summary>
    public static bool IsDatabase(string folder) => File.Exists(Path.Combine(folder, "cert9.db"));

    public async Task<StoreAnswer> TrustAsync(InterceptionAuthority authority)
    {
        if (Unusable is { } unusable)
        {
            return unusable;
        }

        using var file = new CertificateFile(authority);
        var name = await FindAsync(authority).ConfigureAwait(false) ?? $"proximity-{authority.Certificate.GetCertHashString(HashAlgorithmName.SHA256)[..16].ToLowerInvariant()}";
        var result = await tools.RunAsync(Tool, "-d", database, "-A", "-t", TrustFlags, "-n", name, "-a", "-i", file.Path).ConfigureAwait(false);
        return result.IsGood ? new StoreAnswer(true, $"{folder} trusts the authority now.") : Failed(result);
    }

    public async Task<StoreAnswer> UntrustAsync(InterceptionAuthority authority)
    {
        if (Unusable is { } unusable)
        {
            return unusable;
        }

        if (await FindAsync(authority).ConfigureAwait(false) is not { } name)
        {
            return new StoreAnswer(true, $"{folder} does not hold the authority.");
        }

        var result = await tools.RunAsync(Tool, "-d", database, "-D", "-n", name).ConfigureAwait(false);
        return result.IsGood ? new StoreAnswer(true, $"{folder} no longer trusts the authority.") : Failed(result);
    }

    public async Task<StoreAnswer> CheckAsync(InterceptionAuthority authority)
    {
        if (Unusable is { } unusable)
        {
            return unusable;
        }

        if (await FindAsync(authority).ConfigureAwait(false) is not { } name)
        {
            return new StoreAnswer(false, $"{folder} does not hold the authority. To change that: proximity ca trust --nss {ShellWord.Quote(folder)}");
        }

        var result = await tools.RunAsync(Tool, "-d", database, "-V", "-u", AuthorityUse, "-n", name).ConfigureAwait(false);
        return result.IsGood
            ? new StoreAnswer(true, $"{folder} trusts the authority.")
            : new StoreAnswer(false, $"{folder} holds the authority but does not trust it: {result.Reason}. To change that: proximity ca trust --nss {ShellWord.Quote(folder)}");
    }

    private StoreAnswer? Unusable => !tools.Has(Tool)
        ? new StoreAnswer(false, "NSS's certutil is not installed; it comes with the package libnss3-tools, or nss-tools.")
        : !IsDatabase(folder)
            ? new StoreAnswer(false, $"{folder} holds no NSS database. To make one: {CommandToMake}")
            : null;

    private string CommandToMake
        => $"mkdir -p {ShellWord.Quote(folder)} && certutil -d {ShellWord.Quote(database)} -N --empty-password";

    /// <summary>The name under which the database has this very certificate; null when it does not have it. It may have been put there by hand, under any name.</summary>
    private async Task<string?> FindAsync(InterceptionAuthority authority)
    {
        var list = await tools.RunAsync(Tool, "-d", database, "-L").ConfigureAwait(false);
        foreach (var name in list.Output.Split('\n').Select(line => Entry().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value))
        {
            var shown = await tools.RunAsync(Tool, "-d", database, "-L", "-n", name, "-a").ConfigureAwait(false);
            if (shown.IsGood && Holds(shown.Output, authority.Certificate))
            {
                return name;
            }
        }

        return null;
    }

    private static bool Holds(string pem, X509Certificate2 certificate)
    {
        try
        {
            var shown = new X509Certificate2Collection();
            shown.ImportFromPem(pem);
            return shown.Any(one => one.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span));
        }
        catch (CryptographicException)
        {
            // A certificate that cannot be read is another one.
            return false;
        }
    }

    private StoreAnswer Failed(ToolResult result) => new(false, $"certutil failed on {folder}: {result.Reason}. A database with a password, or one of another user, is changed by its owner only.");

    /// <summary>A line of the list: a name, padded, and three sets of flags.</summary>
    [GeneratedRegex(@"^(.*\S)\s+[a-zA-Z]*,[a-zA-Z]*,[a-zA-Z]*\s*$")]
    private static partial Regex Entry();
}
