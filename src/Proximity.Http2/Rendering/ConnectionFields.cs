using System.Collections.Frozen;

namespace Proximity.Http2.Rendering;

/// <summary>
/// Fields about the connection, which HTTP/2 does not have (RFC 9113 §8.2.2), and those that each side writes for itself.
/// </summary>
internal static class ConnectionFields
{
    private static readonly FrozenSet<string> Names =
        new[] { "Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Upgrade", "Host" }
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool Contains(string name) => Names.Contains(name);
}
