using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Proximity.Tls;

/// <summary>
/// The hosts that a certificate is for: its subject alternative names, never its common name (RFC 9110 §4.3.4). An address matches an
/// iPAddress alone, a name a dNSName alone
/// (RFC 9525 §6).
/// </summary>
internal sealed class CertificateNames
{
    private const int MaxShown = 5;

    private readonly string[] names;
    private readonly IPAddress[] addresses;

    private CertificateNames(string[] names, IPAddress[] addresses)
    {
        this.names = names;
        this.addresses = addresses;
    }

    /// <summary>True when it names no host.</summary>
    public bool IsEmpty => names.Length == 0 && addresses.Length == 0;

    /// <summary>Reads them.</summary>
    /// <exception cref="CryptographicException">They cannot be read.</exception>
    public static CertificateNames Of(X509Certificate2 certificate)
    {
        X509SubjectAlternativeNameExtension[] all = [.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()];
        return new CertificateNames(
            [.. all.SelectMany(one => one.EnumerateDnsNames())],
            [.. all.SelectMany(one => one.EnumerateIPAddresses())]);
    }

    /// <summary>True when the certificate is for this host.</summary>
    /// <param name="host">A name in ASCII, or an address; IPv6 without brackets.</param>
    public bool Match(string host)
        => IPAddress.TryParse(host, out IPAddress? address)
            ? Array.Exists(addresses, one => one.Equals(address))
            : Array.Exists(names, one => Match(one, TlsNames.WithoutFinalDot(host)));

    /// <summary>Those that fit into a message.</summary>
    public override string ToString()
    {
        string[] all = [.. names, .. addresses.Select(address => address.ToString())];
        return string.Join(", ", all.Take(MaxShown)) + (all.Length > MaxShown ? " and more" : "");
    }

    /// <summary>
    /// A wildcard is a whole first label and stands for a whole label (RFC 9525 §6.3), of whatever characters: names with an underscore
    /// exist. Two labels must follow it, so that nobody
    /// holds a certificate for a whole top-level domain.
    /// </summary>
    private static bool Match(string pattern, string host)
    {
        if (!pattern.StartsWith("*.", StringComparison.Ordinal))
        {
            return host.Length > 0 && string.Equals(pattern, host, StringComparison.OrdinalIgnoreCase);
        }

        ReadOnlySpan<char> behind = pattern.AsSpan(1);
        int firstDot = host.IndexOf('.', StringComparison.Ordinal);
        return behind[1..].Contains('.')
            && !behind.Contains('*')
            && firstDot > 0
            && host.AsSpan(firstDot).Equals(behind, StringComparison.OrdinalIgnoreCase);
    }
}
