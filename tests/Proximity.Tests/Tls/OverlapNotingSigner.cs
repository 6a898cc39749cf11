using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Proximity.Tests.Tls;

/// <summary>Signs as another one does, and notes when it is asked to while it signs already.</summary>
internal sealed class OverlapNotingSigner(X509SignatureGenerator inner) : X509SignatureGenerator
{
    private int signing;
    private int signed;

    public int SignedCount => Volatile.Read(ref signed);

    public bool HasOverlapped { get; private set; }

    public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm)
        => inner.GetSignatureAlgorithmIdentifier(hashAlgorithm);

    public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm)
    {
        HasOverlapped |= Interlocked.Increment(ref signing) > 1;
        for (int turn = 0; turn < 200; turn++)
        {
            // Gives another thread every occasion to come in.
            Thread.Yield();
        }

        byte[] signature = inner.SignData(data, hashAlgorithm);
        Interlocked.Decrement(ref signing);
        Interlocked.Increment(ref signed);
        return signature;
    }

    protected override PublicKey BuildPublicKey() => inner.PublicKey;
}
