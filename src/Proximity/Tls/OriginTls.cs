using System.Net.Security;
using Microsoft.Extensions.Logging;
using Proximity.Flows;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Targets;
using Proximity.Wires;

namespace Proximity.Tls;

/// <summary>Makes TLS connections to origins.</summary>
internal sealed class OriginTls(OriginTlsPolicy policy, TimeProvider timeProvider, ILogger logger, bool toleratesCutEnds)
{
    private readonly OriginCertificatePolicy certificatePolicy = new(policy, timeProvider);
    private readonly CertificateRecords records = new();

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
        IReadOnlyList<FlowCertificate> shown = [];
        options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            // Neither lives longer than this call.
            shown = records.Of(certificate, chain);
            verdict = certificatePolicy.Judge(target, certificate, chain, errors);
            return verdict is null;
        };
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

        if (cancellationToken.IsCancellationRequested)
        {
            // Perhaps in time to cancel the wire's reads for good, perhaps not: the attempt was ended.
            await ssl.DisposeAsync().ConfigureAwait(false);
            return new TlsOutcome(null, HandshakeFault(target, stream, new OperationCanceledException(cancellationToken)));
        }

        stream.LeavesThread = false;
        var opened = new TlsWire(stream, ssl, timeProvider, logger, needsCloseNotify: !toleratesCutEnds) { Certificates = shown };
        return new TlsOutcome(opened, null);
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
            CertificateChainPolicy = certificatePolicy.ChainPolicy(),
        };
        return options;
    }

    private static Fault HandshakeFault(TlsTarget target, WireStream stream, Exception exception)
    {
        string why = stream.HasEnded ? "it closed the connection" : TlsFailure.Describe(exception);
        string message = $"No TLS handshake was possible with {Authority.Format(target.Name, target.Port)}: {why}.";
        return new Fault(ErrorCodes.OriginTlsFailed, FaultSide.Origin, 502, message) { Cause = exception.GetBaseException() };
    }
}
