using Proximity.Protocol.Faults;
using Proximity.Protocol.Targets;

namespace Proximity.Access;

/// <summary>
/// Which targets may be reached. A denying rule wins over an allowing one. Rules of names are asked before the look-up, rules of addresses for each address that would be
/// dialled, so that no name leads around them.
/// </summary>
internal sealed class TargetRules
{
    private readonly TargetRule[]? allow;
    private readonly TargetRule[]? deny;
    private readonly PortSet? connectPorts;

    /// <param name="allow">What may be reached; null for everything.</param>
    /// <param name="deny">What may not; null for the default, which keeps clients of other machines from this one's loopback and its cloud's metadata.</param>
    /// <param name="connectPorts">Where CONNECT may go; null for every port.</param>
    public TargetRules(IReadOnlyList<TargetRule>? allow, IReadOnlyList<TargetRule>? deny, PortSet? connectPorts)
    {
        this.allow = allow?.ToArray();
        this.deny = deny?.ToArray();
        this.connectPorts = connectPorts;
    }

    /// <summary>What only programs of this machine were meant to reach.</summary>
    private static TargetRule[] OwnServices { get; } = [TargetRule.Parse("loopback")!, TargetRule.Parse("metadata")!];

    /// <summary>True when a connection made for one client may not serve every other.</summary>
    public bool DependOnClient => deny is null;

    /// <summary>The rules of a list; null when an entry is none, which is named then.</summary>
    public static IReadOnlyList<TargetRule>? Parse(IEnumerable<string> entries, out string? wrongEntry)
    {
        var rules = new List<TargetRule>();
        foreach (string entry in entries)
        {
            if (TargetRule.Parse(entry) is not { } rule)
            {
                wrongEntry = entry;
                return null;
            }

            rules.Add(rule);
        }

        wrongEntry = null;
        return rules;
    }

    /// <summary>Whether a CONNECT may go to this port. Null when it may.</summary>
    public Fault? JudgeConnect(int port) => connectPorts?.Contains(port) == false ? Refused($"CONNECT to port {port} is not allowed", "ConnectPorts") : null;

    /// <summary>What the rules say of a target.</summary>
    /// <param name="host">Its name or address.</param>
    /// <param name="port">Its port.</param>
    /// <param name="isLocalClient">True when the client is a program of this machine.</param>
    public TargetAccess Judge(string host, int port, bool isLocalClient)
    {
        TargetRule[] denied = deny ?? (isLocalClient ? [] : OwnServices);
        return denied.Length == 0 && allow is null ? TargetAccess.Free : Judge(host, port, denied);
    }

    internal static Fault Refused(string what, string option) => new(ErrorCodes.TargetNotAllowed, FaultSide.Client, 403, $"{what} (option {option}).");

    private TargetAccess Judge(string host, int port, TargetRule[] denied)
    {
        if (denied.Any(rule => rule.MatchesName(host, port)))
        {
            return new TargetAccess(port, NotReached(host, port, "DenyTargets"), [], null);
        }

        if (allow is null || allow.Any(rule => rule.MatchesName(host, port)))
        {
            return new TargetAccess(port, null, denied, null);
        }

        Fault? refusal = allow.Any(rule => rule.MayMatchAddress(port)) ? null : NotReached(host, port, "AllowTargets");
        return new TargetAccess(port, refusal, denied, allow);
    }

    private static Fault NotReached(string host, int port, string option)
        => Refused($"{Authority.Format(host, port)} may not be reached through this proxy", option);
}
