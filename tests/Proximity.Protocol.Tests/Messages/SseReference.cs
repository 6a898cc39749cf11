using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Proximity.Protocol.Tests.Messages;

/// <summary>The rules of WHATWG HTML §9.2.6 one by one, over a stream that is wholly there: slow, and made apart from the parser.</summary>
internal sealed partial class SseReference
{
    private string data = "";
    private string type = "";
    private string idBuffer = "";

    public List<string> Events { get; } = [];

    public string LastEventId { get; private set; } = "";

    public long? Retry { get; private set; }

    /// <summary>True when something stands behind the last blank line.</summary>
    public bool IsIncomplete { get; private set; }

    public static SseReference Of(string stream)
    {
        var reference = new SseReference();
        string text = stream.StartsWith("\xEF\xBB\xBF", StringComparison.Ordinal) ? stream[3..] : stream;
        string[] lines = LineEnd().Split(text);
        foreach (string line in lines[..^1])
        {
            reference.Take(line);
        }

        // What the last line end does not follow is no line yet; a mark alone has begun the stream.
        reference.IsIncomplete = lines[^1].Length > 0
            || (lines.Length > 1 && lines[^2].Length > 0)
            || (lines.Length == 1 && stream.Length > 0);
        return reference;
    }

    private void Take(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        if (line.Length == 0)
        {
            Dispatch();
        }
        else if (colon > 0)
        {
            string value = line[(colon + 1)..];
            Process(line[..colon], value.StartsWith(' ') ? value[1..] : value);
        }
        else if (colon < 0)
        {
            Process(line, "");
        }
    }

    private void Process(string name, string value)
    {
        switch (name)
        {
            case "event":
                type = value;
                break;
            case "data":
                data += value + "\n";
                break;
            case "id" when !value.Contains('\0', StringComparison.Ordinal):
                idBuffer = value;
                break;
            case "retry" when value.Length > 0 && value.All(char.IsAsciiDigit):
                Retry = (long)BigInteger.Min(long.MaxValue, BigInteger.Parse(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private void Dispatch()
    {
        LastEventId = idBuffer;
        if (data.Length > 0)
        {
            Events.Add($"{type}({data[..^1]}){(LastEventId.Length > 0 ? $"#{LastEventId}" : "")}");
        }

        data = "";
        type = "";
    }

    [GeneratedRegex("\r\n|\r|\n")]
    private static partial Regex LineEnd();
}
