using System.Text.Json;

namespace Proximity.Formats.Json;

/// <summary>Tells the formats apart that begin with an object.</summary>
internal static class JsonKind
{
    /// <summary>HAR has a <c>log</c>; lines have an object with a request each, and our own file objects by their ids.</summary>
    public static FlowFormat Of(ReadOnlySpan<byte> text)
    {
        var json = new Utf8JsonReader(text, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = 1024 }));
        try
        {
            json.Read();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("log"u8))
                {
                    return FlowFormats.Har;
                }

                if (json.ValueTextEquals("id"u8) || json.ValueTextEquals("request"u8))
                {
                    return FlowFormats.JsonLines;
                }

                if (!json.Read() || !json.TrySkip())
                {
                    break;
                }
            }
        }
        catch (JsonException)
        {
            // What is broken is said by the reader, with its place.
        }

        return FlowFormats.Json;
    }
}
