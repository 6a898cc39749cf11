namespace Proximity.Tls;

/// <summary>Host names as TLS and certificates write them.</summary>
internal static class TlsNames
{
    /// <summary>
    /// A final dot makes a name in DNS absolute. Neither a server name (RFC 6066 §3) nor a dNSName (RFC 5280 §4.2.1.6) has it.
    /// </summary>
    public static string WithoutFinalDot(string host) => host.Length > 1 && host[^1] == '.' ? host[..^1] : host;
}
