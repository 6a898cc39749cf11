using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Proximity.Cli.Launching;

/// <summary>
/// Certificates as a trust store that Java reads: PKCS #12 (RFC 7292) without encryption or integrity, for it holds nothing secret, and with the attribute by which Java tells a certificate
/// that is trusted from one that only belongs to a key.
/// </summary>
internal static class JavaTrustStore
{
    private const byte Sequence = 0x30;
    private const byte Set = 0x31;
    private const byte OctetString = 0x04;
    private const byte BmpString = 0x1e;
    private const byte Explicit = 0xa0;

    private static readonly byte[] Version3 = [0x02, 0x01, 0x03];

    // Object identifiers as they are encoded (X.690 §8.19): pkcs7-data, certBag, x509Certificate, friendlyName, anyExtendedKeyUsage, and Java's own 2.16.840.1.113894.746875.1.1.
    private static readonly byte[] Data = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
    private static readonly byte[] CertificateBag = [0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x03];
    private static readonly byte[] X509Certificate = [0x06, 0x0a, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x16, 0x01];
    private static readonly byte[] FriendlyName = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x14];
    private static readonly byte[] AnyUsage = [0x06, 0x04, 0x55, 0x1d, 0x25, 0x00];
    private static readonly byte[] TrustedKeyUsage = [0x06, 0x0c, 0x60, 0x86, 0x48, 0x01, 0x86, 0xf9, 0x66, 0xad, 0xca, 0x7b, 0x01, 0x01];

    public static byte[] Encode(IEnumerable<X509Certificate2> certificates)
    {
        var bags = Value(Sequence, [.. certificates.Select((certificate, index) => Bag(certificate, index))]);
        var safe = Value(Sequence, Contained(bags));
        return Value(Sequence, Version3, Contained(safe));
    }

    /// <summary>A ContentInfo of type data.</summary>
    private static byte[] Contained(byte[] content) => Value(Sequence, Data, Value(Explicit, Value(OctetString, content)));

    private static byte[] Bag(X509Certificate2 certificate, int index)
    {
        var content = Value(Sequence, X509Certificate, Value(Explicit, Value(OctetString, certificate.RawData)));
        var name = Value(BmpString, Encoding.BigEndianUnicode.GetBytes(index.ToString(CultureInfo.InvariantCulture)));
        return Value(
            Sequence,
            CertificateBag,
            Value(Explicit, content),
            Value(Set, Value(Sequence, FriendlyName, Value(Set, name)), Value(Sequence, TrustedKeyUsage, Value(Set, AnyUsage))));
    }

    /// <summary>Tag, length and what it holds (X.690 §8.1).</summary>
    private static byte[] Value(byte tag, params ReadOnlySpan<byte[]> parts)
    {
        var length = 0;
        foreach (var part in parts)
        {
            length += part.Length;
        }

        byte[] head = [tag, .. Length(length)];
        var value = new byte[head.Length + length];
        head.CopyTo(value, 0);
        var at = head.Length;
        foreach (var part in parts)
        {
            part.CopyTo(value, at);
            at += part.Length;
        }

        return value;
    }

    /// <summary>One byte up to 127; beyond, how many follow, and those without leading zeros.</summary>
    private static byte[] Length(int length) => length switch
    {
        < 0x80 => [(byte)length],
        < 0x100 => [0x81, (byte)length],
        < 0x1_0000 => [0x82, (byte)(length >> 8), (byte)length],
        < 0x100_0000 => [0x83, (byte)(length >> 16), (byte)(length >> 8), (byte)length],
        _ => [0x84, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length],
    };
}
