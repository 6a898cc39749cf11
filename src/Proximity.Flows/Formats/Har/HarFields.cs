using System.Globalization;
using System.Text.Json;
using Proximity.Flows;

namespace Proximity.Formats.Har;

/// <summary>What requests and responses have in common in a HAR file.</summary>
internal static class HarFields
{
    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        writer.WriteStartArray(name);
        foreach ((string key, string value) in pairs)
        {
            // A pseudo-header field of HTTP/2 in a response keeps Playwright waiting for ever.
            if (!key.StartsWith(':'))
            {
                writer.WriteStartObject();
                writer.WriteString("name"u8, key);
                writer.WriteString("value"u8, value);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
    }

    /// <summary>The bytes as text, or as base64 and marked so; the marker is in lower case, as Chrome's importer wants it.</summary>
    public static void WriteBytes(Utf8JsonWriter writer, ReadOnlySpan<byte> bytes, bool isText)
    {
        if (isText)
        {
            writer.WriteString("text"u8, bytes);
        }
        else
        {
            writer.WriteBase64String("text"u8, bytes);
            writer.WriteString("encoding"u8, "base64"u8);
        }
    }

    /// <summary>Says that the text is the beginning of the body, to people and to our own reader.</summary>
    public static void WriteCut(Utf8JsonWriter writer, FlowBody body)
    {
        writer.WriteNumber("_totalBytes"u8, body.TotalBytes);
        writer.WriteString(
            "comment"u8,
            string.Create(CultureInfo.InvariantCulture, $"The first {body.Bytes.Length} of {body.TotalBytes} bytes."));
    }

    /// <summary>The bytes of a head as it was on the wire; −1 for HTTP/2, and where it is not known.</summary>
    /// <param name="raw">The head; empty where the flow does not have it.</param>
    /// <param name="isRendered">True for one that came by HTTP/2.</param>
    /// <param name="said">What a file said of one that it did not have; null for nothing.</param>
    public static long SizeOf(string raw, bool isRendered, long? said) => raw.Length == 0 ? said ?? -1 : isRendered ? -1 : raw.Length;
}
