using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Proximity.Cli.Configuration;

namespace Proximity.Cli.Controlling;

/// <summary>Makes the input of an operation of the words of a command line.</summary>
internal static class ControlArguments
{
    /// <summary>What the help calls the value of a member; null for a flag.</summary>
    public static string? ValueNameOf(JsonPropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type == typeof(bool) ? null
            : type == typeof(int) || type == typeof(long) ? "number"
            : IsPairs(type) ? "name=value"
            : IsFields(type) ? "name: value"
            : type == typeof(IReadOnlyList<string>) || type == typeof(IReadOnlyList<long>) ? "list"
            : "text";
    }

    /// <summary>True for a value that one word cannot say.</summary>
    public static bool IsComposed(Type type) => IsPairs(type) || IsFields(type);

    /// <summary>The input as JSON.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="values">The words by the member that they are for.</param>
    /// <exception cref="ConfigurationException">A word is not of its kind.</exception>
    public static JsonElement Input(Operation operation, IReadOnlyList<KeyValuePair<string, string[]>> values)
    {
        try
        {
            var plain = values.Where(value => !IsComposed(operation, value.Key))
                .Select(value => new KeyValuePair<string, string>(value.Key, string.Join(',', value.Value)));
            var simple = OperationInput.Of(operation, plain);
            KeyValuePair<string, string[]>[] composed = [.. values.Where(value => IsComposed(operation, value.Key))];
            return composed.Length == 0 ? simple : With(simple, operation, composed);
        }
        catch (OperationException exception)
        {
            throw new ConfigurationException(exception.Message);
        }
    }

    private static JsonElement With(JsonElement simple, Operation operation, IEnumerable<KeyValuePair<string, string[]>> composed)
        => InputObject.Of(json =>
        {
            json.WriteMembers(simple.EnumerateObject());
            foreach (var (name, words) in composed)
            {
                json.WritePropertyName(name);
                Write(json, words, IsPairs(TypeOf(operation, name)!));
            }
        });

    private static void Write(Utf8JsonWriter json, string[] words, bool isPairs)
    {
        if (isPairs)
        {
            json.WriteStartObject();
        }
        else
        {
            json.WriteStartArray();
        }

        foreach (var word in words)
        {
            var at = word.IndexOf(isPairs ? '=' : ':', StringComparison.Ordinal);
            if (at < 1)
            {
                throw new ConfigurationException($"{word} is not in the form {(isPairs ? "name=value" : "name: value")}.");
            }

            var (name, value) = (word[..at].Trim(), word[(at + 1)..].Trim());
            if (isPairs)
            {
                json.WriteString(name, value);
                continue;
            }

            json.WriteStartArray();
            json.WriteStringValue(name);
            json.WriteStringValue(value);
            json.WriteEndArray();
        }

        if (isPairs)
        {
            json.WriteEndObject();
        }
        else
        {
            json.WriteEndArray();
        }
    }

    private static bool IsComposed(Operation operation, string name) => TypeOf(operation, name) is { } type && IsComposed(type);

    private static Type? TypeOf(Operation operation, string name)
        => operation.InputType.Properties.FirstOrDefault(property => property.Name == name)?.PropertyType;

    private static bool IsPairs(Type type) => type == typeof(IReadOnlyDictionary<string, string?>);

    private static bool IsFields(Type type) => type == typeof(IReadOnlyList<IReadOnlyList<string>>);
}
