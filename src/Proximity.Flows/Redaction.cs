using System.Buffers;
using System.Text;
using Proximity.Protocol.Targets;

namespace Proximity.Flows;

/// <summary>
/// Masks what an exported flow should not hold: the values of some fields, wherever they stand, and those of some query parameters, in the target and in fields that hold
/// URLs; and always the user information of a target. A masked value is <c>***</c>.
/// </summary>
internal sealed class Redaction
{
    /// <summary>Fields and, with a question mark before them, query parameters that usually hold secrets.</summary>
    public static readonly string[] Defaults =
    [
        "Authorization", "Proxy-Authorization", "Authentication-Info", "Proxy-Authentication-Info", "Cookie", "Set-Cookie",
        "X-Api-Key", "Api-Key", "X-Auth-Token", "X-Access-Token", "X-Csrf-Token", "X-Xsrf-Token", "X-Amz-Security-Token",
        "?access_token", "?id_token", "?refresh_token", "?token", "?api_key", "?apikey", "?key", "?client_secret", "?secret", "?password", "?passwd", "?pwd",
        "?code", "?sig", "?signature", "?X-Amz-Signature", "?X-Amz-Credential", "?X-Amz-Security-Token",
    ];

    private const string Mask = UserInformation.Mask;

    private static readonly SearchValues<char> ParameterEnds = SearchValues.Create("?&;# <>\"");

    private static readonly HashSet<string> UrlFields = new(StringComparer.OrdinalIgnoreCase) { "Referer", "Location", "Content-Location", "Refresh", "Link" };

    private readonly HashSet<string> fields = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> parameters = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="further">Entries beside <see cref="Defaults"/>, in the same form.</param>
    public Redaction(IEnumerable<string> further)
    {
        foreach (string entry in Defaults.Concat(further))
        {
            if (entry.StartsWith('?'))
            {
                parameters.Add(entry[1..]);
            }
            else
            {
                fields.Add(entry);
            }
        }
    }

    /// <summary>A field's value, or the mask.</summary>
    public string Value(string name, string value)
    {
        if (fields.Contains(name))
        {
            return value.Length == 0 ? value : Mask;
        }

        return UrlFields.Contains(name) ? Url(value) : value;
    }

    /// <summary>A URL, or a text that holds one, without user information and with the values of the parameters masked.</summary>
    public string Url(string url) => MaskParameters(UserInformation.MaskIn(url));

    /// <summary>A received block: the target of a request's first line, and the fields.</summary>
    /// <param name="raw">The block; empty when there is none.</param>
    /// <param name="isRequest">True when the first line holds a target.</param>
    public string Block(string raw, bool isRequest)
    {
        var masked = new StringBuilder(raw.Length);
        bool isFirst = true;
        bool isFold = false;
        foreach (string line in raw.Split('\n'))
        {
            if (masked.Length > 0 || !isFirst)
            {
                masked.Append('\n');
            }

            string text = line.TrimEnd('\r');
            if (isFirst)
            {
                masked.Append(isRequest ? Url(text) : text);
                isFirst = text.Length == 0;
            }
            else if (text.Length > 0 && text[0] is ' ' or '\t')
            {
                // The folded rest of a line belongs to its value.
                masked.Append(isFold ? " " + Mask : text);
            }
            else
            {
                isFold = AppendField(masked, text);
            }

            masked.Append(line, text.Length, line.Length - text.Length);
        }

        return masked.ToString();
    }

    private bool AppendField(StringBuilder masked, string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            masked.Append(line);
            return false;
        }

        string name = line[..colon].TrimEnd(' ', '\t');
        int start = colon + 1;
        while (start < line.Length && line[start] is ' ' or '\t')
        {
            start++;
        }

        masked.Append(line, 0, start).Append(Value(name, line[start..]));
        return fields.Contains(name);
    }

    private string MaskParameters(string url)
    {
        int at = url.IndexOfAny(['?', '#']);
        if (at < 0)
        {
            return url;
        }

        var masked = new StringBuilder(url, 0, at, url.Length);
        while (at < url.Length)
        {
            // From a separator to the next one: "?name=value", "&name=value", or whatever follows.
            int length = url.AsSpan(at + 1).IndexOfAny(ParameterEnds);
            int end = length < 0 ? url.Length : at + 1 + length;
            int equals = url.IndexOf('=', at, end - at);
            bool isSecret = equals >= 0 && parameters.Contains(Uri.UnescapeDataString(url[(at + 1)..equals]));
            masked.Append(url, at, (isSecret ? equals + 1 : end) - at).Append(isSecret ? Mask : "");
            at = end;
        }

        return masked.ToString();
    }
}
