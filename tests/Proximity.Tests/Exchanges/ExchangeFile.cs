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

    /// <summary>What stands behind the names of sections that take the place of others; null for none.</summary>
    private string? Suffix { get; init; }

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

    /// <summary>Reads one.</summary>
    /// <param name="name">Its name, without a folder.</param>
    /// <param name="mode">
    /// What happens to bodies. Where they are held or transformed, sections <c>… when held</c> and <c>… when transformed</c> take the place
    /// of others.
    /// </param>
    public static ExchangeFile Load(string name, BodyMode mode = BodyMode.Captured)
        => new(name, File.ReadAllLines(Path.Combine(Folder, name + ".exchange"))) { Suffix = mode.Suffix() };

    /// <summary>Puts <see cref="AnyDate"/> in the place of the times in own answers.</summary>
    public static string WithoutTime(string text) => HttpDate().Replace(text, "Date: " + AnyDate);

    /// <summary>A message whose chunks are one: how content is cut is the sender's own (RFC 9112 §7.1). Others stay as they are.</summary>
    public static string JoinChunks(string message)
    {
        int at = message.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        if (at < 4 || !message[..at].Contains("Transfer-Encoding: chunked\r\n", StringComparison.Ordinal))
        {
            return message;
        }

        string head = message[..at];
        var content = new StringBuilder();
        while (message.IndexOf("\r\n", at, StringComparison.Ordinal) is > 0 and int end
            && int.TryParse(message.AsSpan(at, end - at), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int size)
            && size > 0
            && end + 2 + size + 2 <= message.Length)
        {
            content.Append(message, end + 2, size);
            at = end + 2 + size + 2;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{head}{content.Length:x}: {content}\r\n{message[at..]}");
    }

    [GeneratedRegex("Date: [A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT")]
    private static partial Regex HttpDate();

    private StringBuilder? Section(string name)
        => Suffix is not null && sections.TryGetValue(name + Suffix, out StringBuilder? special)
            ? special
            : sections.GetValueOrDefault(name);

    private byte[] Bytes(string section)
    {
        if (Section(section) is not { } text)
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
        return Section("then") is { } text
            ? text.ToString().Split('\n').FirstOrDefault(line => line.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..]
            : null;
    }
}
