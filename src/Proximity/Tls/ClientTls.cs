using System.Net.Security;
using Microsoft.Extensions.Logging;
using Proximity.Protocol.Faults;
using Proximity.Wires;

namespace Proximity.Tls;

/// <summary>Makes TLS connections with clients, showing them certificates of our own authority.</summary>
internal sealed class ClientTls(TimeProvider timeProvider, ILogger logger)
{
    private readonly CertificateRecords records = new();

    /// <summary>The handshake with a client. On a fault the wire is left to the caller.</summary>
    /// <param name="wire">The connection; owned by the result on success.</param>
    /// <param name="received">The ClientHello, and what else was read already.</param>
    /// <param name="certificate">What to show.</param>
    /// <param name="protocols">What may be spoken inside, by preference; empty to say nothing.</param>
    public async ValueTask<TlsOutcome> AuthenticateAsync(Wire wire, ReadOnlyMemory<byte> received, SslStreamCertificateContext certificate, IReadOnlyList<SslApplicationProtocol> protocols)
    {
        var stream = new WireStream(wire, received) { LeavesThread = true };
        var ssl = new SslStream(stream, leaveInnerStreamOpen: true);
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificate,
            ApplicationProtocols = protocols.Count == 0 ? null : [.. protocols],
            AllowRenegotiation = false,
        };
        try
        {
            // Signing is costly: not on the thread that watches all sockets.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            await ssl.AuthenticateAsServerAsync(options).ConfigureAwait(false);
        }
        catch (Exception exception) when (TlsFailure.IsExpected(exception))
        {
            await ssl.DisposeAsync().ConfigureAwait(false);
            bool hungUp = stream.HasEnded || stream.ReadFailure.Error == WireError.Reset;
            return new TlsOutcome(null, RejectionBy(exception) ?? Failed(hungUp ? "it closed the connection" : TlsFailure.Describe(exception), exception), hungUp);
        }

        stream.LeavesThread = false;
        var opened = new TlsWire(stream, ssl, timeProvider, logger, needsCloseNotify: false) { Certificates = records.Of(certificate) };
        return new TlsOutcome(opened, null);
    }

    /// <summary>The fault of a client that said by an alert that it rejects our certificate; null when it said something else.</summary>
    public static Fault? RejectionBy(Exception exception) => TlsFailure.ReceivedAlert(exception) switch
    {
        TlsAlert.UnknownCa => Rejected("The client does not trust the proxy's authority: it sent the alert unknown_ca."),
        { } alert when IsAboutTheCertificate(alert) => Rejected($"The client rejected the proxy's certificate: it sent the alert {TlsFailure.Name(alert)}."),
        _ => null,
    };

    /// <summary>The fault of a client that rejects our certificate.</summary>
    public static Fault Rejected(string message) => new(ErrorCodes.ClientRejectedCertificate, FaultSide.Client, 0, message);

    private static Fault Failed(string why, Exception exception)
        => new(ErrorCodes.ClientTlsFailed, FaultSide.Client, 0, $"The TLS handshake with the client failed: {why}.") { Cause = exception.GetBaseException() };

    private static bool IsAboutTheCertificate(TlsAlert alert) => alert is TlsAlert.BadCertificate or TlsAlert.UnsupportedCertificate or TlsAlert.CertificateRevoked
        or TlsAlert.CertificateExpired or TlsAlert.CertificateUnknown or TlsAlert.AccessDenied;
}
