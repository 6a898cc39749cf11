using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Proximity.Formats;

/// <summary>
/// Reads JSON values of any shape as text or numbers. Nothing throws: files of other programs have all kinds of mistakes.
/// </summary>
internal static class JsonText
{
    private const char Replacement = '\uFFFD';

    /// <summary>The member of an object; of the kind Undefined when there is none.</summary>
    public static JsonElement Member(JsonElement parent, ReadOnlySpan<byte> name)
    {
        if (parent.ValueKind != JsonValueKind.Object)
        {
            return default;
        }

        try
        {
            return parent.TryGetProperty(name, out JsonElement found) ? found : default;
        }
        catch (InvalidOperationException)
        {
            // A name of the object holds half of a surrogate pair.
            return default;
        }
    }

    public static JsonElement.ArrayEnumerator Elements(JsonElement parent, ReadOnlySpan<byte> name)
        => Member(parent, name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : default;

    /// <summary>A string, or a number or truth value as it is spelled; null for everything else.</summary>
    public static string? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => OfString(value),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };

    public static string? Of(JsonElement parent, ReadOnlySpan<byte> name) => Of(Member(parent, name));

    /// <summary>A number, also one that stands in a string; null for everything else.</summary>
    public static decimal? Number(JsonElement parent, ReadOnlySpan<byte> name)
        => Of(parent, name) is { } text && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
            ? number
            : null;

    /// <summary>A whole number from zero; null for everything else.</summary>
    public static long? Count(JsonElement parent, ReadOnlySpan<byte> name)
        => Number(parent, name) is { } number and >= 0 and <= long.MaxValue ? (long)number : null;

    /// <summary>Milliseconds from zero; null for everything else and for what is longer than a thousand years.</summary>
    public static TimeSpan? Milliseconds(JsonElement parent, ReadOnlySpan<byte> name)
    {
        const decimal Most = 1000m * 366 * 86400 * 1000;
        return Number(parent, name) is { } milliseconds and >= 0 and <= Most
            ? new TimeSpan((long)(milliseconds * TimeSpan.TicksPerMillisecond))
            : null;
    }

    private static string OfString(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, or bytes that are no UTF-8.
            return Unescape(JsonMarshal.GetRawUtf8Value(value)[1..^1]);
        }
    }

    /// <summary>The text of the name or string at which the reader is.</summary>
    public static string Of(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, or bytes that are no UTF-8. The readers of files have one piece in memory, never a sequence.
            return Unescape(reader.ValueSpan);
        }
    }

    /// <summary>The text of a string with U+FFFD for what is none.</summary>
    public static string Unescape(ReadOnlySpan<byte> escaped)
    {
        var text = new StringBuilder(escaped.Length);
        while (!escaped.IsEmpty)
        {
            int plain = escaped.IndexOf((byte)'\\');
            plain = plain < 0 ? escaped.Length : plain;
            text.Append(Encoding.UTF8.GetString(escaped[..plain]));
            escaped = escaped[plain..];
            if (!escaped.IsEmpty)
            {
                escaped = AppendEscape(text, escaped);
            }
        }

        return WithoutHalves(text);
    }

    private static ReadOnlySpan<byte> AppendEscape(StringBuilder text, ReadOnlySpan<byte> escape)
    {
        if (escape[1] == 'u')
        {
            text.Append((char)ushort.Parse(escape.Slice(2, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            return escape[6..];
        }

        text.Append((char)escape[1] switch
        {
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            var itself => itself,
        });
        return escape[2..];
    }

    private static string WithoutHalves(StringBuilder text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            bool isPair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            if (isPair)
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                text[i] = Replacement;
            }
        }

        return text.ToString();
    }
}
