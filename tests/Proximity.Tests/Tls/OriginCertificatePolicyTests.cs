using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Proximity.Access;
using Proximity.Protocol.Faults;
using Proximity.Tls;

namespace Proximity.Tests.Tls;

public class OriginCertificatePolicyTests
{
    private const string WeakKey = "origin_certificate_weak_key";
    private const string WeakSignature = "origin_certificate_weak_signature";
    private const string Untrusted = "origin_certificate_untrusted";

    private static TestChain Rsa => new()
    {
        RootKey = () => TestChain.Rsa(2048),
        IntermediateKey = () => TestChain.Rsa(2048),
        LeafKey = () => TestChain.Rsa(2048),
    };

    public static TheoryData<string, string?> Kinds => new()
    {
        { "all as it should be", null },
        { "RSA of 2048 bits", null },
        { "RSA-PSS with SHA-256", null },
        { "P-521 and SHA-512", null },
        { "the anchor signs itself with SHA-1", null },
        { "the anchor signs itself with MD5", null },
        { "the leaf is signed with SHA-1", WeakSignature },
        { "the leaf is signed with MD5", WeakSignature },
        { "the leaf is signed with ECDSA and SHA-1", WeakSignature },
        { "the leaf is signed with RSA-PSS and SHA-1", WeakSignature },
        { "the intermediate is signed with SHA-1", WeakSignature },
        { "the leaf has RSA of 1024 bits", WeakKey },
        { "the leaf has RSA of 2040 bits", WeakKey },
        { "the intermediate has RSA of 1024 bits", WeakKey },
        { "the anchor has RSA of 1024 bits", WeakKey },
        { "the leaf is on a curve of 192 bits", WeakKey },
        { "the leaf is on a curve of 224 bits", WeakKey },
        { "the name stands in the common name alone", "origin_certificate_without_names" },
        { "the name stands in the common name, others as alternatives", "origin_certificate_name_mismatch" },
        { "the intermediate has expired", "origin_certificate_expired" },
        { "the leaf is for clients", Untrusted },
        { "the leaf says nothing about its purpose", null },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Chain_IsJudgedWhole(string kind, string? code) => Assert.Equal(code, Judge(Chain(kind)));

    [Theory]
    [InlineData("a.test", null)]
    [InlineData("A.Test", null)]
    [InlineData("a.test.", null)]
    [InlineData("my_app.wild.test", null)]
    [InlineData("MYAPP.wild.test", null)]
    [InlineData("xn--bcher-kva.wild.test", null)]
    [InlineData("127.0.0.1", null)]
    [InlineData("2001:DB8::1", null)]
    [InlineData("wild.test", "no")]
    [InlineData("a.b.wild.test", "no")]
    [InlineData(".wild.test", "no")]
    [InlineData("x.top", "no")]
    [InlineData("fo1.part.test", "no")]
    [InlineData("a.b.inner.test", "no")]
    [InlineData("127.0.0.2", "no")]
    [InlineData("10.0.0.1", "no")]
    [InlineData("::ffff:127.0.0.1", "no")]
    public void Name_MatchesAsInBrowsers(string host, string? mismatch)
    {
        var chain = new TestChain
        {
            Names = ["a.test", "*.wild.test", "*.top", "fo*.part.test", "a.*.inner.test", "10.0.0.1", "*"],
            Addresses = [IPAddress.Loopback, IPAddress.Parse("2001:db8::1")],
        };
        Assert.Equal(mismatch is null ? null : "origin_certificate_name_mismatch", Judge(chain, host));
    }

    [Theory]
    [InlineData("the leaf is signed with MD5")]
    [InlineData("the leaf has RSA of 1024 bits")]
    [InlineData("the name stands in the common name alone")]
    [InlineData("the intermediate has expired")]
    public void InsecureOrigin_IsTakenAsItIs(string kind)
        => Assert.Null(Judge(
            Chain(kind),
            policy: root => new OriginTlsPolicy { TrustedRoots = [root], Insecure = HostRules.Parse(["a.test"], out _)! }));

    [Fact]
    public void AnchorThatSignsItselfWithSha1_IsTrustedAsALeafToo()
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=a.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("a.test");
        request.CertificateExtensions.Add(names.Build());
        var signer = new AnyHashSigner(key, HashAlgorithmName.SHA1, usesPss: false);
        using X509Certificate2 leaf = request.Create(request.SubjectName, signer, TestChain.Now.AddDays(-1), TestChain.Now.AddDays(1), [1]);
        Assert.Null(Judge([leaf, leaf], "a.test", new OriginTlsPolicy { TrustedRoots = [leaf] }));
    }

    /// <summary>A curve of the attacker's choice has a private key for everybody's public key.</summary>
    [Fact]
    public void CurveThatIsGivenByItsParameters_IsWeak()
    {
        using ECDsa named = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using ECDsa unnamed = ECDsa.Create(named.ExportExplicitParameters(includePrivateParameters: true));
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        PublicKey key = PublicKey.CreateFromSubjectPublicKeyInfo(unnamed.ExportSubjectPublicKeyInfo(), out _);
        var request = new CertificateRequest(new X500DistinguishedName("CN=a.test"), key, HashAlgorithmName.SHA256);
        X509SignatureGenerator generator = X509SignatureGenerator.CreateForECDsa(signer);
        using X509Certificate2 certificate = request.Create(request.SubjectName, generator, TestChain.Now, TestChain.Now.AddDays(1), [1]);
        Assert.Equal("a key on a curve without a name", CertificateStrength.KeyWeakness(certificate));
    }

    [Fact]
    public void FlagWithoutAReason_IsRefused()
    {
        X509Certificate2[] made = new TestChain().Make();
        using var empty = new X509Chain();
        OriginCertificatePolicy judge = new(new OriginTlsPolicy(), Clock());
        var target = new TlsTarget("a.test", 443);
        Assert.Equal(Untrusted, judge.Judge(target, made[^1], empty, SslPolicyErrors.RemoteCertificateChainErrors)?.Code);
        Assert.Equal(Untrusted, judge.Judge(target, made[^1], empty, SslPolicyErrors.None)?.Code);
        Assert.Equal(Untrusted, judge.Judge(target, made[^1], null, SslPolicyErrors.None)?.Code);
        Assert.Equal(Untrusted, judge.Judge(target, null, null, SslPolicyErrors.RemoteCertificateNotAvailable)?.Code);
    }

    [Fact]
    public void WeakCertificate_IsNamedInTheMessage()
    {
        Fault fault = Find(Chain("the intermediate has RSA of 1024 bits").Make())!;
        Assert.Equal(502, fault.Status);
        Assert.Contains("CN=intermediate", fault.Message, StringComparison.Ordinal);
        Assert.Contains("1024 bits", fault.Message, StringComparison.Ordinal);
        Assert.Contains("option InsecureOrigins", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>The message stands beside the cause: what says the same twice tells nothing.</summary>
    [Theory]
    [InlineData("the intermediate has RSA of 1024 bits", false)]
    [InlineData("the name stands in the common name alone", false)]
    [InlineData("the name stands in the common name, others as alternatives", false)]
    [InlineData("the intermediate has expired", true)]
    public void Cause_IsWhatThePlatformSays(string kind, bool isThePlatforms)
    {
        Fault fault = Find(Chain(kind).Make())!;
        Assert.Equal(isThePlatforms, fault.Cause is not null);
        Assert.DoesNotContain(fault.Message, fault.Cause?.Message ?? "", StringComparison.Ordinal);
    }

    private static TestChain Chain(string kind) => kind switch
    {
        "all as it should be" => new TestChain(),
        "RSA of 2048 bits" => Rsa,
        "RSA-PSS with SHA-256" => RsaWith(usesPss: true),
        "P-521 and SHA-512" => new TestChain { IntermediateKey = () => TestChain.Curve("nistP521"), LeafHash = HashAlgorithmName.SHA512 },
        "the anchor signs itself with SHA-1" => new TestChain { RootHash = HashAlgorithmName.SHA1 },
        "the anchor signs itself with MD5" => new TestChain { RootKey = () => TestChain.Rsa(2048), RootHash = HashAlgorithmName.MD5 },
        "the leaf is signed with SHA-1" => RsaWith(HashAlgorithmName.SHA1),
        "the leaf is signed with MD5" => RsaWith(HashAlgorithmName.MD5),
        "the leaf is signed with ECDSA and SHA-1" => new TestChain { LeafHash = HashAlgorithmName.SHA1 },
        "the leaf is signed with RSA-PSS and SHA-1" => RsaWith(HashAlgorithmName.SHA1, usesPss: true),
        "the intermediate is signed with SHA-1" => new TestChain { IntermediateHash = HashAlgorithmName.SHA1 },
        "the leaf has RSA of 1024 bits" => new TestChain { LeafKey = () => TestChain.Rsa(1024) },
        "the leaf has RSA of 2040 bits" => new TestChain { LeafKey = () => TestChain.Rsa(2040) },
        "the intermediate has RSA of 1024 bits" => new TestChain { IntermediateKey = () => TestChain.Rsa(1024) },
        "the anchor has RSA of 1024 bits" => new TestChain { RootKey = () => TestChain.Rsa(1024) },
        "the leaf is on a curve of 192 bits" => new TestChain { LeafKey = () => TestChain.Curve("brainpoolP192r1") },
        "the leaf is on a curve of 224 bits" => new TestChain { LeafKey = () => TestChain.Curve("brainpoolP224r1") },
        "the name stands in the common name alone" => new TestChain { Names = [] },
        "the name stands in the common name, others as alternatives" => new TestChain { Names = ["b.test"] },
        "the intermediate has expired" => new TestChain { IntermediateLife = TimeSpan.FromDays(5) },
        "the leaf is for clients" => new TestChain { Purpose = "1.3.6.1.5.5.7.3.2" },
        "the leaf says nothing about its purpose" => new TestChain { Purpose = null },
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static TestChain RsaWith(HashAlgorithmName? leafHash = null, bool usesPss = false) => new()
    {
        RootKey = Rsa.RootKey,
        IntermediateKey = Rsa.IntermediateKey,
        LeafKey = Rsa.LeafKey,
        LeafHash = leafHash ?? HashAlgorithmName.SHA256,
        UsesPss = usesPss,
    };

    private static string? Judge(TestChain chain, string host = "a.test", Func<X509Certificate2, OriginTlsPolicy>? policy = null)
    {
        X509Certificate2[] made = chain.Make();
        return Judge(made, host, policy?.Invoke(made[0]));
    }

    private static string? Judge(X509Certificate2[] made, string host, OriginTlsPolicy? policy) => Find(made, host, policy)?.Code;

    /// <summary>Builds the chain as the platform's TLS does, and has it judged.</summary>
    private static Fault? Find(X509Certificate2[] made, string host = "a.test", OriginTlsPolicy? policy = null)
    {
        OriginCertificatePolicy judge = new(policy ?? new OriginTlsPolicy { TrustedRoots = [made[0]] }, Clock());
        using var chain = new X509Chain { ChainPolicy = judge.ChainPolicy() };
        chain.ChainPolicy.ExtraStore.AddRange(made[..^1]);
        bool isGood = chain.Build(made[^1]);
        SslPolicyErrors errors = isGood ? SslPolicyErrors.None : SslPolicyErrors.RemoteCertificateChainErrors;
        return judge.Judge(new TlsTarget(host, 443), made[^1], chain, errors);
    }

    private static FakeTimeProvider Clock() => new(TestChain.Now);
}
