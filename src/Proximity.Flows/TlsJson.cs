using System.Globalization;
using System.Text.Json;

namespace Proximity.Flows;

using Names = FlowJsonNames;

/// <summary>What TLS agreed, and the certificates that it was made with, as one member of a flow.</summary>
internal static class TlsJson
{
    private static readonly JsonEncodedText Certificates = JsonEncodedText.Encode("certificates");
    private static readonly JsonEncodedText Subject = JsonEncodedText.Encode("subject");
    private static readonly JsonEncodedText Issuer = JsonEncodedText.Encode("issuer");
    private static readonly JsonEncodedText NotBefore = JsonEncodedText.Encode("notBefore");
    private static readonly JsonEncodedText NotAfter = JsonEncodedText.Encode("notAfter");
    private static readonly JsonEncodedText SerialNumber = JsonEncodedText.Encode("serialNumber");
    private static readonly JsonEncodedText Fingerprint = JsonEncodedText.Encode("fingerprint");
    private static readonly JsonEncodedText AlternativeNames = JsonEncodedText.Encode("alternativeNames");
    private static readonly JsonEncodedText AlternativeNameCount = JsonEncodedText.Encode("alternativeNameCount");

    /// <summary>Writes the member; nothing for no TLS.</summary>
    public static void Write(Utf8JsonWriter writer, JsonEncodedText name, FlowTls? tls)
    {
        if (tls is null)
        {
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteString(Names.Protocol, tls.Protocol);
        writer.WriteString(Names.CipherSuite, tls.CipherSuite);
        WriteText(writer, Names.ApplicationProtocol, tls.ApplicationProtocol);
        WriteText(writer, Names.ServerName, tls.ServerName);
        if (tls.Certificates.Count > 0)
        {
            writer.WriteStartArray(Certificates);
            foreach (FlowCertificate certificate in tls.Certificates)
            {
                Write(writer, certificate);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads the member; null when it is no object.</summary>
    public static FlowTls? Read(JsonElement element)
        => element.ValueKind != JsonValueKind.Object ? null : new FlowTls(
            JsonFields.Text(element, Names.Protocol),
            JsonFields.Text(element, Names.CipherSuite),
            Text(element, Names.ApplicationProtocol),
            Text(element, Names.ServerName))
        {
            Certificates =
            [
                .. Elements(element, Certificates).Where(entry => entry.ValueKind == JsonValueKind.Object)
                    .Take(FlowCertificate.MaxChain).Select(ReadCertificate),
            ],
        };

    private static void Write(Utf8JsonWriter writer, FlowCertificate certificate)
    {
        writer.WriteStartObject();
        writer.WriteString(Subject, certificate.Subject);
        writer.WriteString(Issuer, certificate.Issuer);
        writer.WriteString(NotBefore, certificate.NotBefore);
        writer.WriteString(NotAfter, certificate.NotAfter);
        writer.WriteString(SerialNumber, certificate.SerialNumber);
        writer.WriteString(Fingerprint, certificate.Fingerprint);
        writer.WriteStartArray(AlternativeNames);
        foreach (string name in certificate.AlternativeNames)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
        if (certificate.AlternativeNameCount > certificate.AlternativeNames.Count)
        {
            writer.WriteNumber(AlternativeNameCount, certificate.AlternativeNameCount);
        }

        writer.WriteEndObject();
    }

    private static FlowCertificate ReadCertificate(JsonElement element) => new(
        JsonFields.Text(element, Subject),
        JsonFields.Text(element, Issuer),
        Time(element, NotBefore),
        Time(element, NotAfter),
        JsonFields.Text(element, SerialNumber),
        JsonFields.Text(element, Fingerprint))
    {
        AlternativeNames =
        [
            .. Elements(element, AlternativeNames).Select(entry => JsonFields.TryText(entry, out string? name) ? name : null)
                .OfType<string>().Take(FlowCertificate.MaxAlternativeNames),
        ],
        AlternativeNameCount = JsonFields.Number(element, AlternativeNameCount),
    };

    private static DateTimeOffset Time(JsonElement element, JsonEncodedText name)
        => DateTimeOffset.TryParse(
            JsonFields.Text(element, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time : DateTimeOffset.UnixEpoch;

    private static JsonElement[] Elements(JsonElement parent, JsonEncodedText name)
        => JsonFields.Member(parent, name) is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : [];

    private static void WriteText(Utf8JsonWriter writer, JsonEncodedText name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private static string? Text(JsonElement parent, JsonEncodedText name)
        => JsonFields.TryText(JsonFields.Member(parent, name), out string? text) ? text : null;
}
