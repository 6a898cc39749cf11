using System.Collections.Concurrent;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Proximity.Flows;

namespace Proximity.Tls;

/// <summary>
/// The records of certificates that peers showed or were shown. Connections that see the same certificate share its record. At most
/// <see cref="MostKept"/> are remembered; then all are forgotten, and made anew as they are seen.
/// </summary>
internal sealed class CertificateRecords
{
    private const int MostKept = 1024;

    private readonly ConcurrentDictionary<string, FlowCertificate> known = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<SslStreamCertificateContext, IReadOnlyList<FlowCertificate>> shown = [];

    /// <summary>How many are remembered.</summary>
    public int Count => known.Count;

    /// <summary>What an origin showed, its own certificate first.</summary>
    /// <param name="certificate">Its own; null for none.</param>
    /// <param name="chain">What the platform built, which has the others as they came in its extra store.</param>
    public IReadOnlyList<FlowCertificate> Of(X509Certificate? certificate, X509Chain? chain)
        => certificate is X509Certificate2 own ? Of([own, .. chain?.ChainPolicy.ExtraStore ?? []]) : [];

    /// <summary>What the proxy shows clients.</summary>
    public IReadOnlyList<FlowCertificate> Of(SslStreamCertificateContext context)
        => shown.GetValue(context, made => Of([made.TargetCertificate, .. made.IntermediateCertificates]));

    private FlowCertificate[] Of(IEnumerable<X509Certificate2> certificates)
        => [.. certificates.Select(Record).OfType<FlowCertificate>().Distinct().Take(FlowCertificate.MaxChain)];

    private FlowCertificate? Record(X509Certificate2 certificate)
    {
        string fingerprint = FlowCertificateReader.FingerprintOf(certificate.RawDataMemory.Span);
        if (known.TryGetValue(fingerprint, out FlowCertificate? record))
        {
            return record;
        }

        if (known.Count >= MostKept)
        {
            known.Clear();
        }

        return FlowCertificateReader.Read(certificate, fingerprint) is { } made ? known.GetOrAdd(fingerprint, made) : null;
    }
}
