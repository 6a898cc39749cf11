using System.Net;

namespace Proximity.Access;

/// <summary>A list of hosts as options name them: host patterns, addresses and ranges, with ports or without. Addresses match hosts that are written as addresses; no name is looked up.</summary>
internal sealed class HostRules
{
    private readonly TargetRule[] rules;

    private HostRules(TargetRule[] rules) => this.rules = rules;

    public static HostRules None { get; } = new([]);

    /// <summary>Null when an entry cannot be read, which is named then.</summary>
    public static HostRules? Parse(IEnumerable<string> entries, out string? wrongEntry)
        => TargetRules.Parse(entries, out wrongEntry) is { } rules ? new HostRules([.. rules]) : null;

    public bool Match(string host, int port)
        => IPAddress.TryParse(host, out IPAddress? address)
            ? rules.Any(rule => rule.MatchesAddress(address, port) || rule.MatchesName(host, port))
            : rules.Any(rule => rule.MatchesName(host, port));
}
