using System.Globalization;
using System.Text;
using Proximity.Flows;

namespace Proximity.Formats.Text;

using FieldPair = KeyValuePair<string, string>;

/// <summary>Writes requests as Python with the library requests.</summary>
internal sealed class PythonWriter : IFlowWriter
{
    public async Task WriteAsync(Stream stream, IEnumerable<Flow> flows, FormatLosses losses, CancellationToken cancellationToken)
    {
        bool isFirst = true;
        foreach (Flow flow in flows)
        {
            if (RequestText.Of(flow.SnapshotNotKept(), losses) is { } request)
            {
                string imports = isFirst ? "import base64\n\nimport requests\n" : string.Empty;
                await stream.WriteAsync(Encoding.UTF8.GetBytes($"{imports}\n{Statements(request, losses)}"), cancellationToken);
                isFirst = false;
            }
        }
    }

    public static string Statements(RequestText request, FormatLosses losses)
    {
        losses.AddIf(request.Method.Any(char.IsAsciiLetterLower), TextLosses.SmallMethod);
        var code = new StringBuilder($"response = requests.request(\n    {Literal(request.Method)},\n    {Literal(request.Url)},\n");
        List<FieldPair> fields = Joined(ScriptFields.Of(request, losses), losses);
        if (fields.Count > 0)
        {
            code.Append("    headers={\n");
            foreach ((string name, string value) in fields)
            {
                code.Append($"        {Literal(name)}: {Literal(value)},\n");
            }

            code.Append("    },\n");
        }

        if (!request.Body.IsEmpty)
        {
            code.Append(request.BodyText is { } text
                ? $"    data={Literal(text)}.encode(),\n"
                : $"    data=base64.b64decode({Literal(Convert.ToBase64String(request.Body.Span))}),\n");
        }

        return code.Append(")\nprint(response.status_code, response.text)\n").ToString();
    }

    /// <summary>
    /// A dictionary holds each name once; a list in one value means the same (RFC 9110 §5.3), of cookies with semicolons.
    /// </summary>
    private static List<FieldPair> Joined(IReadOnlyList<FieldPair> fields, FormatLosses losses)
    {
        var joined = new List<FieldPair>();
        foreach (IGrouping<string, FieldPair> group in fields.GroupBy(static field => field.Key, StringComparer.OrdinalIgnoreCase))
        {
            string separator = group.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase) ? "; " : ", ";
            losses.AddIf(group.Skip(1).Any(), TextLosses.RepeatedField);
            joined.Add(new(group.First().Key, string.Join(separator, group.Select(static field => field.Value))));
        }

        return joined;
    }

    private static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (Rune character in text.EnumerateRunes())
        {
            literal.Append(character.Value switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                >= ' ' and < 0x7F => character.ToString(),
                <= 0xFFFF => string.Create(CultureInfo.InvariantCulture, $"\\u{character.Value:X4}"),
                _ => string.Create(CultureInfo.InvariantCulture, $"\\U{character.Value:X8}"),
            });
        }

        return literal.Append('"').ToString();
    }
}
