using System.Text.Json;

namespace Proximity.Formats.Har;

using Fields = IReadOnlyList<KeyValuePair<string, string>>;

/// <summary>Reads field lines in the shapes that programs write: objects with name and value, pairs, or one object.</summary>
internal static class HarHeaders
{
    public static Fields Read(JsonElement message)
    {
        List<KeyValuePair<string, string>> fields = [];
        JsonElement headers = JsonText.Member(message, "headers"u8);
        switch (headers.ValueKind)
        {
            case JsonValueKind.Array:
                AddArray(fields, headers);
                break;
            case JsonValueKind.Object:
                AddObject(fields, headers);
                break;
        }

        return fields;
    }

    private static void AddArray(List<KeyValuePair<string, string>> fields, JsonElement headers)
    {
        foreach (JsonElement header in headers.EnumerateArray())
        {
            if (header.ValueKind == JsonValueKind.Array && header.GetArrayLength() >= 2)
            {
                Add(fields, JsonText.Of(header[0]), JsonText.Of(header[1]));
            }
            else
            {
                Add(fields, JsonText.Of(header, "name"u8), JsonText.Of(header, "value"u8));
            }
        }
    }

    private static void AddObject(List<KeyValuePair<string, string>> fields, JsonElement headers)
    {
        foreach (JsonProperty header in headers.EnumerateObject())
        {
            if (Flows.JsonFields.TryName(header, out string? name))
            {
                Add(fields, name, JsonText.Of(header.Value));
            }
        }
    }

    /// <summary>
    /// Pseudo-header fields of HTTP/2 say again what the URL and the status say. Chrome joins several values by line feeds.
    /// </summary>
    private static void Add(List<KeyValuePair<string, string>> fields, string? name, string? value)
    {
        if (string.IsNullOrEmpty(name) || name.StartsWith(':'))
        {
            return;
        }

        foreach (string line in (value ?? string.Empty).Split('\n'))
        {
            fields.Add(new(name, line.Trim('\r')));
        }
    }
}
