namespace Proximity.Hosting;

/// <summary>Reads options that are lists; each entry that cannot be read is a problem of its own.</summary>
/// <param name="problems">Collects them.</param>
internal sealed class OptionEntries(OptionProblems problems)
{
    /// <summary>Null when an entry cannot be read.</summary>
    /// <param name="entries">The entries, enumerated once.</param>
    /// <param name="parse">Makes what they say, or null when an entry is wrong.</param>
    /// <param name="member">The option.</param>
    /// <param name="refusal">How a wrong entry is refused.</param>
    public TSet? Read<TSet>(IEnumerable<string> entries, Func<IEnumerable<string>, TSet?> parse, string member, Refusal refusal)
        where TSet : class
    {
        string[] own = [.. entries];
        bool isGood = true;
        foreach (string entry in own)
        {
            if (entry is null || parse([entry]) is null)
            {
                isGood = false;
                problems.Add(member, entry is null ? "An entry is null" : $"'{entry}' is {refusal.What}", refusal.Code, entry);
            }
        }

        return isGood ? parse(own) : null;
    }

    /// <summary>How a wrong entry is refused.</summary>
    /// <param name="Code">The code of the problem.</param>
    /// <param name="What">What the entry is, such as <c>no port</c>.</param>
    internal sealed record Refusal(string Code, string What);
}
