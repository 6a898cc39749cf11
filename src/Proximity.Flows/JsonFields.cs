using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Proximity.Flows;

/// <summary>Reads JSON values of any shape without throwing: what is missing or of another type is a default.</summary>
/// <remarks>A string can be good JSON and yet no text, such as half of a surrogate pair or bytes that are no UTF-8; <see cref="JsonElement"/> throws when asked for it.</remarks>
internal static class JsonFields
{
    /// <summary>The member of an object, the last one when the name is repeated; of the kind Undefined when there is none.</summary>
    public static JsonElement Member(JsonElement parent, JsonEncodedText name)
    {
        if (parent.ValueKind != JsonValueKind.Object)
        {
            return default;
        }

        try
        {
            return parent.TryGetProperty(name.EncodedUtf8Bytes, out JsonElement found) ? found : default;
        }
        catch (InvalidOperationException)
        {
            // Another name of the object is no text.
            return MemberAmongOddNames(parent, name);
        }
    }

    private static JsonElement MemberAmongOddNames(JsonElement parent, JsonEncodedText name)
    {
        JsonElement found = default;
        foreach (JsonProperty property in parent.EnumerateObject())
        {
            if (TryName(property, out string? present) && present == name.Value)
            {
                found = property.Value;
            }
        }

        return found;
    }

    public static string Text(JsonElement parent, JsonEncodedText name, string fallback = "") =>
        TryText(Member(parent, name), out string? text) ? text : fallback;

    public static bool Flag(JsonElement parent, JsonEncodedText name, bool fallback = false) => Member(parent, name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => fallback,
    };

    public static int Number(JsonElement parent, JsonEncodedText name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int number) ? number : 0;

    /// <summary>A whole number from zero; zero for anything else.</summary>
    public static long Count(JsonElement parent, JsonEncodedText name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out long count) ? Math.Max(0, count) : 0;

    /// <summary>Milliseconds, with fractions; zero for anything else and for what a <see cref="TimeSpan"/> cannot hold.</summary>
    public static TimeSpan Milliseconds(JsonElement parent, JsonEncodedText name)
    {
        const decimal MaxMilliseconds = (decimal)long.MaxValue / TimeSpan.TicksPerMillisecond;
        JsonElement value = Member(parent, name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out decimal milliseconds) && Math.Abs(milliseconds) <= MaxMilliseconds
            ? new TimeSpan((long)(milliseconds * TimeSpan.TicksPerMillisecond))
            : TimeSpan.Zero;
    }

    public static bool TryText(JsonElement value, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // No text: see the remarks above.
            text = null;
        }

        return text is not null;
    }

    public static bool TryName(JsonProperty property, [NotNullWhen(true)] out string? name)
    {
        try
        {
            name = property.Name;
        }
        catch (InvalidOperationException)
        {
            // No text: see the remarks above.
            name = null;
        }

        return name is not null;
    }
}
