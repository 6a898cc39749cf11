using Proximity.Access;

namespace Proximity.Exchanges;

/// <summary>Which tunnels interception opens.</summary>
/// <param name="Intercept">Those that are opened; null for all.</param>
/// <param name="PassThrough">Those that are not.</param>
internal sealed record InterceptionHosts(HostRules? Intercept, HostRules PassThrough)
{
    /// <summary>What the rules say of a tunnel whose origin goes by these names.</summary>
    public bool MayOpen(string host, string? serverName, int port)
        => (Intercept is null || Match(Intercept, host, serverName, port)) && !Match(PassThrough, host, serverName, port);

    private static bool Match(HostRules rules, string host, string? serverName, int port)
        => rules.Match(host, port) || (serverName is not null && rules.Match(serverName, port));
}
