using System.Globalization;

namespace Proximity.Access;

/// <summary>Which host names a rule means: one name, <c>*.name</c> for those below it, <c>.name</c> for both, <c>*</c> for all. Case and a final dot make no difference.</summary>
internal sealed class HostPattern
{
    private readonly string name;
    private readonly bool matchesName;
    private readonly bool matchesBelow;

    private HostPattern(string name, bool matchesName, bool matchesBelow)
    {
        this.name = name;
        this.matchesName = matchesName;
        this.matchesBelow = matchesBelow;
    }

    /// <summary>Null when the text is no such pattern. A name outside ASCII is taken as it looks in DNS (RFC 5891).</summary>
    public static HostPattern? Parse(string text)
    {
        if (text == "*")
        {
            return new HostPattern("", matchesName: true, matchesBelow: true);
        }

        bool below = text.StartsWith("*.", StringComparison.Ordinal);
        bool both = text.StartsWith('.');
        return ToAscii(text[(below ? 2 : both ? 1 : 0)..]) is { } name ? new HostPattern(name, matchesName: !below, matchesBelow: below || both) : null;
    }

    public bool Matches(string host)
    {
        if (name.Length == 0)
        {
            return true;
        }

        ReadOnlySpan<char> plain = host.AsSpan().TrimEnd('.');
        if (!plain.EndsWith(name, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        ReadOnlySpan<char> rest = plain[..^name.Length];
        return rest.IsEmpty ? matchesName : matchesBelow && rest[^1] == '.';
    }

    private static string? ToAscii(string text)
    {
        try
        {
            string name = new IdnMapping().GetAscii(text.TrimEnd('.'));
            return name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~') ? name : null;
        }
        catch (ArgumentException)
        {
            // Empty, a label longer than 63 characters, or characters no name has.
            return null;
        }
    }
}
