namespace Proximity.Content.Text;

/// <summary>What a <c>Content-Type</c> says of a body's charset (RFC 9110 §8.3); read leniently, because it is only looked at.</summary>
/// <param name="Name">The media type in lower case; empty when there is none.</param>
/// <param name="Charset">The charset parameter; null when there is none.</param>
internal readonly record struct MediaTypeText(string Name, string? Charset)
{
    private const string Parameter = "charset";

    /// <summary>True for JSON in its forms and for event streams.</summary>
    public bool IsAlwaysUtf8 => Name.EndsWith("+json", StringComparison.Ordinal)
        || Name is "application/json" or "text/json" or "application/json-seq" or "application/jsonl" or "application/ndjson"
            or "application/x-ndjson" or "text/event-stream";

    public bool MayBeXml => Name.EndsWith("/xml", StringComparison.Ordinal) || Name.EndsWith("+xml", StringComparison.Ordinal) || MayBeHtml;

    public bool MayBeHtml => Name.Length == 0 || Name is "text/html" or "application/xhtml+xml";

    public static MediaTypeText Read(string? contentType)
    {
        ReadOnlySpan<char> rest = contentType;
        int end = rest.IndexOf(';');
        string name = rest[..(end < 0 ? rest.Length : end)].Trim().ToString().ToLowerInvariant();
        string? charset = null;
        while (end >= 0 && charset is null)
        {
            rest = rest[(end + 1)..].TrimStart();
            end = EndOfParameter(rest);
            charset = CharsetOf(rest[..(end < 0 ? rest.Length : end)]);
        }

        return new MediaTypeText(name, charset);
    }

    /// <summary>The semicolon behind a parameter, outside quotes; -1 when it is the last.</summary>
    private static int EndOfParameter(ReadOnlySpan<char> parameters)
    {
        bool isQuoted = false;
        for (int i = 0; i < parameters.Length; i++)
        {
            switch (parameters[i])
            {
                case '"':
                    isQuoted = !isQuoted;
                    break;
                case '\\' when isQuoted:
                    i++;
                    break;
                case ';' when !isQuoted:
                    return i;
            }
        }

        return -1;
    }

    private static string? CharsetOf(ReadOnlySpan<char> parameter)
    {
        int equals = parameter.IndexOf('=');
        if (equals < 0 || !parameter[..equals].Trim().Equals(Parameter, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string value = parameter[(equals + 1)..].Trim().Trim("\"'").Trim().ToString();
        return value.Length > 0 ? value : null;
    }
}
