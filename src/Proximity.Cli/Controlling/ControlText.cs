using System.Text.Json;
using Proximity.Cli.Output;
using Proximity.Cli.Recordings;

namespace Proximity.Cli.Controlling;

/// <summary>The answer of an operation for a person: a line for each value, a table for each list of objects.</summary>
/// <param name="console">Where to.</param>
internal sealed class ControlText(FlowsConsole console)
{
    private const int MostValue = 2000;

    /// <summary>Of a flow these say most; the others are in JSON.</summary>
    private static readonly string[] FlowColumns = ["id", "status", "error", "method", "url", "type", "responseSize", "duration"];

    public void Write(JsonElement answer)
    {
        if (answer.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String)
        {
            console.Text.WriteLine(Printable.Lines(text.GetString()!));
            return;
        }

        WriteMembers(answer, "");
        foreach (var member in answer.EnumerateObject().Where(static member => IsTable(member.Value)))
        {
            WriteTable(member.Name, member.Value);
        }
    }

    private void WriteMembers(JsonElement values, string prefix)
    {
        foreach (var member in values.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Object)
            {
                WriteMembers(member.Value, $"{prefix}{member.Name}.");
            }
            else if (!IsTable(member.Value))
            {
                console.Text.WriteLine($"{prefix + member.Name,-22} {Value(member.Value)}");
            }
        }
    }

    private void WriteTable(string name, JsonElement rows)
    {
        string[] columns = name == "flows" && rows[0].TryGetProperty("url", out _)
            ? FlowColumns
            : [.. rows.EnumerateArray().SelectMany(static row => row.EnumerateObject().Select(static member => member.Name)).Distinct()];
        var table = new TextTable(columns);
        foreach (var row in rows.EnumerateArray())
        {
            table.Add([.. columns.Select(column => row.TryGetProperty(column, out var value) ? Value(value) : "")]);
        }

        foreach (var line in console.Width is { } width ? table.Lines(width, out _) : table.Plain())
        {
            console.Text.WriteLine(line);
        }
    }

    private static bool IsTable(JsonElement value)
        => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value[0].ValueKind == JsonValueKind.Object;

    private static string Value(JsonElement value)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Value)),
            _ => value.GetRawText(),
        };
        return Printable.Text(text.Length <= MostValue ? text : $"{text[..MostValue]}…");
    }
}
