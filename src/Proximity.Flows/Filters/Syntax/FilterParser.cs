using Proximity.Filters.Fields;

namespace Proximity.Filters.Syntax;

/// <summary>
/// Reads the text of a filter by recursive descent. It goes on behind an error, so that one reading finds them all: what is wrong stands
/// for every flow in the tree, which is of use only when there were no errors.
/// </summary>
internal sealed class FilterParser
{
    private readonly FilterCursor cursor;
    private readonly TestParser tests;
    private readonly ErrorList errors;
    private bool isTooDeep;

    private FilterParser(string text, bool hasComments, ErrorList errors, ErrorList notes)
    {
        cursor = new FilterCursor(text, hasComments, errors);
        tests = new TestParser(cursor, errors);
        this.errors = errors;
        Notes = notes;
    }

    private ErrorList Notes { get; }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="hasComments">True when <c>#</c> at the front of a word begins a comment, as in files.</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <param name="notes">Takes what is right and probably not meant.</param>
    public static FilterNode Parse(string text, bool hasComments, ErrorList errors, ErrorList notes)
    {
        if (text.Length > FilterLimits.MaxTextLength)
        {
            errors.Add(default, $"The filter has {text.Length} characters; at most {FilterLimits.MaxTextLength} are allowed.");
            return EverythingNode.Instance;
        }

        return new FilterParser(text, hasComments, errors, notes).ParseWhole();
    }

    private FilterNode ParseWhole()
    {
        if (cursor.IsAtEndBehindSpace())
        {
            return EverythingNode.Instance;
        }

        FilterNode node = ParseAny(0);
        while (!cursor.IsAtEndBehindSpace())
        {
            // Only a bracket ends a list of alternatives before the text does.
            errors.Add(new TextRange(cursor.Position, 1), "This bracket closes nothing.");
            cursor.Position++;
            if (!cursor.IsAtEndBehindSpace())
            {
                node = FilterNode.All(node, ParseAny(0));
            }
        }

        return node;
    }

    private FilterNode ParseAny(int depth)
    {
        List<FilterNode> terms = [ParseAll(depth, before: null)];
        while (cursor.TryReadConnective("or", "||", "|") is { } word)
        {
            terms.Add(ParseAll(depth, word));
        }

        return FilterNode.Any(terms);
    }

    /// <param name="depth">How many brackets and negations are open.</param>
    /// <param name="before">The <c>or</c> that this is the right side of.</param>
    private FilterNode ParseAll(int depth, TextRange? before)
    {
        List<FilterNode> terms = [];
        TextRange? connective = before;
        while (true)
        {
            if (cursor.TryReadConnective("and", "&&", "&") is { } word)
            {
                if (terms.Count == 0 || connective is not null)
                {
                    errors.Add(word, "A filter is missing before this and.");
                }

                connective = word;
                continue;
            }

            if (cursor.IsAtEndBehindSpace() || cursor.Current == ')' || cursor.PeekConnective("or", "||", "|"))
            {
                break;
            }

            terms.Add(ParseUnary(depth, followsOr: connective == before && before is not null));
            connective = null;
        }

        if (connective is { } dangling)
        {
            errors.Add(dangling, $"A filter is missing behind {cursor.Slice(dangling)}.");
        }
        else if (terms.Count == 0)
        {
            errors.Add(new TextRange(cursor.Position, 0), "A filter is missing here.");
        }

        return FilterNode.All(terms);
    }

    private FilterNode ParseUnary(int depth, bool followsOr)
    {
        if (depth > FilterLimits.MaxDepth)
        {
            return GiveUp();
        }

        if (cursor.TryReadNegation() is not { } sign)
        {
            return ParseAtom(depth, followsOr);
        }

        if (cursor.IsAtEndBehindSpace() || cursor.Current == ')')
        {
            errors.Add(sign, $"A filter is missing behind {cursor.Slice(sign)}.");
            return EverythingNode.Instance;
        }

        return FilterNode.Not(ParseUnary(depth + 1, followsOr: false));
    }

    private FilterNode ParseAtom(int depth, bool followsOr)
    {
        int start = cursor.Position;
        if (cursor.Current == '(')
        {
            return ParseBrackets(depth);
        }

        if (cursor.HasTooManyTerms())
        {
            return GiveUp();
        }

        if (errors.IsFull)
        {
            cursor.Position = cursor.Length;
            return EverythingNode.Instance;
        }

        if (cursor.Current == '"')
        {
            return new SearchNode(new TextValue(cursor.ReadQuoted())) { At = cursor.From(start) };
        }

        if (cursor.TryReadRegex(isInValue: false) is { } regex)
        {
            return new SearchNode(regex) { At = cursor.From(start) };
        }

        return cursor.FindOperator() is { } end ? tests.Parse(end) : ParseWord(start, followsOr);
    }

    private FilterNode ParseBrackets(int depth)
    {
        int start = cursor.Position++;
        FilterNode inner = ParseAny(depth + 1);
        if (!cursor.IsAtEndBehindSpace() && cursor.Current == ')')
        {
            cursor.Position++;
        }
        else if (!isTooDeep)
        {
            errors.Add(new TextRange(start, 1), "This bracket is never closed.");
        }

        return inner;
    }

    private FilterNode ParseWord(int start, bool followsOr)
    {
        string word = cursor.ReadSearchWord();
        TextRange at = cursor.From(start);
        if (word == "*")
        {
            return EverythingNode.Instance;
        }

        if (OperatorText.IsAtFrontOf(word))
        {
            errors.Add(at, $"A field is missing before {word}.", QuotedText.Write(word));
        }
        else if (WordRules.IsConnective(word))
        {
            errors.Add(at, $"{word} stands where a filter is expected.", QuotedText.Write(word));
        }
        else if (followsOr && FlagCatalogue.Find(word) is { } flag)
        {
            Notes.Add(at, $"{word} is searched for as a text.", $"is:{flag.Name}");
        }

        return new SearchNode(new TextValue(word)) { At = at };
    }

    private EverythingNode GiveUp()
    {
        if (!isTooDeep)
        {
            isTooDeep = true;
            errors.Add(
                new TextRange(cursor.Position, 0),
                cursor.HasTooManyTerms()
                    ? $"The filter has more than {FilterLimits.MaxTerms} terms."
                    : $"Brackets and negations are nested more than {FilterLimits.MaxDepth} deep.");
        }

        cursor.Position = cursor.Length;
        return EverythingNode.Instance;
    }
}
