using System.Text;

namespace Proximity.Masking;

/// <summary>
/// Masks in an event stream: the data of each event as JSON where it is that, as text otherwise. Lines that belong to no data are texts of
/// their own; all others stay as they are.
/// </summary>
internal static class SseMask
{
    private const string DataField = "data:";

    public static ReadOnlyMemory<byte> Mask(ReadOnlyMemory<byte> content, bool isWhole, MaskScope scope, string place)
    {
        string text = Encoding.UTF8.GetString(content.Span);
        var masked = new StringBuilder(text.Length);
        var data = new List<string>();
        foreach (string line in text.Split('\n'))
        {
            if (line.StartsWith(DataField, StringComparison.Ordinal))
            {
                data.Add(line);
                continue;
            }

            AppendData(masked, data, isWhole: true, scope, place);
            masked.Append(scope.Shaped(line, place)).Append('\n');
        }

        AppendData(masked, data, isWhole, scope, place);
        string whole = masked.ToString(0, masked.Length - 1);
        return whole == text ? content : Encoding.UTF8.GetBytes(whole);
    }

    /// <summary>
    /// The lines of one event's data. What is read of them, joined by line feeds, is one value (HTML, "Server-sent events").
    /// </summary>
    private static void AppendData(StringBuilder masked, List<string> lines, bool isWhole, MaskScope scope, string place)
    {
        if (lines.Count == 0)
        {
            return;
        }

        string[] starts = [.. lines.Select(line => line.StartsWith("data: ", StringComparison.Ordinal) ? "data: " : DataField)];
        bool hasReturns = lines.TrueForAll(line => line.EndsWith('\r'));
        string value = string.Join('\n', lines.Select((line, index) => (hasReturns ? line[..^1] : line)[starts[index].Length..]));
        string changed = TextMask.Mask(value, isWhole, scope, place);
        string end = hasReturns ? "\r\n" : "\n";
        int number = 0;
        foreach (string line in changed.Split('\n'))
        {
            masked.Append(starts[Math.Min(number++, starts.Length - 1)]).Append(line).Append(end);
        }

        lines.Clear();
    }
}
