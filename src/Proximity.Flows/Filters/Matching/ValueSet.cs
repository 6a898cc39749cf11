using System.Collections.Frozen;

namespace Proximity.Filters.Matching;

/// <summary>Many whole values: one look instead of many comparisons. For hosts their domains are looked up too.</summary>
internal sealed class ValueSet : TextMatcher
{
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> values;
    private readonly TextMatcher? rest;
    private readonly bool hasDomains;

    /// <param name="values">The values, ASCII, compared in any case.</param>
    /// <param name="hasDomains">True when a host in one of them counts too.</param>
    /// <param name="rest">What no look-up finds; null for nothing.</param>
    public ValueSet(IEnumerable<string> values, bool hasDomains, TextMatcher? rest)
    {
        this.values = values.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
        this.hasDomains = hasDomains;
        this.rest = rest;
    }

    public override bool Matches(ReadOnlySpan<char> text)
        => values.Contains(text) || (hasDomains && LiesInOne(text)) || rest?.Matches(text) is true;

    private bool LiesInOne(ReadOnlySpan<char> host)
    {
        for (int dot = host.IndexOf('.'); dot >= 0; dot = host.IndexOf('.'))
        {
            host = host[(dot + 1)..];
            if (values.Contains(host))
            {
                return true;
            }
        }

        return false;
    }
}
