namespace Proximity.Formats.Text;

using FieldPair = KeyValuePair<string, string>;

/// <summary>The fields of a request as the clients of scripts take them.</summary>
internal static class ScriptFields
{
    private const string NameSigns = "!#$%&'*+-.^_`|~";

    /// <summary>
    /// The fields that a request may have (RFC 9110 §5), each value with a character for each octet. Others, which only files of other
    /// programs hold, make the client refuse the whole request: they are left out and counted.
    /// </summary>
    public static IReadOnlyList<FieldPair> Of(RequestText request, FormatLosses losses)
    {
        var fields = new List<FieldPair>(request.Headers.Count);
        foreach ((string name, string value) in request.Headers)
        {
            string octets = FieldText.GetString(FieldText.GetBytes(value)).Trim(' ', '\t');
            if (IsName(name) && !octets.Any(IsControl))
            {
                fields.Add(new(name, octets));
            }
            else
            {
                losses.Add(TextLosses.InvalidField);
            }
        }

        return fields;
    }

    private static bool IsControl(char octet) => octet is (< ' ' and not '\t') or '\u007F';

    private static bool IsName(string name) => name.Length > 0
        && name.All(static sign => char.IsAsciiLetterOrDigit(sign) || NameSigns.Contains(sign, StringComparison.Ordinal));
}
