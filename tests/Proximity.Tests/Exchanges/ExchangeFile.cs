using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Proximity.Tests.Exchanges;

/// <summary>
/// One conversation of the corpus. In a section of bytes each line ends with CRLF; a line that ends with a backslash does not, and
/// <c>\xHH</c> is one octet. The sections: <c>client sends</c>, <c>origin sees</c>, <c>origin sends</c>, <c>client sees</c>, and
/// <c>then</c> with <c>key: value</c> lines. <c>{DATE}</c> is any time.
/// </summary>
internal sealed partial class ExchangeFile
{
    /// <summary>As long as every other.</summary>
    public const string AnyDate = "Sun, 06 Nov 1994 08:49:37 GMT";

    private readonly Dictionary<string, StringBuilder> sections = [];

    private ExchangeFile(string name, string[] lines)
    {
        Name = name;
        StringBuilder? section = null;
        foreach (string line in lines)
        {
            if (line.StartsWith("--- ", StringComparison.Ordinal))
            {
                sections.Add(line[4..], section = new StringBuilder());
            }
            else
            {
                section?.Append(line).Append('\n');
            }
        }
    }

    public string Name { get; }

    public byte[] ClientSends => Bytes("client sends");

    public byte[] OriginSees => Bytes("origin sees");

    public byte[] OriginSends => Bytes("origin sends");

    public byte[] ClientSees => Bytes("client sees");

    /// <summary>What the origin does after it has sent: <c>keeps</c>, <c>closes</c> or <c>resets</c>.</summary>
    public string OriginThen => Then("origin") ?? "keeps";

    /// <summary>How the client's connection ends: <c>kept</c>, <c>closed</c> or <c>reset</c>.</summary>
    public string ClientEnd => Then("client") ?? "kept";

    /// <summary>The error code reported; null for none.</summary>
    public string? Error => Then("error");

    /// <summary>The code the flow shows: the error's, unless <c>flow error</c> says another, or <c>none</c>.</summary>
    public string? FlowError => Then("flow error") is { } said ? (said == "none" ? null : said) : Error;

    /// <summary>The status the flow shows; null when it has no response, or there is no flow.</summary>
    public string? FlowStatus => Then("flow status");

    /// <summary>
    /// The body that the flow keeps of the request and of the response: state, bytes that passed, what is kept; null when nothing is
    /// said.
    /// </summary>
    public string? RequestBody => Then("request body");

    public string? ResponseBody => Then("response body");

    /// <summary>How many flows there are afterwards.</summary>
    public int FlowCount => int.Parse(Then("flows") ?? "1", CultureInfo.InvariantCulture);

    public static string Folder => Path.Combine(AppContext.BaseDirectory, "exchanges");

    public static ExchangeFile Load(string name) => new(name, File.ReadAllLines(Path.Combine(Folder, name + ".exchange")));

    /// <summary>Puts <see cref="AnyDate"/> in the place of the times in own answers.</summary>
    public static string WithoutTime(string text) => HttpDate().Replace(text, "Date: " + AnyDate);

    [GeneratedRegex("Date: [A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT")]
    private static partial Regex HttpDate();

    private byte[] Bytes(string section)
    {
        if (!sections.TryGetValue(section, out StringBuilder? text))
        {
            return [];
        }

        var octets = new StringBuilder();
        foreach (string line in text.ToString()[..^1].Split('\n'))
        {
            bool joined = line.EndsWith('\\');
            octets.Append(Unescape(joined ? line[..^1] : line)).Append(joined ? "" : "\r\n");
        }

        return Encoding.Latin1.GetBytes(octets.ToString());
    }

    private static string Unescape(string line)
    {
        var plain = new StringBuilder();
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\' && i + 3 < line.Length && line[i + 1] == 'x')
            {
                plain.Append((char)int.Parse(line.AsSpan(i + 2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 3;
            }
            else
            {
                plain.Append(line[i]);
            }
        }

        return plain.ToString();
    }

    private string? Then(string key)
    {
        string prefix = key + ": ";
        return sections.TryGetValue("then", out StringBuilder? text)
            ? text.ToString().Split('\n').FirstOrDefault(line => line.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..]
            : null;
    }
}
