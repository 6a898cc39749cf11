using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Proximity.Control;

/// <summary>Makes the input of an operation of texts: the parameters of a URL, or the options of a command line.</summary>
internal static class OperationInput
{
    /// <summary>The input with nothing in it.</summary>
    public static JsonElement Empty { get; } = JsonDocument.Parse("{}").RootElement;

    /// <summary>
    /// Each text becomes a member of the kind that the operation wants: a number, true or false, a list whose items stand between
    /// commas, or a text.
    /// </summary>
    /// <param name="operation">The operation.</param>
    /// <param name="values">Names and texts.</param>
    /// <exception cref="OperationException">There is no such member, it is there twice, or its text is not of its kind.</exception>
    public static JsonElement Of(Operation operation, IEnumerable<KeyValuePair<string, string>> values)
    {
        var given = new HashSet<string>(StringComparer.Ordinal);
        return InputObject.Of(json =>
        {
            foreach ((string name, string text) in values)
            {
                JsonPropertyInfo member = operation.InputType.Properties.FirstOrDefault(property => property.Name == name)
                    ?? throw Unknown(operation, name);
                if (!given.Add(name))
                {
                    throw new OperationException(OperationProblem.Invalid, "invalid_input", $"{name} is given twice.");
                }

                json.WritePropertyName(name);
                Write(json, member.PropertyType, name, text);
            }
        });
    }

    private static OperationException Unknown(Operation operation, string name) => new(
        OperationProblem.Invalid,
        "unknown_member",
        $"{operation.Name} has no parameter {name}. {InputMember.Known(operation.InputType)}");

    private static void Write(Utf8JsonWriter json, Type type, string name, string text)
    {
        Type kind = Nullable.GetUnderlyingType(type) ?? type;
        if (kind == typeof(bool))
        {
            json.WriteBooleanValue(text switch
            {
                "true" or "" => true,
                "false" => false,
                _ => throw Wrong(name, text, "true or false"),
            });
        }
        else if (kind == typeof(int) || kind == typeof(long))
        {
            json.WriteNumberValue(Number(name, text));
        }
        else if (kind == typeof(IReadOnlyList<long>))
        {
            json.WriteStartArray();
            foreach (string item in Items(text))
            {
                json.WriteNumberValue(Number(name, item));
            }

            json.WriteEndArray();
        }
        else if (kind == typeof(IReadOnlyList<string>))
        {
            json.WriteStartArray();
            foreach (string item in Items(text))
            {
                json.WriteStringValue(item);
            }

            json.WriteEndArray();
        }
        else if (kind == typeof(string) || kind.IsEnum)
        {
            json.WriteStringValue(text);
        }
        else
        {
            throw new OperationException(OperationProblem.Invalid, "invalid_input", $"{name} can be given in a JSON object only.");
        }
    }

    private static string[] Items(string text)
        => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static long Number(string name, string text)
        => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number : throw Wrong(name, text, "a whole number");

    private static OperationException Wrong(string name, string text, string wanted)
        => new(OperationProblem.Invalid, "invalid_input", $"{name} is {wanted}, and not '{text}'.");
}
