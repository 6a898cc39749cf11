namespace Proximity.Cli.Authority;

/// <summary>The current user's trusted roots on Windows, which its browsers and most programs ask. Windows wants to hear a yes from the user before it adds one.</summary>
internal sealed class WindowsUserStore(ITools tools, Func<InterceptionAuthority, string?> problem) : ITrustStore
{
    private const string Tool = "certutil";

    public async Task<StoreAnswer> TrustAsync(InterceptionAuthority authority)
    {
        using var file = new CertificateFile(authority);
        var result = await tools.RunAsync(Tool, "-user", "-addstore", "Root", file.Path).ConfigureAwait(false);
        return result.IsGood ? new StoreAnswer(true, "This user's store trusts the authority now.") : Failed(result);
    }

    public async Task<StoreAnswer> UntrustAsync(InterceptionAuthority authority)
    {
        var found = await tools.RunAsync(Tool, "-user", "-store", "Root", authority.Certificate.Thumbprint).ConfigureAwait(false);
        if (!found.IsGood)
        {
            return new StoreAnswer(true, "This user's store does not hold the authority.");
        }

        var result = await tools.RunAsync(Tool, "-user", "-delstore", "Root", authority.Certificate.Thumbprint).ConfigureAwait(false);
        return result.IsGood ? new StoreAnswer(true, "This user's store no longer trusts the authority.") : Failed(result);
    }

    public Task<StoreAnswer> CheckAsync(InterceptionAuthority authority) => Task.FromResult(problem(authority) is { } reason
        ? new StoreAnswer(false, $"Windows does not trust the authority: {reason} To change that: proximity ca trust --system")
        : new StoreAnswer(true, "Windows trusts the authority."));

    private static StoreAnswer Failed(ToolResult result) => new(false, $"certutil failed ({result.Reason}). Windows asks before it changes the store: answer yes.");
}
