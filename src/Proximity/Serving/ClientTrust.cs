using System.Globalization;
using System.Net;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Tls;
using Proximity.Tls;
using Proximity.Wires;

namespace Proximity.Serving;

/// <summary>What a client makes of our certificate for a host, learnt from how its connections end.</summary>
internal sealed class ClientTrust(ClientTrustMemory memory, IPAddress client, ClientHello hello, string host)
{
    /// <summary>A client that rejects the certificate closes at once; one that leaves later has had another reason.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(2);

    private readonly long begun = memory.Timestamp();

    /// <summary>The host that a certificate is shown for.</summary>
    public string Host { get; } = TlsNames.WithoutFinalDot(host);

#pragma warning disable CA1308 // Not a normalisation of text: host names are compared without case.
    public ClientTrustMemory.Key Key { get; } = new(client, hello.Fingerprint, TlsNames.WithoutFinalDot(host).ToLowerInvariant());
#pragma warning restore CA1308

    /// <summary>From a handshake that failed. The fault is what to report.</summary>
    public Fault Learn(in TlsOutcome outcome)
    {
        if (outcome.Fault!.Code == ErrorCodes.ClientRejectedCertificate)
        {
            return memory.Remember(Key) ? Remembered(outcome.Fault) : outcome.Fault;
        }

        return outcome.HungUp && memory.Suspect(Key, begun)
            ? Remembered("The client closed the connection right behind the proxy's certificate, twice in a row.")
            : outcome.Fault;
    }

    /// <summary>The client has accepted the certificate: it sent a request, or anything else inside TLS.</summary>
    public void Confirm() => memory.Trust(Key);

    /// <summary>
    /// From a connection whose handshake succeeded and that has ended. Null when the client accepted the certificate. Some programs check
    /// it behind the handshake only, and then close without a close_notify: that is suspicious, twice.
    /// </summary>
    /// <param name="hasAccepted">Whether it sent data inside TLS, or ended TLS properly.</param>
    /// <param name="firstWait">How waiting for its first data ended.</param>
    /// <param name="duration">How long the connection lasted.</param>
    public Fault? Learn(bool hasAccepted, in WireResult firstWait, TimeSpan duration)
    {
        if (hasAccepted)
        {
            Confirm();
            return null;
        }

        if (firstWait.Cause is { } cause && ClientTls.RejectionBy(cause) is { } rejection)
        {
            return memory.Remember(Key) ? Remembered(rejection) : rejection;
        }

        return duration < AtOnce && memory.Suspect(Key, begun)
            ? Remembered("The client closed the connection right behind the handshake, without close_notify, twice in a row.")
            : null;
    }

    private Fault Remembered(string message) => Remembered(ClientTls.Rejected(message));

    /// <summary>The rejection with what becomes of the client's next tunnels to the host.</summary>
    private Fault Remembered(Fault rejection)
    {
        string time = memory.Span.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        string outlook = $"its tunnels to {TlsFailure.Printable(Host)} are relayed untouched for {time} s (option RejectionMemory)";
        return rejection with { Message = $"{rejection.Message.TrimEnd('.')}; {outlook}." };
    }
}
