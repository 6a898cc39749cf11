using System.Net;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Tls;
using Proximity.Tls;
using Proximity.Wires;

namespace Proximity.Serving;

/// <summary>What a client makes of our certificate for a host, learnt from how its connections end.</summary>
internal sealed class ClientTrust(RejectionMemory memory, IPAddress client, ClientHello hello, string host)
{
    /// <summary>A client that will not have the certificate hangs up at once; one that leaves later has had another reason.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(2);

    public string Host { get; } = host;

#pragma warning disable CA1308 // Not a normalisation of text: host names are compared without case.
    public RejectionMemory.Key Key { get; } = new(client, hello.Fingerprint, host.ToLowerInvariant());
#pragma warning restore CA1308

    /// <summary>From a handshake that failed. The fault is what to report.</summary>
    public Fault Learn(in TlsOutcome outcome)
    {
        if (outcome.Fault!.Code == ErrorCodes.ClientRejectedCertificate)
        {
            memory.Remember(Key);
            return outcome.Fault;
        }

        return outcome.HungUp && memory.Suspect(Key) ? ClientTls.Rejected("The client hung up on the proxy's certificate, twice in a row.") : outcome.Fault;
    }

    /// <summary>The client has sent a request, or anything else inside TLS.</summary>
    public void Confirm() => memory.Trust(Key);

    /// <summary>From a connection that has ended. Null when the client did not mind the certificate.</summary>
    /// <param name="hasSpoken">Whether it sent anything inside TLS.</param>
    /// <param name="firstWait">How waiting for that ended.</param>
    /// <param name="duration">How long the connection lasted.</param>
    public Fault? Learn(bool hasSpoken, in WireResult firstWait, TimeSpan duration)
    {
        if (hasSpoken)
        {
            Confirm();
            return null;
        }

        if (firstWait.Cause is { } cause && ClientTls.RejectionBy(cause) is { } rejection)
        {
            memory.Remember(Key);
            return rejection;
        }

        return duration < AtOnce && memory.Suspect(Key) ? ClientTls.Rejected("The client left without a word after seeing the proxy's certificate, twice in a row.") : null;
    }
}
