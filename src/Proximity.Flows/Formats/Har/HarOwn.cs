using System.Text.Json;
using Proximity.Flows;

namespace Proximity.Formats.Har;

/// <summary>
/// Members of our own that are objects: TLS with its certificates, and the heads that user code changed, as our own files have them.
/// </summary>
internal static class HarOwn
{
    private static readonly JsonEncodedText ClientTls = JsonEncodedText.Encode("_clientTls");
    private static readonly JsonEncodedText OriginTls = JsonEncodedText.Encode("_originTls");
    private static readonly HeadChangesJson Heads = new("_");

    public static void Write(Utf8JsonWriter writer, FlowSnapshot flow)
    {
        TlsJson.Write(writer, ClientTls, flow.ClientTls);
        TlsJson.Write(writer, OriginTls, flow.OriginTls);
        Heads.Write(writer, flow.HeadChanges);
    }

    public static FlowParts Read(JsonElement entry, FlowParts parts) => parts with
    {
        ClientTls = TlsJson.Read(JsonFields.Member(entry, ClientTls)),
        OriginTls = TlsJson.Read(JsonFields.Member(entry, OriginTls)),
        HeadChanges = Heads.Read(entry),
    };
}
