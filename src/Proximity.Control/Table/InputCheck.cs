using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Proximity.Control;

/// <summary>
/// Refuses input that names members which an operation does not have: a misspelt one would be ignored, and nobody would know.
/// </summary>
internal static class InputCheck
{
    /// <exception cref="OperationException">A member is unknown, or the input is no object.</exception>
    public static void Throw(JsonElement input, JsonTypeInfo type)
    {
        if (input.ValueKind != JsonValueKind.Object)
        {
            throw new OperationException(OperationProblem.Invalid, "invalid_input", "The input is a JSON object.");
        }

        foreach (JsonProperty member in input.EnumerateObject())
        {
            if (!type.Properties.Any(property => property.Name == member.Name))
            {
                throw new OperationException(
                    OperationProblem.Invalid, "unknown_member", $"There is no member {member.Name}. {InputMember.Known(type)}");
            }
        }
    }

    /// <summary>What is wrong with the input, for a person.</summary>
    public static string Sentence(JsonException exception)
        => string.IsNullOrEmpty(exception.Path) || exception.Path == "$"
            ? $"The input cannot be read: {exception.Message}"
            : $"The member {exception.Path.TrimStart('$', '.')} cannot be read: {exception.Message}";
}
