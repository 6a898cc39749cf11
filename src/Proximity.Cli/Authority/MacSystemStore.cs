namespace Proximity.Cli.Authority;

/// <summary>The system keychain of macOS, changed and asked by <c>security</c>.</summary>
internal sealed class MacSystemStore(ITools tools, string authorityOptions) : ITrustStore
{
    private const string Keychain = "/Library/Keychains/System.keychain";

    public async Task<StoreAnswer> TrustAsync(InterceptionAuthority authority)
    {
        using var file = new CertificateFile(authority);
        var result = await tools.RunAsync("security", "add-trusted-cert", "-d", "-r", "trustRoot", "-k", Keychain, file.Path).ConfigureAwait(false);
        return result.IsGood ? new StoreAnswer(true, "The system trusts the authority now.") : Failed(result, "trust");
    }

    public async Task<StoreAnswer> UntrustAsync(InterceptionAuthority authority)
    {
        var found = await tools.RunAsync("security", "find-certificate", "-a", "-Z", Keychain).ConfigureAwait(false);
        if (!found.Output.Contains(authority.Certificate.Thumbprint, StringComparison.OrdinalIgnoreCase))
        {
            return new StoreAnswer(true, "The system's store does not hold the authority.");
        }

        // With -t the settings that made it trusted go as well.
        var result = await tools.RunAsync("security", "delete-certificate", "-Z", authority.Certificate.Thumbprint, "-t", Keychain).ConfigureAwait(false);
        return result.IsGood ? new StoreAnswer(true, "The system no longer trusts the authority.") : Failed(result, "untrust");
    }

    public async Task<StoreAnswer> CheckAsync(InterceptionAuthority authority)
    {
        using var file = new CertificateFile(authority);
        var result = await tools.RunAsync("security", "verify-cert", "-c", file.Path, "-l", "-L").ConfigureAwait(false);
        return result.IsGood
            ? new StoreAnswer(true, "The system trusts the authority.")
            : new StoreAnswer(false, $"The system does not trust the authority: {result.Reason}. To change that: sudo proximity ca trust --system{authorityOptions}");
    }

    private StoreAnswer Failed(ToolResult result, string verb)
        => new(false, $"security failed ({result.Reason}). The system keychain may be changed by the administrator only. Run: sudo proximity ca {verb} --system{authorityOptions}");
}
