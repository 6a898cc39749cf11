namespace Proximity.Filters.Syntax;

/// <summary>What a field is compared with.</summary>
internal abstract record FilterValue;

/// <summary>Any of these values; usually one.</summary>
internal sealed record ListValue(NodeList<SingleValue> Items) : FilterValue;

/// <summary>From one value to another, both included; an end that is null is open.</summary>
internal sealed record RangeValue(TextValue? From, TextValue? To) : FilterValue;

/// <summary>One value of a list.</summary>
internal abstract record SingleValue;

/// <summary>A word or a quoted text.</summary>
internal sealed record TextValue : SingleValue
{
    /// <param name="text">What it says.</param>
    /// <param name="isQuoted">True when it stood in quotes, which take the meaning from an asterisk.</param>
    public TextValue(string text, bool isQuoted = false)
    {
        Text = text;
        IsLiteral = isQuoted && text.Contains('*', StringComparison.Ordinal);
    }

    public string Text { get; }

    /// <summary>True when its asterisks are asterisks.</summary>
    public bool IsLiteral { get; }

    public bool IsPattern => !IsLiteral && Text.Contains('*', StringComparison.Ordinal);
}

/// <summary>A regular expression between slashes.</summary>
/// <param name="Pattern">The expression; <see cref="RegexText"/> says what it may hold.</param>
/// <param name="IgnoresCase">The flag <c>i</c>.</param>
/// <param name="DotIsAny">The flag <c>s</c>: a dot is a line break too.</param>
internal sealed record RegexValue(string Pattern, bool IgnoresCase, bool DotIsAny) : SingleValue;

/// <summary>The values of a file, one a line.</summary>
internal sealed record FileValue(string Path) : SingleValue;
