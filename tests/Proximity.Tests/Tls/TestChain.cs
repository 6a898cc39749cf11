using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Proximity.Tests.Tls;

/// <summary>A root, an intermediate and a leaf for <c>a.test</c>, of which a test makes one thing wrong.</summary>
internal sealed class TestChain
{
    public static readonly DateTimeOffset Now = new(2030, 1, 3, 0, 0, 0, TimeSpan.Zero);

    public Func<AsymmetricAlgorithm> RootKey { get; init; } = Ec;

    public Func<AsymmetricAlgorithm> IntermediateKey { get; init; } = Ec;

    public Func<AsymmetricAlgorithm> LeafKey { get; init; } = Ec;

    /// <summary>What the root signs itself with.</summary>
    public HashAlgorithmName RootHash { get; init; } = HashAlgorithmName.SHA256;

    /// <summary>What the root signs the intermediate with.</summary>
    public HashAlgorithmName IntermediateHash { get; init; } = HashAlgorithmName.SHA256;

    /// <summary>What the intermediate signs the leaf with.</summary>
    public HashAlgorithmName LeafHash { get; init; } = HashAlgorithmName.SHA256;

    /// <summary>True when RSA signs the leaf by RSASSA-PSS.</summary>
    public bool UsesPss { get; init; }

    public string Subject { get; init; } = "CN=a.test";

    public string[] Names { get; init; } = ["a.test"];

    public IPAddress[] Addresses { get; init; } = [];

    public string? Purpose { get; init; } = "1.3.6.1.5.5.7.3.1";

    public TimeSpan IntermediateLife { get; init; } = TimeSpan.FromDays(20);

    public static AsymmetricAlgorithm Ec() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static AsymmetricAlgorithm Curve(string name) => ECDsa.Create(ECCurve.CreateFromFriendlyName(name));

    public static AsymmetricAlgorithm Rsa(int bits) => RSA.Create(bits);

    /// <summary>Makes them, root first.</summary>
    public X509Certificate2[] Make()
    {
        using AsymmetricAlgorithm rootKey = RootKey();
        using AsymmetricAlgorithm intermediateKey = IntermediateKey();
        using AsymmetricAlgorithm leafKey = LeafKey();
        CertificateRequest root = Request("CN=root", rootKey);
        MakeAuthority(root);
        X509Certificate2 rootCertificate = root.Create(
            root.SubjectName, new AnyHashSigner(rootKey, RootHash, usesPss: false), Now.AddDays(-30), Now.AddDays(30), [1]);
        CertificateRequest intermediate = Request("CN=intermediate", intermediateKey);
        MakeAuthority(intermediate);
        X509Certificate2 intermediateCertificate = intermediate.Create(
            root.SubjectName,
            new AnyHashSigner(rootKey, IntermediateHash, usesPss: false),
            Now.AddDays(-20),
            Now.AddDays(-10) + IntermediateLife,
            [2]);
        X509Certificate2 leaf = Leaf(leafKey).Create(
            intermediate.SubjectName, new AnyHashSigner(intermediateKey, LeafHash, UsesPss), Now.AddDays(-1), Now.AddDays(5), [3]);
        return [rootCertificate, intermediateCertificate, leaf];
    }

    private static CertificateRequest Request(string subject, AsymmetricAlgorithm key) => key is ECDsa curve
        ? new CertificateRequest(subject, curve, HashAlgorithmName.SHA256)
        : new CertificateRequest(subject, (RSA)key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static void MakeAuthority(CertificateRequest request)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
    }

    private CertificateRequest Leaf(AsymmetricAlgorithm key)
    {
        CertificateRequest leaf = Request(Subject, key);
        var names = new SubjectAlternativeNameBuilder();
        Array.ForEach(Names, names.AddDnsName);
        Array.ForEach(Addresses, names.AddIpAddress);
        if (Names.Length + Addresses.Length > 0)
        {
            leaf.CertificateExtensions.Add(names.Build());
        }

        if (Purpose is { } purpose)
        {
            leaf.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        }

        return leaf;
    }
}
