namespace Proximity.Formats;

/// <summary>What a format cannot carry, or what could not be taken from a file: each kind once, with how often it happened.</summary>
internal sealed class FormatLosses
{
    private readonly OrderedDictionary<string, long> counts = new(StringComparer.Ordinal);

    /// <summary>True when nothing was lost.</summary>
    public bool IsEmpty => counts.Count == 0;

    /// <summary>The kinds in the order of their first occurrence.</summary>
    public IReadOnlyCollection<KeyValuePair<string, long>> Counts => counts;

    /// <param name="kind">What is lost: a phrase for a person.</param>
    public void Add(string kind) => counts[kind] = counts.GetValueOrDefault(kind) + 1;

    /// <summary>The same, when the condition holds.</summary>
    public void AddIf(bool isLost, string kind)
    {
        if (isLost)
        {
            Add(kind);
        }
    }

    /// <summary>One line for each kind, such as <c>trailers of a body (3 times)</c>.</summary>
    public IEnumerable<string> Describe()
        => counts.Select(entry => entry.Value == 1 ? entry.Key : string.Create(null, $"{entry.Key} ({entry.Value} times)"));
}
