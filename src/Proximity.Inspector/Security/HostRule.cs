using System.Globalization;
using System.Net;

namespace Proximity.Inspector.Security;

/// <summary>
/// The names that a request may call the listener by. Any other one is a foreign name that leads to this machine (DNS rebinding): its
/// page would be of the same origin as ours.
/// </summary>
/// <param name="names">Further names, with or without a port.</param>
internal sealed class HostRule(IReadOnlyCollection<string> names)
{
    private const int DefaultPort = 80;

    /// <summary>Whether a value of <c>Host</c> names the listener: by its literal address, as localhost, or by a further name.</summary>
    /// <param name="host">The value.</param>
    /// <param name="local">The address and port that the connection was accepted at.</param>
    public bool Allows(string host, IPEndPoint local)
        => Forms(Literal(local.Address), local.Port).Any(form => Same(form, host))
            || (IPAddress.IsLoopback(local.Address) && Forms("localhost", local.Port).Any(form => Same(form, host)))
            || names.Any(name => Same(name, host) || Forms(name, local.Port).Any(form => Same(form, host)));

    private static IEnumerable<string> Forms(string name, int port)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"{name}:{port}");
        if (port == DefaultPort)
        {
            yield return name;
        }
    }

    private static string Literal(IPAddress address)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{plain}]" : plain.ToString();
    }

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
