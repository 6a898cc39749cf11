using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Proximity.Control;

namespace Proximity.Inspector.Description;

/// <summary>Makes JSON schemas of the records of operations: one component for each record, and references to it.</summary>
/// <param name="place">Where components are referred to, such as <c>#/components/schemas/</c>.</param>
internal sealed class SchemaMaker(string place)
{
    /// <summary>The components that were referred to, by the names of their records.</summary>
    public SortedDictionary<string, JsonObject> Components { get; } = new(StringComparer.Ordinal);

    /// <summary>The schema of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="isInput">True when callers write it: then what has a default may be left out, and nothing else may be there.</param>
    public JsonObject Of(JsonTypeInfo type, bool isInput)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object:
                string name = type.Type.Name;
                if (!Components.ContainsKey(name))
                {
                    Components[name] = [];
                    Components[name] = Record(type, isInput, []);
                }

                return new JsonObject { ["$ref"] = place + name };
            case JsonTypeInfoKind.Enumerable:
                return new JsonObject { ["type"] = "array", ["items"] = Of(type.Options.GetTypeInfo(type.ElementType!), isInput) };
            case JsonTypeInfoKind.Dictionary:
                JsonObject values = Of(type.Options.GetTypeInfo(type.ElementType!), isInput);
                return new JsonObject { ["type"] = "object", ["additionalProperties"] = values };
            default:
                return Value(type);
        }
    }

    /// <summary>The schema of a record itself, and not a reference to it.</summary>
    /// <param name="type">The record.</param>
    /// <param name="isInput">True when callers write it.</param>
    /// <param name="without">Members that are left out.</param>
    public JsonObject Record(JsonTypeInfo type, bool isInput, IReadOnlyCollection<string> without)
    {
        var members = new JsonObject();
        var required = new JsonArray();
        foreach (JsonPropertyInfo member in type.Properties.Where(member => !without.Contains(member.Name)))
        {
            members[member.Name] = Member(type, member, isInput);
            if (isInput ? member.IsRequired : IsAlwaysThere(member))
            {
                required.Add((JsonNode)member.Name);
            }
        }

        var schema = new JsonObject { ["type"] = "object" };
        if (RecordTexts.Of(type.Type) is { } text)
        {
            schema["description"] = text;
        }

        schema["properties"] = members;
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        if (isInput)
        {
            schema["additionalProperties"] = false;
        }

        return schema;
    }

    /// <summary>The schema of a member, with what it means.</summary>
    public JsonObject Member(JsonTypeInfo type, JsonPropertyInfo member, bool isInput)
    {
        JsonObject schema = Of(type.Options.GetTypeInfo(Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType), isInput);
        if (TextOf(type.Type, member) is { } text)
        {
            schema["description"] = text;
        }

        return schema;
    }

    /// <summary>What a member means; null when nothing says.</summary>
    public static string? TextOf(Type record, JsonPropertyInfo member)
        => InputMember.DescriptionOf(member) ?? RecordTexts.Of(record, (member.AttributeProvider as MemberInfo)?.Name ?? member.Name);

    private static bool IsAlwaysThere(JsonPropertyInfo member)
        => member.PropertyType.IsValueType ? Nullable.GetUnderlyingType(member.PropertyType) is null : !member.IsGetNullable;

    private static JsonObject Value(JsonTypeInfo type)
    {
        JsonNode schema = JsonSchemaExporter.GetJsonSchemaAsNode(
            type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });
        if (schema is not JsonObject value)
        {
            return [];
        }

        if (value["enum"] is not null)
        {
            value["type"] = "string";
        }

        // Members that are null are left out of outputs, and an input's member is left out instead.
        if (value["type"] is JsonArray { Count: 2 } types)
        {
            value["type"] = types.First(static name => name!.GetValueKind() == JsonValueKind.String && name.GetValue<string>() != "null")!
                .DeepClone();
        }

        return value;
    }
}
