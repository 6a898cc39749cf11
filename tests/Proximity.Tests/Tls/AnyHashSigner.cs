using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Proximity.Tests.Tls;

/// <summary>Signs with a hash of the test's choice, those included that .NET makes no certificates with any more.</summary>
internal sealed class AnyHashSigner(AsymmetricAlgorithm key, HashAlgorithmName hash, bool usesPss) : X509SignatureGenerator
{
    private readonly X509SignatureGenerator usual = key is ECDsa curve
        ? CreateForECDsa(curve)
        : CreateForRSA((RSA)key, usesPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);

    public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm)
    {
        if (hash != HashAlgorithmName.SHA1 && hash != HashAlgorithmName.MD5)
        {
            return usual.GetSignatureAlgorithmIdentifier(hash);
        }

        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            WriteWeak(writer);
        }

        return writer.Encode();
    }

    public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => key is ECDsa curve
        ? curve.SignData(data, hash, DSASignatureFormat.Rfc3279DerSequence)
        : ((RSA)key).SignData(data, hash, usesPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);

    protected override PublicKey BuildPublicKey() => usual.PublicKey;

    private void WriteWeak(AsnWriter writer)
    {
        if (key is ECDsa)
        {
            writer.WriteObjectIdentifier("1.2.840.10045.4.1");
        }
        else if (usesPss)
        {
            // Without parameters: they mean SHA-1 (RFC 4055 §3.1).
            writer.WriteObjectIdentifier("1.2.840.113549.1.1.10");
            writer.PushSequence().Dispose();
        }
        else
        {
            writer.WriteObjectIdentifier(hash == HashAlgorithmName.MD5 ? "1.2.840.113549.1.1.4" : "1.2.840.113549.1.1.5");
            writer.WriteNull();
        }
    }
}
