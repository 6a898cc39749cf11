using System.Globalization;
using System.Text;

namespace Proximity.Protocol.Messages;

/// <summary>
/// Shows a message as text, a line for each field and two spaces for each level. What stands for a length-delimited value is the likeliest
/// guess.
/// </summary>
internal static class ProtobufText
{
    private const int MaxCharacters = 1000;
    private const int MaxBytes = 256;
    private const int MaxValues = 100;

    /// <param name="message">What to show.</param>
    /// <param name="withAlternatives">True to say behind each value what else it may be.</param>
    public static string Show(ProtobufMessage message, bool withAlternatives = false)
    {
        var text = new StringBuilder();
        ShowFields(message, 0, withAlternatives, text);
        if (message.Problem is { } problem)
        {
            text.Append(CultureInfo.InvariantCulture, $"# {problem.Text} Broken at offset {problem.Offset}; ");
            text.Append(CultureInfo.InvariantCulture, $"{message.Rest.Length} bytes are left unread.\n");
        }

        return text.ToString();
    }

    private static void ShowFields(ProtobufMessage message, int level, bool withAlternatives, StringBuilder text)
    {
        foreach (ProtobufField field in message.Fields)
        {
            bool isGroup = field.WireType == ProtobufWireType.Group;
            bool isMessage = field.WireType == ProtobufWireType.LengthDelimited && ProtobufGuesser.Guess(field) == ProtobufGuess.Message;
            text.Append(' ', 2 * level).Append(CultureInfo.InvariantCulture, $"{field.Number}");
            if (isGroup || isMessage)
            {
                text.Append(isGroup ? " group {" : " {").Append(withAlternatives ? Alternatives(field) : "").Append('\n');
                ShowFields(field.Message!, level + 1, withAlternatives, text);
                text.Append(' ', 2 * level).Append("}\n");
            }
            else
            {
                text.Append(": ");
                ShowValue(field, text);
                text.Append(withAlternatives ? Alternatives(field) : "").Append('\n');
            }
        }
    }

    private static void ShowValue(ProtobufField field, StringBuilder text)
    {
        ReadOnlySpan<byte> payload = field.Payload.Span;
        switch (field.WireType)
        {
            case ProtobufWireType.Varint:
                text.Append(field.Unsigned);
                break;
            case ProtobufWireType.Fixed32:
                text.Append(CultureInfo.InvariantCulture, $"0x{field.Unsigned:x8}");
                break;
            case ProtobufWireType.Fixed64:
                text.Append(CultureInfo.InvariantCulture, $"0x{field.Unsigned:x16}");
                break;
            default:
                ShowGuessed(ProtobufGuesser.Guess(field), payload, text);
                break;
        }
    }

    private static void ShowGuessed(ProtobufGuess guess, ReadOnlySpan<byte> payload, StringBuilder text)
    {
        switch (guess)
        {
            case ProtobufGuess.Text:
                ShowText(Encoding.UTF8.GetString(payload), text);
                break;
            case ProtobufGuess.PackedVarints:
                IReadOnlyList<ulong> values = ProtobufGuesser.PackedVarints(payload);
                text.Append('[').AppendJoin(", ", values.Take(MaxValues)).Append(']');
                ShowCut(values.Count > MaxValues, values.Count, "values", text);
                break;
            default:
                text.Append("hex ").Append(Convert.ToHexStringLower(payload[..Math.Min(payload.Length, MaxBytes)]));
                ShowCut(payload.Length > MaxBytes, payload.Length, "bytes", text);
                break;
        }
    }

    private static void ShowText(string value, StringBuilder text)
    {
        int length = Math.Min(value.Length, MaxCharacters);
        length -= length < value.Length && char.IsHighSurrogate(value[length - 1]) ? 1 : 0;
        text.Append('"');
        foreach (char letter in value.AsSpan(0, length))
        {
            _ = letter switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                _ => text.Append(letter),
            };
        }

        text.Append('"');
        ShowCut(length < value.Length, value.Length, "characters", text);
    }

    private static void ShowCut(bool isCut, int count, string unit, StringBuilder text)
    {
        if (isCut)
        {
            text.Append(CultureInfo.InvariantCulture, $"… ({count} {unit})");
        }
    }

    /// <summary>What else the value may be, as a comment; empty when there is nothing.</summary>
    private static string Alternatives(ProtobufField field)
    {
        IEnumerable<string> names = field.WireType switch
        {
            ProtobufWireType.Varint => NumberNames(field),
            ProtobufWireType.Fixed32 => [string.Create(CultureInfo.InvariantCulture, $"{field.Signed}, float {field.FloatingPoint}")],
            ProtobufWireType.Fixed64 => [string.Create(CultureInfo.InvariantCulture, $"{field.Signed}, double {field.FloatingPoint}")],
            ProtobufWireType.LengthDelimited => ProtobufGuesser.Possible(field).Skip(1).Select(NameOf),
            _ => [],
        };
        string all = string.Join(", ", names);
        return all.Length > 0 ? $"  # or {all}" : "";
    }

    private static IEnumerable<string> NumberNames(ProtobufField field)
    {
        if (field.Signed < 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{field.Signed}");
        }

        yield return string.Create(CultureInfo.InvariantCulture, $"zigzag {field.ZigZag}");
        if (field.Boolean is { } boolean)
        {
            yield return boolean ? "true" : "false";
        }
    }

    private static string NameOf(ProtobufGuess guess) => guess switch
    {
        ProtobufGuess.Text => "text",
        ProtobufGuess.Message => "a message",
        _ => "packed varints",
    };
}
