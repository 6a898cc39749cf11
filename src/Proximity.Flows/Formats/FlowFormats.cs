using Proximity.Formats.Har;
using Proximity.Formats.Html;
using Proximity.Formats.Json;
using Proximity.Formats.Mitmproxy;
using Proximity.Formats.Saz;
using Proximity.Formats.Text;

namespace Proximity.Formats;

/// <summary>Every format, by name, by the end of a file's name, and by how a file begins.</summary>
internal static class FlowFormats
{
    /// <summary>How much of a file's beginning is enough for <see cref="Detect"/>.</summary>
    public const int LookedAtBytes = 64 * 1024;

    /// <summary>Our own file, one JSON object; <c>FlowFile</c> reads and writes it.</summary>
    public static FlowFormat Json { get; } = new("json", "JSON", [".json"])
    {
        Reader = _ => new JsonFileReader(),
        Writer = _ => new JsonFileWriter(),
    };

    public static FlowFormat JsonLines { get; } = new("jsonl", "JSON lines", [".jsonl", ".ndjson"])
    {
        Reader = _ => new JsonLinesReader(),
        Writer = _ => new JsonLinesWriter(),
    };

    public static FlowFormat Har { get; } = new("har", "HAR", [".har"])
    {
        Reader = decoder => new HarReader(decoder),
        Writer = decoder => new HarWriter(decoder),
    };

    public static FlowFormat Mitmproxy { get; } = new("mitmproxy", "a flow file of mitmproxy", [".flow", ".flows", ".mitm"])
    {
        Reader = _ => new MitmproxyReader(),
        Writer = _ => new MitmproxyWriter(),
    };

    public static FlowFormat Saz { get; } = new("saz", "a SAZ archive", [".saz"])
    {
        Reader = _ => new SazReader(),
        Writer = _ => new SazWriter(),
    };

    public static IReadOnlyList<FlowFormat> All { get; } =
    [
        Json, JsonLines, Har, Mitmproxy, Saz,
        new("curl", "commands of curl", [".sh"]) { Writer = _ => new CurlWriter() },
        new("csharp", "C# with HttpClient", [".cs"]) { Writer = _ => new CSharpWriter() },
        new("fetch", "JavaScript with fetch", [".mjs", ".js"]) { Writer = _ => new FetchWriter() },
        new("python", "Python with requests", [".py"]) { Writer = _ => new PythonWriter() },
        new("http", "an .http file", [".http", ".rest"]) { Writer = _ => new HttpFileWriter() },
        new("raw", "raw HTTP", [".raw"]) { Writer = _ => new RawWriter() },
        new("html", "an HTML report", [".html", ".htm"]) { Writer = decoder => new HtmlReportWriter(decoder), IsMaskedByDefault = true },
    ];

    /// <summary>The format of a name, in any case; null when there is none.</summary>
    public static FlowFormat? Named(string name)
        => All.FirstOrDefault(format => format.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The format that the end of a file's name stands for; null when it stands for none.</summary>
    public static FlowFormat? OfFile(string path)
        => All.FirstOrDefault(format => format.Extensions.Any(end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The format that a file's content shows; null when it shows none of those that are read.</summary>
    /// <param name="start">How the file begins: all of it, or the first <see cref="LookedAtBytes"/> bytes.</param>
    public static FlowFormat? Detect(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("PK\u0003\u0004"u8))
        {
            return Saz;
        }

        ReadOnlySpan<byte> text = (start.StartsWith("\uFEFF"u8) ? start[3..] : start).TrimStart(" \t\r\n"u8);
        if (text.IsEmpty)
        {
            return null;
        }

        if (IsNetstring(text))
        {
            return Mitmproxy;
        }

        return text[0] switch
        {
            (byte)'[' => Json,
            (byte)'{' => JsonKind.Of(text),
            _ => null,
        };
    }

    /// <summary>A length and a colon, or the beginning of a length where the file ends.</summary>
    private static bool IsNetstring(ReadOnlySpan<byte> text)
    {
        const int MostDigits = 10;
        int digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return digits < 0 ? text.Length <= MostDigits : digits is > 0 and <= MostDigits && text[digits] == ':';
    }
}
