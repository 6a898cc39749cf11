using Proximity.Flows;

namespace Proximity.Formats.Mitmproxy;

/// <summary>
/// Certificates in PEM: all that the origin showed, and the one that the proxy showed the client. What they say is all in there, so that a
/// certificate whose DER form is not kept cannot be written.
/// </summary>
internal static class MitmproxyCertificates
{
    /// <summary>Says whether the file has all certificates of the flow.</summary>
    public static FlowAspects Carried(FlowSnapshot flow)
        => flow.ClientTls is not { Certificates.Count: > 1 } && IsEncoded(flow.ClientTls) && IsEncoded(flow.OriginTls)
            ? FlowAspects.Certificates : FlowAspects.None;

    /// <summary>Writes what the proxy showed the client; null for nothing.</summary>
    public static void WriteShown(TnetWriter writer, FlowTls? tls)
    {
        MitmproxyWriter.Name(writer, "mitmcert");
        byte[]? pem = tls is { Certificates: [var own, ..] } ? FlowCertificateReader.WritePem(own) : null;
        MitmproxyWriter.Optional(writer, pem, static (output, bytes) => output.Bytes(bytes));
    }

    /// <summary>Writes what the peer showed.</summary>
    public static void WriteList(TnetWriter writer, FlowTls? tls)
    {
        MitmproxyWriter.Name(writer, "certificate_list");
        int begun = writer.Begin();
        foreach (byte[] pem in (tls?.Certificates ?? []).Select(FlowCertificateReader.WritePem).OfType<byte[]>())
        {
            writer.Bytes(pem);
        }

        writer.EndList(begun);
    }

    /// <summary>What the proxy showed the client.</summary>
    public static FlowCertificate[] ReadShown(TnetValue client) => Read([client["mitmcert"]]);

    /// <summary>What the origin showed.</summary>
    public static FlowCertificate[] ReadList(TnetValue server) => Read(server["certificate_list"].Items);

    private static FlowCertificate[] Read(List<TnetValue> values)
        =>
        [
            .. values.Select(value => FlowCertificateReader.ReadPem(value.Bytes.Span)).OfType<FlowCertificate>()
                .Take(FlowCertificate.MaxChain),
        ];

    private static bool IsEncoded(FlowTls? tls) => tls is null || tls.Certificates.All(certificate => !certificate.Encoded.IsEmpty);
}
