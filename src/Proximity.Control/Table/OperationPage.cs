using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace Proximity.Control;

/// <summary>The table of operations as a part of docs/api.md.</summary>
internal static class OperationPage
{
    /// <summary>A section for each operation.</summary>
    public static string Sections()
    {
        var text = new StringBuilder();
        foreach (Operation operation in OperationTable.All)
        {
            text.Append($"### {operation.Name}\n\n{operation.Summary}\n\n`{operation.Method} {operation.Path}`, ");
            text.Append($"`proximity ctl {operation.Name.Replace('.', ' ')}`. {Effect(operation)}\n\n");
            Members(text, operation.InputType);
            text.Append($"Gives: {Names(operation.OutputType)}.\n\n");
        }

        return text.ToString();
    }

    private static void Members(StringBuilder text, JsonTypeInfo type)
    {
        if (type.Properties.Count == 0)
        {
            return;
        }

        text.Append("| member | kind | what |\n|---|---|---|\n");
        foreach (JsonPropertyInfo member in type.Properties)
        {
            string needed = member.IsRequired ? ", needed" : "";
            text.Append($"| `{member.Name}` | {Kind(member.PropertyType)}{needed} | {InputMember.DescriptionOf(member)} |\n");
        }

        text.Append('\n');
    }

    private static string Names(JsonTypeInfo type) => string.Join(", ", type.Properties.Select(static member => $"`{member.Name}`"));

    private static string Effect(Operation operation)
    {
        string effect = operation.Effect switch
        {
            OperationEffect.Reads => "It only reads.",
            OperationEffect.Writes => "It changes something.",
            _ => "It destroys something.",
        };
        return operation.IsForAgents ? effect : $"{effect} Agents never get it.";
    }

    private static string Kind(Type type)
    {
        Type kind = Nullable.GetUnderlyingType(type) ?? type;
        return kind == typeof(bool) ? "true or false"
            : kind == typeof(int) || kind == typeof(long) ? "whole number"
            : kind == typeof(IReadOnlyList<long>) ? "list of numbers"
            : kind == typeof(IReadOnlyList<string>) ? "list of texts"
            : kind == typeof(IReadOnlyList<IReadOnlyList<string>>) ? "list of names with values"
            : kind == typeof(IReadOnlyDictionary<string, string?>) ? "texts by name"
            : "text";
    }
}
