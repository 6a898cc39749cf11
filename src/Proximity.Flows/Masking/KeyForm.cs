using System.Buffers;

namespace Proximity.Masking;

/// <summary>How the keys of one issuer look: a prefix that is theirs alone, and a number of characters.</summary>
/// <param name="Prefix">How they begin, case-sensitive.</param>
/// <param name="Kind">What they are, for a person.</param>
/// <param name="Characters">What follows the prefix.</param>
/// <param name="Fewest">The fewest characters behind the prefix.</param>
/// <param name="Most">The most; a longer run is something else.</param>
internal sealed record KeyForm(string Prefix, string Kind, SearchValues<char> Characters, int Fewest, int Most = int.MaxValue)
{
    /// <summary>True for prefixes that words begin with as well: then a digit and a letter have to follow.</summary>
    public bool NeedsDigit { get; init; }
}
