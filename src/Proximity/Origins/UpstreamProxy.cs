using System.Text;
using Proximity.Protocol.Targets;

namespace Proximity.Origins;

/// <summary>The parent proxy that traffic goes through.</summary>
/// <param name="Host">Its name or address; IPv6 without brackets.</param>
/// <param name="Port">Its port.</param>
/// <param name="Authorization">The complete Proxy-Authorization value (RFC 7617); empty for none. A secret.</param>
internal sealed record UpstreamProxy(string Host, int Port, byte[] Authorization)
{
    private const string Scheme = "http://";

    /// <summary>Reads <c>host:port</c> or <c>http://user:password@host:port</c>; null when it is anything else. Credentials may be percent-encoded.</summary>
    public static UpstreamProxy? Parse(string text)
    {
        bool hasScheme = text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);
        string rest = hasScheme ? text[Scheme.Length..].TrimEnd('/') : text;
        int at = hasScheme ? rest.LastIndexOf('@') : -1;
        byte[] hostAndPort = Encoding.Latin1.GetBytes(rest[(at + 1)..]);
        if (!Authority.TryParse(hostAndPort, defaultPort: 0, out Authority authority))
        {
            return null;
        }

        string host = Encoding.Latin1.GetString(hostAndPort, authority.HostStart, authority.HostLength);
        return TryReadCredentials(at < 0 ? "" : rest[..at], out byte[] authorization) ? new UpstreamProxy(host, authority.Port, authorization) : null;
    }

    /// <summary>Two with other credentials are two: what one user's tunnel leads to is not another's.</summary>
    public bool Equals(UpstreamProxy? other)
        => other is not null
            && Port == other.Port
            && string.Equals(Host, other.Host, StringComparison.OrdinalIgnoreCase)
            && Authorization.AsSpan().SequenceEqual(other.Authorization);

    public override int GetHashCode() => HashCode.Combine(Port, Host.GetHashCode(StringComparison.OrdinalIgnoreCase));

    /// <summary>The address without its credentials, fit for a log.</summary>
    public override string ToString() => Authority.Format(Host, Port);

    private static bool TryReadCredentials(string userInfo, out byte[] authorization)
    {
        authorization = [];
        if (userInfo.Length == 0)
        {
            return true;
        }

        int colon = userInfo.IndexOf(':');
        string user = Uri.UnescapeDataString(colon < 0 ? userInfo : userInfo[..colon]);
        string password = colon < 0 ? "" : Uri.UnescapeDataString(userInfo[(colon + 1)..]);

        // A colon in the user name would move the border between the two (RFC 7617 §2).
        if (user.Contains(':'))
        {
            return false;
        }

        authorization = Encoding.ASCII.GetBytes("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(user + ":" + password)));
        return true;
    }
}
