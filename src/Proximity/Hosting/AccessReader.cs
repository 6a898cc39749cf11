using Proximity.Access;
using Proximity.Protocol.Faults;

namespace Proximity.Hosting;

/// <summary>Reads who may use the proxy, and for which targets.</summary>
/// <param name="access">The options.</param>
/// <param name="problems">Collects what cannot be used.</param>
internal sealed class AccessReader(AccessOptions access, OptionProblems problems)
{
    private static readonly OptionEntries.Refusal NoClient = new(
        ErrorCodes.InvalidAllowClients,
        "no address, CIDR range or preset: loopback, link-local, private, all");

    private static readonly OptionEntries.Refusal NoPort = new(ErrorCodes.InvalidTargetRule, "no port, range of ports or *");

    private static readonly OptionEntries.Refusal NoTarget = new(
        ErrorCodes.InvalidTargetRule,
        "no host pattern, address, CIDR range or preset (loopback, link-local, private, metadata, all), with or without :ports");

    private readonly OptionEntries entries = new(problems);

    /// <summary>The clients that may use the proxy.</summary>
    public AddressSet Clients() => access.AllowClients is { } clients
        ? entries.Read(clients, own => AddressSet.Parse(own, out _), access.AllowClientsValue.NameInUse, NoClient) ?? AddressSet.Local
        : AddressSet.Local;

    public TargetRules Targets()
    {
        PortSet? ports = access.ConnectPorts is { } connectPorts
            ? entries.Read(connectPorts, own => PortSet.Parse(own, out _), access.ConnectPortsValue.NameInUse, NoPort)
            : null;
        return new TargetRules(Rules(access.AllowTargetsValue), Rules(access.DenyTargetsValue), ports);
    }

    /// <summary>Null when no credentials are wanted.</summary>
    public ProxyAuthentication? Authentication(TimeProvider timeProvider)
    {
        if (access.ProxyAuth is null && access.Authenticate is null)
        {
            return null;
        }

        // The text holds a password: neither the message nor the problem repeats it.
        if (access.ProxyAuth is { } text && text.IndexOf(':', StringComparison.Ordinal) < 1)
        {
            problems.Add(
                access.ProxyAuthValue.NameInUse,
                "The credentials for the proxy are not user:password",
                ErrorCodes.InvalidProxyAuth);
            return null;
        }

        return new ProxyAuthentication(access.ProxyAuth, access.Authenticate is not null, timeProvider);
    }

    private IReadOnlyList<TargetRule>? Rules(OptionValue<IReadOnlyList<string>?> option)
        => option.Get() is { } rules ? entries.Read(rules, own => TargetRules.Parse(own, out _), option.NameInUse, NoTarget) : null;
}
