using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Proximity.Cli.Output;
using Proximity.Content;
using Proximity.Content.Text;
using Proximity.Flows;
using Proximity.Formats;

namespace Proximity.Cli.Recordings;

/// <summary>
/// A body as a person reads it: JSON with indents, forms as a list, text as it stands, everything else as its first bytes.
/// </summary>
/// <param name="decoder">Takes content codings off.</param>
/// <param name="width">The columns of the terminal; null where nobody looks.</param>
/// <param name="isFull">True to show all that is kept.</param>
internal sealed class BodyView(ContentDecoder decoder, int? width, bool isFull)
{
    private const int MostLines = 100;
    private const int MostBytes = 256;
    private const int MostColumnsOfLine = 2_000;

    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The lines; none when the message has no body.</summary>
    public IEnumerable<BodyLine> Lines(FlowBody body, string? contentType)
    {
        if (body.State == FlowBodyState.None)
        {
            return [];
        }

        var content = BodyContent.Of(body, decoder);
        string[] notes = [.. Notes(body, content)];
        BodyLine[] head = [new(""), new($"({string.Join("; ", notes)})", IsNote: true)];
        return content.Bytes.IsEmpty ? head.Skip(1) : [.. head, .. Bounded(Show(content, contentType))];
    }

    /// <summary>The lines of a message.</summary>
    public static IEnumerable<string> LinesOf(FlowMessage message, int? width, bool isFull)
    {
        var view = new BodyView(new ContentDecoder(ContentCodings.BuiltIn), width, isFull);
        var lines = message.Text is { } text ? view.TextLines(text)
            : message.ReadProtobuf() is { } fields ? view.TextLines(fields)
            : view.HexLines(message.Payload.Span);
        return view.Bounded(lines).Select(line => line.Text);
    }

    private static IEnumerable<string> Notes(FlowBody body, BodyContent content)
    {
        var total = Units.Size(body.TotalBytes);
        var state = body.State switch
        {
            FlowBodyState.Truncated => $"the first {Units.Size(body.Bytes.Length)} of {total}",
            FlowBodyState.Aborted => $"broken off behind {total}",
            FlowBodyState.Streaming => $"goes on; {total} so far",
            FlowBodyState.NotKept when body.NotKept == NotKeptReason.Tunnel => "what a tunnel carries is not kept",
            FlowBodyState.NotKept => $"not kept: {body.NotKept.ToString().ToLowerInvariant()}{(body.TotalBytes > 0 ? $", {total}" : "")}",
            _ => total,
        };
        yield return state;
        if (body.ContentCodings.Count > 0)
        {
            var decoded = content.IsDecoded ? $", {Units.Size(content.Bytes.Length)} decoded" : "";
            yield return Printable.Text(string.Join(", ", body.ContentCodings)) + decoded;
        }

        if (content.Problem is { } problem)
        {
            yield return Printable.Text(problem.TrimEnd('.'));
        }
    }

    private IEnumerable<string> Show(BodyContent content, string? contentType)
    {
        var bytes = content.Bytes;
        var type = MediaTypeText.Read(contentType);
        if (!content.IsDecoded)
        {
            return HexLines(bytes.Span);
        }

        if ((type.Name.EndsWith("json", StringComparison.Ordinal) || bytes.Span[0] is (byte)'{' or (byte)'[') && Json(bytes) is { } json)
        {
            return TextLines(json);
        }

        if (type.Name == "application/x-www-form-urlencoded")
        {
            return FormLines(Encoding.UTF8.GetString(bytes.Span));
        }

        var isText = type.Name.Length == 0 ? content.IsUtf8Text(contentType) : BodyContent.IsTextType(contentType);
        return isText ? TextLines(TextCharset.Of(contentType, bytes.Span).GetString(bytes.Span)) : HexLines(bytes.Span);
    }

    /// <summary>The same JSON with indents; null when it is none, such as the beginning of a longer one.</summary>
    private static string? Json(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            using var output = new MemoryStream();
            using (var writer = new Utf8JsonWriter(output, Indented))
            {
                document.WriteTo(writer);
            }

            return Encoding.UTF8.GetString(output.GetBuffer().AsSpan(0, (int)output.Length));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<string> FormLines(string form) => form.Split('&').Select(pair =>
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? Decode(pair) : $"{Decode(pair[..equals])} = {Decode(pair[(equals + 1)..])}";
    });

    private static string Decode(string text) => Printable.Text(Uri.UnescapeDataString(text.Replace('+', ' ')));

    private IEnumerable<string> TextLines(string text)
        => text.TrimEnd('\r', '\n').Split('\n').Select(line => Cut(line.TrimEnd('\r').Replace("\t", "    ", StringComparison.Ordinal)));

    private string Cut(string line) => isFull ? Printable.Text(line) : TextCells.Shorten(Printable.Text(line), MostColumnsOfLine);

    private IEnumerable<BodyLine> Bounded(IEnumerable<string> lines)
    {
        var shown = 0;
        var left = 0;
        foreach (var line in lines)
        {
            if (isFull || shown < MostLines)
            {
                shown++;
                yield return new BodyLine(line);
            }
            else
            {
                left++;
            }
        }

        if (left > 0)
        {
            yield return new BodyLine($"({left.ToString(CultureInfo.InvariantCulture)} more lines; --full shows them)", IsNote: true);
        }
    }

    private List<string> HexLines(ReadOnlySpan<byte> bytes)
    {
        var perLine = width is < 78 ? 8 : 16;
        var shown = isFull ? bytes : bytes[..Math.Min(bytes.Length, MostBytes)];
        List<string> lines = [];
        for (var at = 0; at < shown.Length; at += perLine)
        {
            var row = shown[at..Math.Min(shown.Length, at + perLine)];
            var hex = new StringBuilder();
            var text = new StringBuilder();
            foreach (var value in row)
            {
                hex.Append(value.ToString("x2", CultureInfo.InvariantCulture)).Append(' ');
                text.Append(value is >= 0x20 and < 0x7F ? (char)value : '.');
            }

            var place = at.ToString(width is < 60 ? "x4" : "x8", CultureInfo.InvariantCulture);
            lines.Add($"{place}  {hex.ToString().PadRight(perLine * 3)} {text}");
        }

        if (shown.Length < bytes.Length)
        {
            lines.Add($"({Units.Size(bytes.Length - shown.Length)} more; --full shows them)");
        }

        return lines;
    }
}
