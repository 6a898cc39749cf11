using System.Text.Json;
using System.Text.Unicode;

namespace Proximity.Flows;

using Names = BodyJsonNames;

/// <summary>Writes what a flow has of a body; nothing for a message without one.</summary>
internal static class BodyJsonWriter
{
    public static void Write(Utf8JsonWriter writer, JsonEncodedText name, FlowBody body)
    {
        if (body.State == FlowBodyState.None)
        {
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteString(Names.State, Names.States[(int)body.State]);
        if (body.NotKept != NotKeptReason.None)
        {
            writer.WriteString(Names.Reason, Names.Reasons[(int)body.NotKept]);
        }

        writer.WriteNumber(Names.Bytes, body.TotalBytes);
        WriteCodings(writer, body.ContentCodings);
        WriteTrailers(writer, body.Trailers);
        WriteBytes(writer, body.Bytes.Span);
        writer.WriteEndObject();
    }

    private static void WriteCodings(Utf8JsonWriter writer, IReadOnlyList<string> codings)
    {
        if (codings.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(Names.Codings);
        foreach (string coding in codings)
        {
            writer.WriteStringValue(coding);
        }

        writer.WriteEndArray();
    }

    private static void WriteTrailers(Utf8JsonWriter writer, IReadOnlyList<KeyValuePair<string, string>> trailers)
    {
        if (trailers.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(Names.Trailers);
        foreach ((string name, string value) in trailers)
        {
            writer.WriteStartObject();
            writer.WriteString(Names.Name, name);
            writer.WriteString(Names.Value, value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteBytes(Utf8JsonWriter writer, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        if (Utf8.IsValid(bytes))
        {
            writer.WriteString(Names.Text, bytes);
        }
        else
        {
            writer.WriteBase64String(Names.Base64, bytes);
        }
    }
}
