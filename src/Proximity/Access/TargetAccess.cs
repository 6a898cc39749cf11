using System.Net;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Targets;

namespace Proximity.Access;

/// <summary>What the rules say of one target: refused by its name, or allowed as far as its addresses are.</summary>
internal sealed class TargetAccess
{
    private readonly int port;
    private readonly TargetRule[] denied;
    private readonly TargetRule[]? allowed;

    /// <param name="port">The target's port.</param>
    /// <param name="refusal">Why it may not be reached whatever its address; null when that decides.</param>
    /// <param name="denied">The rules of which none may match an address.</param>
    /// <param name="allowed">The rules of which one must; null when every address will do.</param>
    public TargetAccess(int port, Fault? refusal, TargetRule[] denied, TargetRule[]? allowed)
    {
        this.port = port;
        Refusal = refusal;
        this.denied = denied;
        this.allowed = allowed;
    }

    public static TargetAccess Free { get; } = new(0, null, [], null);

    public Fault? Refusal { get; }

    /// <summary>True when no rule asks for an address.</summary>
    public bool AdmitsAll => denied.Length == 0 && allowed is null;

    /// <summary>Whether this address may be dialled.</summary>
    public bool Admits(IPAddress address) => AdmitsAll || AdmitsByRules(address);

    /// <summary>One denied reading of the address is enough to refuse it. To be allowed it must be named as it stands, or be allowed by each of its readings.</summary>
    private bool AdmitsByRules(IPAddress address)
    {
        IPAddress plain = AddressReadings.Plain(address);
        IPAddress[] embedded = AddressReadings.Embedded(plain);
        if (Matches(denied, plain) || Array.Exists(embedded, reading => Matches(denied, reading)))
        {
            return false;
        }

        return allowed is null || Matches(allowed, plain) || (embedded.Length > 0 && Array.TrueForAll(embedded, reading => Matches(allowed, reading)));
    }

    private bool Matches(TargetRule[] rules, IPAddress address) => Array.Exists(rules, rule => rule.MatchesAddress(address, port));

    /// <summary>Why a target is refused of which no address is admitted, or whose address another proxy will find.</summary>
    public Fault RefusedByAddress(string host)
        => TargetRules.Refused(
            $"{Authority.Format(host, port)} is at an address that may not be reached through this proxy",
            allowed is null ? "DenyTargets" : "AllowTargets");

    /// <summary>What can be said of a target whose name another proxy will look up: literal addresses are judged here, a name only when no rule wants to see its addresses.</summary>
    public Fault? JudgeUnresolved(string host)
        => IPAddress.TryParse(host, out IPAddress? literal)
            ? Admits(literal) ? null : RefusedByAddress(host)
            : allowed is null ? null : RefusedByAddress(host);
}
