using System.Globalization;
using System.Text.Json;

namespace Proximity.Formats.Har;

/// <summary>Writes the cookies that fields hold, in the members that HAR has for them.</summary>
internal static class HarCookies
{
    public static void WriteRequest(Utf8JsonWriter writer, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        IEnumerable<string> pairs = FieldList.All(headers, "Cookie")
            .SelectMany(value => value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        HarFields.Write(writer, "cookies"u8, pairs.Select(ToPair));
    }

    public static void WriteResponse(Utf8JsonWriter writer, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        writer.WriteStartArray("cookies"u8);
        foreach (string value in FieldList.All(headers, "Set-Cookie"))
        {
            WriteCookie(writer, value.Split(';', StringSplitOptions.TrimEntries));
        }

        writer.WriteEndArray();
    }

    private static void WriteCookie(Utf8JsonWriter writer, string[] parts)
    {
        (string name, string value) = ToPair(parts[0]);
        writer.WriteStartObject();
        writer.WriteString("name"u8, name);
        writer.WriteString("value"u8, value);
        var attributes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string key, string text) in parts.Skip(1).Select(ToPair))
        {
            // The last one of a name holds (RFC 6265 §5.2).
            attributes[key] = text;
        }

        WriteAttributes(writer, attributes);
        writer.WriteEndObject();
    }

    private static void WriteAttributes(Utf8JsonWriter writer, Dictionary<string, string> attributes)
    {
        if (attributes.TryGetValue("Path", out string? path))
        {
            writer.WriteString("path"u8, path);
        }

        if (attributes.TryGetValue("Domain", out string? domain))
        {
            writer.WriteString("domain"u8, domain);
        }

        // Another text than a date, such as "Session", makes Chrome's importer refuse the file.
        const DateTimeStyles InUtc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (attributes.TryGetValue("Expires", out string? expires)
            && DateTimeOffset.TryParse(expires, CultureInfo.InvariantCulture, InUtc, out DateTimeOffset date))
        {
            writer.WriteString("expires"u8, date.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        }

        writer.WriteBoolean("httpOnly"u8, attributes.ContainsKey("HttpOnly"));
        writer.WriteBoolean("secure"u8, attributes.ContainsKey("Secure"));
        if (attributes.TryGetValue("SameSite", out string? sameSite))
        {
            writer.WriteString("sameSite"u8, sameSite);
        }
    }

    private static KeyValuePair<string, string> ToPair(string part)
    {
        int equals = part.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? new(part, string.Empty) : new(part[..equals].TrimEnd(), part[(equals + 1)..].TrimStart());
    }
}
