using System.Text.Json;
using System.Text.Unicode;

namespace Proximity.Flows;

using Names = BodyJsonNames;

/// <summary>
/// Writes what a flow has of a body; nothing for a message without one. What a body says is left out when secrets are masked: where in it
/// they stand nobody can know.
/// </summary>
internal sealed class BodyJsonWriter(Redaction? redaction)
{
    public void Write(Utf8JsonWriter writer, JsonEncodedText name, FlowBody recorded)
    {
        if (recorded.State == FlowBodyState.None)
        {
            return;
        }

        FlowBody body = redaction is null || recorded.State == FlowBodyState.NotKept ? recorded : recorded.Without(NotKeptReason.Redacted);
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

    private void WriteTrailers(Utf8JsonWriter writer, IReadOnlyList<KeyValuePair<string, string>> trailers)
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
            writer.WriteString(Names.Value, redaction?.Value(name, value) ?? value);
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
