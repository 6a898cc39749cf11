using System.Text.Json;

namespace Proximity.Flows;

using Names = FlowJsonNames;

/// <summary>
/// What a flow file says of the client's connection and program, of the tunnel around an exchange, and of TLS and HTTP/2 on both sides.
/// What is null is left out.
/// </summary>
internal static class FlowTunnelJson
{
    public static void Write(Utf8JsonWriter writer, Flow flow)
    {
        if (flow.ClientConnectionId is { } connection)
        {
            writer.WriteNumber(Names.ClientConnection, connection);
        }

        WriteText(writer, Names.ClientProcess, flow.ClientProcess);
        WriteText(writer, Names.Tunnel, flow.Tunnel);
        WriteText(writer, Names.PassedThrough, flow.PassedThrough);
        WriteText(writer, Names.AnsweredBy, flow.AnsweredBy);
        TlsJson.Write(writer, Names.ClientTls, flow.ClientTls);
        TlsJson.Write(writer, Names.OriginTls, flow.OriginTls);
        if (flow.ClientInClear)
        {
            writer.WriteBoolean(Names.ClientInClear, true);
        }

        WriteStream(writer, Names.ClientStream, flow.ClientStream);
        WriteStream(writer, Names.OriginStream, flow.OriginStream);
    }

    public static void Read(JsonElement element, Flow flow)
    {
        flow.ClientConnectionId = JsonFields.Count(element, Names.ClientConnection);
        flow.ClientProcess = Text(element, Names.ClientProcess);
        flow.Tunnel = Text(element, Names.Tunnel);
        flow.PassedThrough = Text(element, Names.PassedThrough);
        flow.AnsweredBy = Text(element, Names.AnsweredBy);
        flow.ClientTls = TlsJson.Read(JsonFields.Member(element, Names.ClientTls));
        flow.OriginTls = TlsJson.Read(JsonFields.Member(element, Names.OriginTls));
        flow.ClientInClear = JsonFields.Member(element, Names.ClientInClear).ValueKind == JsonValueKind.True;
        flow.ClientStream = ReadStream(JsonFields.Member(element, Names.ClientStream));
        flow.OriginStream = ReadStream(JsonFields.Member(element, Names.OriginStream));
    }

    private static void WriteStream(Utf8JsonWriter writer, JsonEncodedText name, StreamIdentity? stream)
    {
        if (stream is null)
        {
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteNumber(Names.Connection, stream.ConnectionId);
        if (stream.StreamId is { } id)
        {
            writer.WriteNumber(Names.Stream, id);
        }

        writer.WriteEndObject();
    }

    private static StreamIdentity? ReadStream(JsonElement element)
        => element.ValueKind == JsonValueKind.Object ? new StreamIdentity(JsonFields.Count(element, Names.Connection), ReadStreamId(JsonFields.Member(element, Names.Stream))) : null;

    private static int? ReadStreamId(JsonElement element) => element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int id) && id > 0 ? id : null;

    private static void WriteText(Utf8JsonWriter writer, JsonEncodedText name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private static string? Text(JsonElement parent, JsonEncodedText name) => JsonFields.TryText(JsonFields.Member(parent, name), out string? text) ? text : null;
}
