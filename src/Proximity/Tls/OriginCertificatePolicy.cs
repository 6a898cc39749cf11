using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Targets;

namespace Proximity.Tls;

/// <summary>
/// Judges origins' certificates like a browser: a trusted chain, its time, its purpose, its strength, the name, and revocation when asked
/// to. The platform builds chains; names and strength
/// are judged here, because platforms differ in both. Whatever is not known to be good is refused.
/// </summary>
internal sealed class OriginCertificatePolicy(OriginTlsPolicy policy, TimeProvider timeProvider)
{
    private const X509ChainStatusFlags RevocationUnknown
        = X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation;

    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    /// <summary>How the platform is to build chains.</summary>
    public X509ChainPolicy ChainPolicy()
    {
        var chain = new X509ChainPolicy
        {
            RevocationMode = policy.Revocation,
            RevocationFlag = X509RevocationFlag.ExcludeRoot,

            // An origin could else make the proxy fetch whatever address its certificate names.
            DisableCertificateDownloads = policy.Revocation != X509RevocationMode.Online,
            VerificationTime = timeProvider.GetUtcNow().UtcDateTime,
            VerificationTimeIgnored = false,
        };
        chain.ApplicationPolicy.Add(ServerAuthentication);
        return chain;
    }

    /// <summary>
    /// Why the certificate is refused; null when it is accepted. The chain's verdict comes first: it says more than the name's.
    /// </summary>
    /// <param name="target">Whom the handshake is with.</param>
    /// <param name="certificate">What the origin showed; null for nothing.</param>
    /// <param name="chain">The chain that the platform built for it.</param>
    /// <param name="errors">What the platform says of both.</param>
    public Fault? Judge(TlsTarget target, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (policy.Insecure.Match(target.Name, target.Port))
        {
            return null;
        }

        if (certificate is not X509Certificate2 shown || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return Refused(ErrorCodes.OriginCertificateUntrusted, target, "The origin shows no certificate.");
        }

        return JudgeChain(target, shown, chain, errors) ?? JudgeName(target, shown);
    }

    private Fault? JudgeChain(TlsTarget target, X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (chain is null)
        {
            return Refused(ErrorCodes.OriginCertificateUntrusted, target, $"No chain was built for the certificate of {target.Name}.");
        }

        if (policy.TrustedRoots.Count == 0 || !IsUntrusted(chain.ChainStatus))
        {
            return JudgeBuilt(target, certificate, chain, isGood: !errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors));
        }

        using X509Chain again = new() { ChainPolicy = ChainPolicy() };
        again.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        again.ChainPolicy.CustomTrustStore.AddRange(policy.TrustedRoots);
        again.ChainPolicy.ExtraStore.AddRange(chain.ChainElements.Select(element => element.Certificate).ToArray());
        again.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        bool isGood = again.Build(certificate);
        return JudgeBuilt(target, certificate, again, isGood);
    }

    private static Fault? JudgeBuilt(TlsTarget target, X509Certificate2 certificate, X509Chain chain, bool isGood)
    {
        if (ChainFault(target, certificate, chain.ChainStatus) is { } fault)
        {
            return fault;
        }

        return isGood && chain.ChainElements.Count > 0
            ? JudgeStrength(target, chain)
            : Refused(
                ErrorCodes.OriginCertificateUntrusted,
                target,
                $"The certificate of {target.Name} is not trusted; the platform does not say why.");
    }

    private static bool IsUntrusted(X509ChainStatus[] found)
        => Array.Exists(found, status => status.Status is X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain);

    /// <summary>The gravest of what the platform says of the chain.</summary>
    private static Fault? ChainFault(TlsTarget target, X509Certificate2 certificate, X509ChainStatus[] found)
    {
        X509ChainStatusFlags all = found.Aggregate(X509ChainStatusFlags.NoError, (sum, status) => sum | status.Status);
        if (all == X509ChainStatusFlags.NoError)
        {
            return null;
        }

        (string code, string what) = all switch
        {
            _ when all.HasFlag(X509ChainStatusFlags.Revoked) => (ErrorCodes.OriginCertificateRevoked, "is revoked"),
            _ when IsUntrusted(found)
                => (ErrorCodes.OriginCertificateUntrusted, $"is {Signer(certificate)} (options TrustedRoots and InsecureOrigins)"),
            _ when all.HasFlag(X509ChainStatusFlags.NotTimeValid) => (ErrorCodes.OriginCertificateExpired, Validity(certificate)),
            _ when all.HasFlag(X509ChainStatusFlags.HasWeakSignature)
                => (ErrorCodes.OriginCertificateWeakSignature, "is, or one above it is, signed with an algorithm that can be forged"),
            _ when (all & ~RevocationUnknown) == X509ChainStatusFlags.NoError
                => (ErrorCodes.OriginCertificateRevoked, "may be revoked: that cannot be found out (option CheckRevocation)"),
            _ => (ErrorCodes.OriginCertificateUntrusted, "breaks a rule"),
        };
        IEnumerable<string> lines = found.Select(status => status.StatusInformation.Trim()).Where(line => line.Length > 0);
        string text = string.Join(' ', lines.Distinct(StringComparer.Ordinal));
        return Refused(code, target, $"The certificate of {target.Name} {what}.", text);
    }

    private static string Validity(X509Certificate2 certificate)
        => $"is, or one above it is, not valid now: its own time is from {certificate.NotBefore:u} to {certificate.NotAfter:u}";

    private static string Signer(X509Certificate2 certificate)
        => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData)
            ? "signed by itself"
            : $"signed by {certificate.Issuer}, which is not trusted";

    /// <summary>
    /// Every key of the chain counts, and every signature but that of the anchor, the last one: an anchor is trusted because it is named,
    /// not because it is signed.
    /// </summary>
    private static Fault? JudgeStrength(TlsTarget target, X509Chain chain)
    {
        X509Certificate2[] elements = [.. chain.ChainElements.Select(element => element.Certificate)];
        for (int place = 0; place < elements.Length; place++)
        {
            X509Certificate2 certificate = elements[place];
            string whose = place == 0
                ? $"The certificate of {target.Name}"
                : $"The certificate of {certificate.Subject}, above that of {target.Name},";
            if (CertificateStrength.KeyWeakness(certificate) is { } key)
            {
                return Refused(ErrorCodes.OriginCertificateWeakKey, target, $"{whose} has {key} (option InsecureOrigins).");
            }

            if (place < elements.Length - 1 && CertificateStrength.SignatureWeakness(certificate) is { } signature)
            {
                string what = $"{whose} is signed with {signature} (option InsecureOrigins).";
                return Refused(ErrorCodes.OriginCertificateWeakSignature, target, what);
            }
        }

        return null;
    }

    private static Fault? JudgeName(TlsTarget target, X509Certificate2 certificate)
    {
        CertificateNames names;
        try
        {
            names = CertificateNames.Of(certificate);
        }
        catch (CryptographicException exception)
        {
            string what = $"The names in the certificate of {target.Name} cannot be read.";
            return Refused(ErrorCodes.OriginCertificateUntrusted, target, what, exception.Message);
        }

        return names.IsEmpty ? Refused(
                ErrorCodes.OriginCertificateWithoutNames,
                target,
                $"The certificate of {target.Name} names no host as a subject alternative name; its common name does not count"
                    + " (RFC 9110 §4.3.4, option InsecureOrigins).")
            : names.Match(target.Name) ? null
            : Refused(ErrorCodes.OriginCertificateNameMismatch, target, $"The certificate of {target.Name} is for other names: {names}.");
    }

    private static Fault Refused(string code, TlsTarget target, string message, string? text = null)
        => new(code, FaultSide.Origin, 502, TlsFailure.Printable(message))
        {
            Cause = text is { Length: > 0 } ? new AuthenticationException($"{Authority.Format(target.Name, target.Port)}: {text}") : null,
        };
}
