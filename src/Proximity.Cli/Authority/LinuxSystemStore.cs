using System.Security.Cryptography;

namespace Proximity.Cli.Authority;

/// <summary>
/// The system's store on Linux: a folder for what its administrator trusts, and a program that makes the bundles of it which other programs read. Which folder and program, the
/// families of distributions answer differently.
/// </summary>
internal sealed class LinuxSystemStore(Machine machine, string authorityOptions) : ITrustStore
{
    /// <summary>Debian, Fedora, openSUSE, Arch. The first whose folder and program are both there.</summary>
    private static readonly Family[] Families =
    [
        new("/usr/local/share/ca-certificates", "crt", "update-ca-certificates", [], ["--fresh"]),
        new("/etc/pki/ca-trust/source/anchors", "pem", "update-ca-trust", ["extract"], ["extract"]),
        new("/etc/pki/trust/anchors", "pem", "update-ca-certificates", [], ["--fresh"]),
        new("/etc/ca-certificates/trust-source/anchors", "crt", "trust", ["extract-compat"], ["extract-compat"]),
    ];

    private Family? Present => Array.Find(Families, family => Directory.Exists(machine.Path(family.Folder)) && machine.Tools.Has(family.Tool));

    public async Task<StoreAnswer> TrustAsync(InterceptionAuthority authority)
    {
        if (Present is not { } family)
        {
            return NoFamily;
        }

        var file = FileOf(family, authority);
        var answer = Try(() => File.WriteAllBytes(file, authority.Export(AuthorityFormat.Pem)), file, "trust");
        if (answer is not null)
        {
            return answer;
        }

        answer = await UpdateAsync(family, family.Added, "trust", $"The system trusts the authority now, by {file}.").ConfigureAwait(false);
        if (!answer.IsGood)
        {
            // Else the next update by any program would trust it after all.
            _ = Try(() => File.Delete(file), file, "untrust");
        }

        return answer;
    }

    public async Task<StoreAnswer> UntrustAsync(InterceptionAuthority authority)
    {
        if (Present is not { } family)
        {
            return NoFamily;
        }

        var file = FileOf(family, authority);
        return !File.Exists(file)
            ? new StoreAnswer(true, "The system's store does not hold the authority.")
            : Try(() => File.Delete(file), file, "untrust") ?? await UpdateAsync(family, family.Removed, "untrust", "The system no longer trusts the authority.").ConfigureAwait(false);
    }

    public Task<StoreAnswer> CheckAsync(InterceptionAuthority authority)
    {
        var bundle = SystemBundle.Find(machine);
        var problem = LeafProbe.Problem(authority, bundle is null ? null : SystemBundle.Load(machine));
        return Task.FromResult(problem is null
            ? new StoreAnswer(true, $"The system trusts the authority{(bundle is null ? "." : $", by {bundle}.")}")
            : new StoreAnswer(false, $"The system does not trust the authority: {problem} To change that: proximity ca trust --system{authorityOptions}"));
    }

    private static StoreAnswer NoFamily { get; } = new(
        false,
        "This system's store is of no known kind: there is neither update-ca-certificates, of the package ca-certificates, nor update-ca-trust nor trust. Install that package, or put what proximity ca export writes where the system wants it.");

    /// <summary>A name of its own for each authority, so that several stand side by side.</summary>
    private string FileOf(Family family, InterceptionAuthority authority)
        => Path.Combine(machine.Path(family.Folder), $"proximity-{authority.Certificate.GetCertHashString(HashAlgorithmName.SHA256)[..16].ToLowerInvariant()}.{family.Extension}");

    private StoreAnswer? Try(Action change, string file, string verb)
    {
        try
        {
            change();
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return new StoreAnswer(false, $"{file} may be changed by the administrator only. Run: sudo proximity ca {verb} --system{authorityOptions}");
        }
        catch (IOException exception)
        {
            return new StoreAnswer(false, $"{file} cannot be changed: {exception.Message}");
        }
    }

    private async Task<StoreAnswer> UpdateAsync(Family family, string[] arguments, string verb, string success)
    {
        var result = await machine.Tools.RunAsync(family.Tool, arguments).ConfigureAwait(false);
        return result.IsGood
            ? new StoreAnswer(true, success)
            : new StoreAnswer(false, $"{family.Tool} failed ({result.Reason}). Run: sudo proximity ca {verb} --system{authorityOptions}");
    }

    /// <param name="Folder">Where what the administrator trusts lies.</param>
    /// <param name="Extension">How a file in it has to end.</param>
    /// <param name="Tool">The program that takes note of it.</param>
    /// <param name="Added">Its arguments when something was added.</param>
    /// <param name="Removed">Its arguments when something was removed.</param>
    private sealed record Family(string Folder, string Extension, string Tool, string[] Added, string[] Removed);
}
