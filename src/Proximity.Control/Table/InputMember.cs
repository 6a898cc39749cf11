using System.ComponentModel;
using System.Text.Json.Serialization.Metadata;

namespace Proximity.Control;

/// <summary>What is known of the members of an operation's input.</summary>
internal static class InputMember
{
    /// <summary>What a member is for; null when its record does not say.</summary>
    public static string? DescriptionOf(JsonPropertyInfo member)
        => member.AttributeProvider?.GetCustomAttributes(typeof(DescriptionAttribute), inherit: false) is [DescriptionAttribute found, ..]
            ? found.Description : null;

    /// <summary>The members that a record has, as a sentence.</summary>
    public static string Known(JsonTypeInfo type)
        => type.Properties.Count == 0 ? "There are none."
            : $"There are {string.Join(", ", type.Properties.Select(static member => member.Name))}.";
}
