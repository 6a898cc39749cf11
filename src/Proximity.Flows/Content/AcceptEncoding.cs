namespace Proximity.Content;

/// <summary>Reads <c>Accept-Encoding</c> (RFC 9110 §12.5.3).</summary>
internal static class AcceptEncoding
{
    private const string Any = "*";
    private const string Identity = "identity";
    private const int MaxDecimals = 3;

    /// <summary>Whether the values accept a coding. The first element that names it decides, and else the first <c>*</c>.</summary>
    /// <param name="values">The field's values; empty when the field is absent.</param>
    /// <param name="coding">The name to look for.</param>
    /// <param name="canonical">Makes one name of those that mean the same.</param>
    public static bool Accepts(IReadOnlyList<string> values, string coding, Func<string, string> canonical)
    {
        if (values.Count == 0)
        {
            return true;
        }

        bool? byAny = null;
        foreach (string element in values.SelectMany(value => value.Split(',')))
        {
            string[] parts = element.Split(';', 2);
            string name = parts[0].Trim(' ', '\t');
            if (HasWeight(parts) is not { } isAccepted)
            {
                continue;
            }

            if (string.Equals(canonical(name), coding, StringComparison.OrdinalIgnoreCase))
            {
                return isAccepted;
            }

            byAny ??= name == Any ? isAccepted : null;
        }

        return byAny ?? string.Equals(coding, Identity, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether an element's weight is more than zero (RFC 9110 §12.4.2); null when it is none.</summary>
    private static bool? HasWeight(string[] parts)
    {
        if (parts.Length == 1)
        {
            return true;
        }

        ReadOnlySpan<char> weight = parts[1].AsSpan().Trim(" \t");
        if (weight.Length < 3 || weight[0] is not ('q' or 'Q') || weight[1] != '=' || weight[2] is not ('0' or '1'))
        {
            return null;
        }

        ReadOnlySpan<char> decimals = weight[3..];
        if (!decimals.IsEmpty
            && (decimals[0] != '.' || decimals.Length > MaxDecimals + 1 || decimals[1..].ContainsAnyExceptInRange('0', '9')))
        {
            return null;
        }

        bool hasDecimals = decimals.ContainsAnyInRange('1', '9');
        return weight[2] == '0' ? hasDecimals : hasDecimals ? null : true;
    }
}
