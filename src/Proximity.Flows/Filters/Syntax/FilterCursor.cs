namespace Proximity.Filters.Syntax;

/// <summary>A place in the text of a filter, and what can be read from there.</summary>
internal sealed class FilterCursor(string text, bool hasComments, ErrorList errors)
{
    private int terms;

    public int Position { get; set; }

    public int Length => text.Length;

    /// <summary>The character here; NUL at the end.</summary>
    public char Current => Position < text.Length ? text[Position] : '\0';

    public string Slice(TextRange range) => text.Substring(range.Start, range.Length);

    public TextRange From(int start) => new(start, Position - start);

    public bool StartsWith(string token) => text.AsSpan(Position).StartsWith(token, StringComparison.Ordinal);

    /// <summary>Counts one more term; true beyond the bound.</summary>
    public bool CountTerm() => ++terms > FilterLimits.MaxTerms;

    public bool HasTooManyTerms() => terms > FilterLimits.MaxTerms;

    public bool IsAtEndBehindSpace()
    {
        SkipSpace();
        return Position >= text.Length;
    }

    public void SkipSpace()
    {
        while (Position < text.Length)
        {
            if (WordRules.IsSpace(text[Position]))
            {
                Position++;
            }
            else if (hasComments && text[Position] == '#')
            {
                int end = text.IndexOf('\n', Position);
                Position = end < 0 ? text.Length : end;
            }
            else
            {
                return;
            }
        }
    }

    public bool PeekConnective(params ReadOnlySpan<string> spellings)
    {
        int end = ConnectiveEnd();
        foreach (string spelling in spellings)
        {
            if (text.AsSpan(Position, end - Position).Equals(spelling, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    public TextRange? TryReadConnective(params ReadOnlySpan<string> spellings)
    {
        SkipSpace();
        if (!PeekConnective(spellings))
        {
            return null;
        }

        int start = Position;
        Position = ConnectiveEnd();
        return From(start);
    }

    /// <summary>A minus or exclamation mark at the front of a word, or <c>not</c>.</summary>
    public TextRange? TryReadNegation()
    {
        int start = Position;
        if (Current is '-' || (Current is '!' && !OperatorText.IsAtFrontOf(text.AsSpan(Position))))
        {
            Position++;
            SkipSpaceKeeping(start);
            return new TextRange(start, 1);
        }

        return TryReadConnective("not");
    }

    /// <summary>Where the operator stands when a field begins here; null when none does.</summary>
    public int? FindOperator() => WordRules.FieldEnd(text, Position) is >= 0 and int end ? end : null;

    public FieldShape? ReadShape()
    {
        FieldShape? shape = FieldShape.Read(text, Position);
        Position = shape?.End ?? Position;
        return shape;
    }

    public int ReadOperator(out FilterOperator @operator, out bool isNegated)
    {
        int length = OperatorText.Read(text.AsSpan(Position), out @operator, out isNegated);
        Position += length;
        return length;
    }

    /// <summary>A text in quotes, from the first of them on.</summary>
    public string ReadQuoted()
    {
        int start = Position;
        int at = Position + 1;
        _ = CountTerm();
        string read = QuotedText.Read(text, ref at, out bool isClosed);
        Position = at;
        if (!isClosed)
        {
            errors.Add(new TextRange(start, 1), "This quote is never closed.");
        }

        return read;
    }

    public RegexValue? TryReadRegex(bool isInValue)
    {
        int at = Position;
        if (Current != '/' || RegexText.Read(text, ref at, isInValue) is not { } regex)
        {
            return null;
        }

        _ = CountTerm();
        Position = at;
        return regex;
    }

    public string ReadSearchWord()
    {
        int start = Position;
        while (Position < text.Length && !WordRules.EndsWord(text[Position]))
        {
            Position++;
        }

        _ = CountTerm();
        return text[start..Position];
    }

    /// <summary>A word in a value, which a comma and two dots end too; empty when there is none.</summary>
    public string ReadValueWord()
    {
        int start = Position;
        while (Position < text.Length && !WordRules.EndsWord(text[Position]) && text[Position] != ',' && !StartsWith(".."))
        {
            Position++;
        }

        return text[start..Position];
    }

    /// <summary>Leaves the place where it is when only space follows: what is missing is missing there.</summary>
    private void SkipSpaceKeeping(int start)
    {
        int kept = Position;
        SkipSpace();
        Position = Position >= text.Length ? Math.Max(kept, start + 1) : Position;
    }

    private int ConnectiveEnd()
    {
        int end = Position;
        while (end < text.Length && !WordRules.EndsWord(text[end]))
        {
            end++;
        }

        return end;
    }
}
