using System.Globalization;

namespace Proximity.Access;

/// <summary>A set of ports, read from ports and ranges: <c>443</c>, <c>8000-8999</c>, <c>80,443</c>, <c>*</c>.</summary>
internal sealed class PortSet
{
    private readonly (int First, int Last)[] ranges;

    private PortSet((int First, int Last)[] ranges) => this.ranges = ranges;

    public static PortSet All { get; } = new([(1, 65535)]);

    /// <summary>Null when an entry is neither a port nor a range; it is named then.</summary>
    public static PortSet? Parse(IEnumerable<string> entries, out string? wrongEntry)
    {
        var ranges = new List<(int First, int Last)>();
        foreach (string entry in entries)
        {
            foreach (string part in entry.Split(','))
            {
                if (ParseRange(part.Trim()) is not { } range)
                {
                    wrongEntry = entry;
                    return null;
                }

                ranges.Add(range);
            }
        }

        wrongEntry = null;
        return new PortSet([.. ranges]);
    }

    public bool Contains(int port)
    {
        foreach ((int first, int last) in ranges)
        {
            if (port >= first && port <= last)
            {
                return true;
            }
        }

        return false;
    }

    private static (int First, int Last)? ParseRange(string text)
    {
        if (text == "*")
        {
            return (1, 65535);
        }

        int dash = text.IndexOf('-', StringComparison.Ordinal);
        int? first = ParsePort(dash < 0 ? text : text[..dash]);
        int? last = ParsePort(dash < 0 ? text : text[(dash + 1)..]);
        return first is { } from && last is { } to && from <= to ? (from, to) : null;
    }

    private static int? ParsePort(string text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= 65535 ? port : null;
}
