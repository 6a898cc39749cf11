using System.Text.Json;
using Proximity.Formats;

namespace Proximity.Cli.Running;

/// <summary>Says what a file is that holds no flows: people have recordings of other programs.</summary>
internal static class ImportFile
{
    /// <summary>What tells the formats apart stands at the beginning.</summary>
    private const int LookedAtBytes = 64 * 1024;

    private const string Expected = "A file with flows is expected: JSON, JSON lines, HAR, mitmproxy or SAZ.";

    /// <summary>
    /// Why the file's flows, of which none could be read, cannot be imported, as a sentence; null for a file that says itself that it
    /// holds none.
    /// </summary>
    public static string? WhyNoFlows(string path)
    {
        try
        {
            return Kind(Start(path)) is { } kind ? $"it is {kind}. {Expected}" : null;
        }
        catch (Exception exception) when (FileProblem.Is(exception))
        {
            return $"it cannot be read: {FileProblem.Describe(path, exception)}";
        }
    }

    /// <summary>True when the file's beginning shows a format with a reader of its own; false also when the file cannot be read.</summary>
    public static bool IsOfAnotherProgram(string path)
    {
        try
        {
            return FlowFormats.Detect(Start(path)) is { } format && format != FlowFormats.Json;
        }
        catch (Exception exception) when (FileProblem.Is(exception))
        {
            return false;
        }
    }

    private static byte[] Start(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var start = new byte[LookedAtBytes];
        return start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
    }

    private static string? Kind(ReadOnlySpan<byte> start)
    {
        var text = start.StartsWith("\uFEFF"u8) ? start[3..] : start;
        text = text.TrimStart(" \t\r\n"u8);
        return text switch
        {
            [] => "empty",
            [(byte)'P', (byte)'K', 3, 4, ..] => start.IndexOf("raw/"u8) >= 0 || start.IndexOf("raw\\"u8) >= 0
                ? "a SAZ archive, as Fiddler writes it, without a session that can be read"
                : "a ZIP archive",
            [(byte)'P', (byte)'K', 5, 6, ..] => "a ZIP archive of no files",
            [0x1f, 0x8b, ..] => "compressed with gzip",
            [0xff, 0xfe, ..] or [0xfe, 0xff, ..] => "text in UTF-16; a file with flows is in UTF-8",
            _ when text.StartsWith("SQLite format 3\0"u8) => "a SQLite file; of a store, proximity flows export makes a file of flows",
            [(byte)'<', ..] => "XML or HTML",
            [(byte)'{' or (byte)'[', ..] => KindOfJson(text),
            _ when IsMitmproxy(text) => "a flow file of mitmproxy without an HTTP flow",
            _ => "no JSON",
        };
    }

    /// <summary>mitmproxy writes netstrings with types: a length, a colon, and a map that ends in <c>}</c>.</summary>
    private static bool IsMitmproxy(ReadOnlySpan<byte> text)
    {
        var colon = text.IndexOf((byte)':');
        return colon is > 0 and < 12 && !text[..colon].ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && (text.IndexOf("client_conn"u8) >= 0 || text.IndexOf("7:version"u8) >= 0);
    }

    private static string? KindOfJson(ReadOnlySpan<byte> text)
    {
        var json = new Utf8JsonReader(text, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = 64 }));
        try
        {
            json.Read();
            var isObject = json.TokenType == JsonTokenType.StartObject;
            if (json.Read() && json.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                return null;
            }

            return isObject && HasMember(ref json, "log"u8) ? "a HAR file without an HTTP exchange" : "JSON, but holds no flow with an id";
        }
        catch (JsonException exception)
        {
            return $"no JSON: {exception.Message}";
        }
    }

    /// <summary>Looks at the names of an object's members, as far as the beginning of the file goes.</summary>
    private static bool HasMember(ref Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        while (json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals(name))
            {
                return true;
            }

            if (!json.Read() || !json.TrySkip() || !json.Read())
            {
                return false;
            }
        }

        return false;
    }
}
