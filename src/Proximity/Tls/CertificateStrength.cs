using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Proximity.Tls;

/// <summary>
/// Whether a certificate's key can be broken, or its signature forged. What is known to be strong is listed, so that an algorithm nobody
/// thought of is refused. Each answer is a noun
/// phrase for an error message; null means strong enough.
/// </summary>
internal static class CertificateStrength
{
    /// <summary>112 bits of security (NIST SP 800-57 part 1, table 2), as browsers and OpenSSL's level 2 demand.</summary>
    private const int MinRsaBits = 2048;

    /// <summary>The smallest curve of browsers: P-256.</summary>
    private const int MinCurveBytes = 32;

    private const byte ObjectIdentifierTag = 6;

    private const string Rsa = "1.2.840.113549.1.1.1";
    private const string RsaPss = "1.2.840.113549.1.1.10";
    private const string EllipticCurve = "1.2.840.10045.2.1";

    /// <summary>Ed25519, Ed448 (RFC 8410), and ML-DSA (RFC 9881): one size each.</summary>
    private static readonly HashSet<string> StrongKeys =
        ["1.3.101.112", "1.3.101.113", "2.16.840.1.101.3.4.3.17", "2.16.840.1.101.3.4.3.18", "2.16.840.1.101.3.4.3.19"];

    private static readonly HashSet<string> StrongSignatures =
    [
        // RSA and ECDSA, each with SHA-256, SHA-384 and SHA-512 (RFC 4055 §5, RFC 5758 §3.2), and with SHA3 (RFC 9688).
        "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.12", "1.2.840.113549.1.1.13",
        "1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3", "1.2.840.10045.4.3.4",
        "2.16.840.1.101.3.4.3.10", "2.16.840.1.101.3.4.3.11", "2.16.840.1.101.3.4.3.12",
        "2.16.840.1.101.3.4.3.14", "2.16.840.1.101.3.4.3.15", "2.16.840.1.101.3.4.3.16",
        .. StrongKeys,
    ];

    /// <summary>SHA-256, SHA-384, SHA-512 and SHA3 of the same lengths.</summary>
    private static readonly HashSet<string> StrongHashes =
    [
        "2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.3",
        "2.16.840.1.101.3.4.2.8", "2.16.840.1.101.3.4.2.9", "2.16.840.1.101.3.4.2.10",
    ];

    /// <summary>How names of weak algorithms are written in messages.</summary>
    private static readonly Dictionary<string, string> KnownNames = new(StringComparer.Ordinal)
    {
        ["1.2.840.113549.1.1.2"] = "MD2",
        ["1.2.840.113549.1.1.3"] = "MD4",
        ["1.2.840.113549.1.1.4"] = "MD5",
        ["1.2.840.113549.1.1.5"] = "SHA-1",
        ["1.3.14.3.2.29"] = "SHA-1",
        ["1.2.840.10040.4.3"] = "SHA-1",
        ["1.2.840.10045.4.1"] = "SHA-1",
        ["1.3.14.3.2.26"] = "SHA-1",
        ["1.2.840.113549.2.5"] = "MD5",
        ["1.2.840.113549.1.1.14"] = "SHA-224",
        ["1.2.840.10045.4.3.1"] = "SHA-224",
        ["2.16.840.1.101.3.4.2.4"] = "SHA-224",
    };

    /// <summary>What is weak about the key.</summary>
    public static string? KeyWeakness(X509Certificate2 certificate)
    {
        try
        {
            PublicKey key = certificate.PublicKey;
            return key.Oid.Value switch
            {
                Rsa or RsaPss => RsaWeakness(key.EncodedKeyValue.RawData),
                EllipticCurve => CurveWeakness(key.EncodedParameters?.RawData, key.EncodedKeyValue.RawData),
                { } kind when StrongKeys.Contains(kind) => null,
                var kind => $"a key of a kind that is not accepted ({kind})",
            };
        }
        catch (Exception exception) when (exception is CryptographicException or AsnContentException)
        {
            return "a key that cannot be read";
        }
    }

    /// <summary>What is weak about the signature.</summary>
    public static string? SignatureWeakness(X509Certificate2 certificate)
    {
        try
        {
            // Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signature } (RFC 5280 §4.1).
            AsnReader outer = new AsnReader(certificate.RawDataMemory, AsnEncodingRules.DER).ReadSequence();
            outer.ReadEncodedValue();
            AsnReader algorithm = outer.ReadSequence();
            string kind = algorithm.ReadObjectIdentifier();
            string used = kind == RsaPss ? PssHash(algorithm) : kind;
            return (kind == RsaPss ? StrongHashes : StrongSignatures).Contains(used) ? null
                : KnownNames.TryGetValue(used, out string? name) ? $"{name}, which can be forged"
                : $"an algorithm that is not accepted ({used})";
        }
        catch (AsnContentException)
        {
            return "an algorithm that cannot be read";
        }
    }

    private static string? RsaWeakness(ReadOnlyMemory<byte> key)
    {
        BigInteger modulus = new AsnReader(key, AsnEncodingRules.DER).ReadSequence().ReadInteger();
        long bits = modulus.GetBitLength();
        return bits < MinRsaBits ? $"an RSA key of {bits} bits, fewer than {MinRsaBits}" : null;
    }

    /// <summary>
    /// A curve is known by its name alone: with parameters of its own, a key can be made for anybody's public key. A point shows the
    /// curve's size.
    /// </summary>
    private static string? CurveWeakness(byte[]? parameters, byte[] point)
    {
        if (parameters is not [ObjectIdentifierTag, ..] || point.Length < 2)
        {
            return "a key on a curve without a name";
        }

        const byte Uncompressed = 4;
        int bytes = point[0] == Uncompressed ? (point.Length - 1) / 2 : point.Length - 1;
        return bytes < MinCurveBytes ? $"a key on a curve of {bytes * 8} bits, fewer than {MinCurveBytes * 8}" : null;
    }

    /// <summary>RSASSA-PSS-params ::= SEQUENCE { [0] hashAlgorithm DEFAULT sha1, … } (RFC 4055 §3.1).</summary>
    private static string PssHash(AsnReader algorithm)
    {
        const string Sha1 = "1.3.14.3.2.26";
        var tag = new Asn1Tag(TagClass.ContextSpecific, 0);
        if (!algorithm.HasData)
        {
            return Sha1;
        }

        AsnReader parameters = algorithm.ReadSequence();
        return parameters.HasData && parameters.PeekTag().HasSameClassAndValue(tag)
            ? parameters.ReadSequence(tag).ReadSequence().ReadObjectIdentifier()
            : Sha1;
    }
}
