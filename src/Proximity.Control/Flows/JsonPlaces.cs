using System.Globalization;
using System.Text.Json;

namespace Proximity.Control;

/// <summary>Finds values in JSON by pointers (RFC 6901).</summary>
internal static class JsonPlaces
{
    /// <summary>The value at a pointer; null when there is none.</summary>
    public static JsonElement? Find(JsonElement root, string pointer)
    {
        if (pointer.Length == 0)
        {
            return root;
        }

        if (pointer[0] != '/')
        {
            throw new OperationException(OperationProblem.Invalid, "invalid_pointer", "A JSON pointer is empty or begins with a slash.");
        }

        JsonElement? place = root;
        foreach (string part in pointer[1..].Split('/'))
        {
            place = place is { } element ? Within(element, part) : null;
        }

        return place;
    }

    private static JsonElement? Within(JsonElement element, string part)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            // RFC 6901 §4: digits without a leading zero.
            bool isIndex = part is "0" || (part is [not '0', ..] && part.All(char.IsAsciiDigit));
            return isIndex && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                && index < element.GetArrayLength() ? element[index] : null;
        }

        string name = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement member) ? member : null;
    }
}
