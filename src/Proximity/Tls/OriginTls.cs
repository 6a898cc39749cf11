using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proximity.Protocol.Faults;
using Proximity.Wires;

namespace Proximity.Tls;

/// <summary>Makes TLS connections to origins and judges their certificates like a browser: the chain, the name, the time, and revocation when asked to.</summary>
internal sealed class OriginTls(OriginTlsPolicy policy, TimeProvider timeProvider, bool toleratesCutEnds)
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    /// <summary>The handshake with an origin. On a fault the wire is left to the caller.</summary>
    /// <param name="wire">The connection; owned by the result on success.</param>
    /// <param name="received">What was read from it already.</param>
    /// <param name="target">Whom it is with.</param>
    /// <param name="protocols">What to offer to speak inside; empty to say nothing.</param>
    /// <param name="cancellationToken">Ends the attempt; the caller knows why it cancelled.</param>
    public async ValueTask<TlsOutcome> AuthenticateAsync(
        Wire wire, ReadOnlyMemory<byte> received, TlsTarget target, IReadOnlyList<SslApplicationProtocol> protocols, CancellationToken cancellationToken)
    {
        var stream = new WireStream(wire, received) { LeavesThread = true };
        var ssl = new SslStream(stream, leaveInnerStreamOpen: true);
        Fault? verdict = null;
        SslClientAuthenticationOptions options = Options(target, protocols);
        options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => (verdict = Judge(target, certificate, chain, errors)) is null;
        try
        {
            // Keys and chains are worked on for milliseconds: not on the thread that watches all sockets.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            await ssl.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (TlsFailure.IsExpected(exception))
        {
            await ssl.DisposeAsync().ConfigureAwait(false);
            return new TlsOutcome(null, verdict ?? HandshakeFault(target, stream, exception), WantsOtherProtocol: TlsFailure.ReceivedAlert(exception) == TlsAlert.NoApplicationProtocol);
        }

        stream.LeavesThread = false;
        return new TlsOutcome(new TlsWire(wire, stream, ssl, timeProvider, needsCloseNotify: !toleratesCutEnds), null);
    }

    private SslClientAuthenticationOptions Options(TlsTarget target, IReadOnlyList<SslApplicationProtocol> protocols)
    {
        SslStreamCertificateContext? own = policy.ClientCertificates.FirstOrDefault(entry => entry.Hosts.Match(target.Name, target.Port)).Certificate;
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = target.Name,
            ApplicationProtocols = protocols.Count == 0 ? null : [.. protocols],
            ClientCertificateContext = own,

            // Old origins ask for a certificate in a second handshake; nobody else is to begin one.
            AllowRenegotiation = own is not null,
            CertificateChainPolicy = ChainPolicy(),
        };
        return options;
    }

    private X509ChainPolicy ChainPolicy()
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

    private Fault? Judge(TlsTarget target, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None || policy.Insecure.Match(target.Name, target.Port))
        {
            return null;
        }

        if (certificate is not X509Certificate2 shown)
        {
            return Refused(ErrorCodes.OriginCertificateUntrusted, target, "The origin shows no certificate.");
        }

        Fault? fault = errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) ? JudgeChain(target, shown, chain) : null;
        return fault ?? (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            ? Refused(ErrorCodes.OriginCertificateNameMismatch, target, $"The certificate of {target.Name} is for other names: {Names(shown)}.")
            : null);
    }

    private Fault? JudgeChain(TlsTarget target, X509Certificate2 certificate, X509Chain? chain)
    {
        X509ChainStatus[] found = chain?.ChainStatus ?? [];
        if (policy.TrustedRoots.Count > 0 && chain is not null && IsUntrusted(found))
        {
            using X509Chain again = new() { ChainPolicy = ChainPolicy() };
            again.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            again.ChainPolicy.CustomTrustStore.AddRange(policy.TrustedRoots);
            again.ChainPolicy.ExtraStore.AddRange(chain.ChainElements.Select(element => element.Certificate).ToArray());
            again.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
            found = again.Build(certificate) ? [] : again.ChainStatus;
        }

        return ChainFault(target, certificate, found);
    }

    private static bool IsUntrusted(X509ChainStatus[] found)
        => Array.Exists(found, status => status.Status is X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain);

    /// <summary>The gravest of what is wrong.</summary>
    private static Fault? ChainFault(TlsTarget target, X509Certificate2 certificate, X509ChainStatus[] found)
    {
        X509ChainStatusFlags all = found.Aggregate(X509ChainStatusFlags.NoError, (sum, status) => sum | status.Status);
        if (all == X509ChainStatusFlags.NoError)
        {
            return null;
        }

        string text = string.Join(' ', found.Select(status => status.StatusInformation.Trim()).Where(line => line.Length > 0).Distinct(StringComparer.Ordinal));
        if (all.HasFlag(X509ChainStatusFlags.Revoked))
        {
            return Refused(ErrorCodes.OriginCertificateRevoked, target, $"The certificate of {target.Name} is revoked.", text);
        }

        if (IsUntrusted(found))
        {
            bool isSelfSigned = certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
            string what = isSelfSigned ? "signed by itself" : $"signed by {certificate.Issuer}, which is not trusted";
            return Refused(ErrorCodes.OriginCertificateUntrusted, target, $"The certificate of {target.Name} is {what} (options TrustedRoots and InsecureOrigins).", text);
        }

        if (all.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return Refused(ErrorCodes.OriginCertificateExpired, target, $"The certificate of {target.Name}, or one above it, is not valid now: its own is from {certificate.NotBefore:u} to {certificate.NotAfter:u}.", text);
        }

        return (all & ~(X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation)) == X509ChainStatusFlags.NoError
            ? Refused(ErrorCodes.OriginCertificateRevoked, target, $"Whether the certificate of {target.Name} is revoked cannot be found out (option CheckRevocation).", text)
            : Refused(ErrorCodes.OriginCertificateUntrusted, target, $"The certificate of {target.Name} breaks a rule.", text);
    }

    private static string Names(X509Certificate2 certificate)
    {
        X509SubjectAlternativeNameExtension? names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        string[] all = names is null ? [] : [.. names.EnumerateDnsNames(), .. names.EnumerateIPAddresses().Select(address => address.ToString())];
        return all.Length switch
        {
            0 => "none",
            > 5 => string.Join(", ", all.Take(5)) + " and more",
            _ => string.Join(", ", all),
        };
    }

    private static Fault Refused(string code, TlsTarget target, string message, string? text = null)
        => new(code, FaultSide.Origin, 502, TlsFailure.Printable(message)) { Cause = new AuthenticationException($"{target.Name}:{target.Port}: {text ?? message}") };

    private static Fault HandshakeFault(TlsTarget target, WireStream stream, Exception exception)
    {
        string why = stream.HasEnded ? "it closed the connection" : TlsFailure.Describe(exception);
        return new Fault(ErrorCodes.OriginTlsFailed, FaultSide.Origin, 502, $"No TLS handshake was possible with {target.Name}:{target.Port}: {why}.") { Cause = exception.GetBaseException() };
    }
}
