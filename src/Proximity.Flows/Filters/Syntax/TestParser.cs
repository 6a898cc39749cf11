using Proximity.Filters.Fields;
using Proximity.Flows;

namespace Proximity.Filters.Syntax;

/// <summary>Reads one test: a field, an operator, values.</summary>
internal sealed class TestParser(FilterCursor cursor, ErrorList errors)
{
    private const string Has = "has";
    private const string Is = "is";

    /// <param name="operatorAt">Where the operator stands; a field's name begins here.</param>
    public FilterNode Parse(int operatorAt)
    {
        int start = cursor.Position;
        FieldShape shape = cursor.ReadShape()!.Value;
        TextRange nameAt = cursor.From(start);
        cursor.Position = operatorAt;
        cursor.ReadOperator(out FilterOperator @operator, out bool isNegated);
        bool mayStandFree = @operator != FilterOperator.Matches;
        if (mayStandFree && operatorAt > shape.End)
        {
            cursor.SkipSpace();
        }

        FilterNode node = shape.Name.ToLowerInvariant() switch
        {
            Has when IsEquality(@operator, nameAt) => ParsePresence(),
            Is when IsEquality(@operator, nameAt) => ParseFlags(),
            _ => ParseTest(shape, nameAt, @operator),
        };
        node = node.At == default ? node with { At = cursor.From(start) } : node;
        return isNegated ? FilterNode.Not(node) : node;
    }

    private bool IsEquality(FilterOperator @operator, TextRange at)
    {
        if (@operator is FilterOperator.Matches or FilterOperator.Equal)
        {
            return true;
        }

        errors.Add(at, $"Behind {cursor.Slice(at)} a colon is expected.", $"{cursor.Slice(at)}:");
        return true;
    }

    private FilterNode ParsePresence()
    {
        List<FilterNode> nodes = [];
        do
        {
            int start = cursor.Position;
            _ = cursor.CountTerm();
            if (cursor.ReadShape() is not { } shape)
            {
                ReportMissing("has:", "the name of a field, as in has:response.body");
                break;
            }

            if (Resolve(shape, cursor.From(start)) is { } field)
            {
                nodes.Add(new PresenceNode(field));
            }
        }
        while (TryReadComma());
        return nodes.Count == 0 ? EverythingNode.Instance : FilterNode.Any(nodes);
    }

    private FilterNode ParseFlags()
    {
        List<FilterNode> nodes = [];
        do
        {
            int start = cursor.Position;
            if (ReadSingle("is:") is not { } value)
            {
                break;
            }

            nodes.Add(FlagOf(value, cursor.From(start)));
        }
        while (TryReadComma());
        return nodes.Count == 0 ? EverythingNode.Instance : FilterNode.Any(nodes);
    }

    private FilterNode FlagOf(SingleValue value, TextRange at)
    {
        if (value is FileValue macro)
        {
            return new MacroNode(macro.Path) { At = at };
        }

        if (value is TextValue word && FlagCatalogue.Find(word.Text) is { } flag)
        {
            return new FlagNode(flag.Flag) { At = at };
        }

        string written = cursor.Slice(at);
        errors.Add(at, $"is: knows no {written}.", Suggestions.Nearest(written, FlagCatalogue.All.Select(entry => entry.Name)));
        return EverythingNode.Instance;
    }

    private FilterNode ParseTest(FieldShape shape, TextRange nameAt, FilterOperator @operator)
    {
        string name = cursor.Slice(nameAt);
        FieldReference? field = Resolve(shape, nameAt);
        FilterValue? value = ParseValue(name);
        if (field is null || value is null)
        {
            return EverythingNode.Instance;
        }

        bool isPresence = @operator == FilterOperator.Matches && value is ListValue list && list.Items.Contains(new TextValue("*"));
        return isPresence ? new PresenceNode(field) : new TestNode(field, @operator, value);
    }

    private FieldReference? Resolve(FieldShape shape, TextRange at)
    {
        if (FieldCatalogue.Find(shape.Name, shape.Key is not null) is { } field)
        {
            return new FieldReference(field, shape.Key);
        }

        if (FieldCatalogue.IsName(shape.Name))
        {
            errors.Add(at, shape.Key is null ? $"{shape.Name} needs a key." : $"{shape.Name} has no key.", WithOtherKey(shape));
            return null;
        }

        string? nearest = Suggestions.Nearest(shape.Name, FieldCatalogue.Names.Append(Has).Append(Is));
        errors.Add(at, $"There is no field {shape.Name}; a text with an operator in it is searched for in quotes.", nearest);
        return null;
    }

    private static string WithOtherKey(FieldShape shape)
        => shape.Key is not null ? shape.Name
            : FieldCatalogue.Find(shape.Name + "s", hasKey: false) is { } all ? $"{shape.Name}[name] or {all.Name}"
            : $"{shape.Name}[name]";

    private FilterValue? ParseValue(string name)
    {
        if (cursor.StartsWith(".."))
        {
            cursor.Position += 2;
            return ReadSingle(name) is { } end ? Range(null, end) : null;
        }

        if (ReadSingle(name) is not { } first)
        {
            return null;
        }

        if (cursor.StartsWith(".."))
        {
            cursor.Position += 2;
            bool isOpen = cursor.Position >= cursor.Length || WordRules.IsSpace(cursor.Current) || cursor.Current == ')';
            SingleValue? end = isOpen ? null : ReadSingle(name);
            return isOpen || end is not null ? Range(first, end) : null;
        }

        List<SingleValue> items = [first];
        while (TryReadComma())
        {
            if (ReadSingle(name) is not { } next)
            {
                return null;
            }

            items.Add(next);
        }

        return new ListValue(new NodeList<SingleValue>(items));
    }

    private RangeValue? Range(SingleValue? from, SingleValue? to)
    {
        if (from is null or TextValue && to is null or TextValue)
        {
            return new RangeValue((TextValue?)from, (TextValue?)to);
        }

        errors.Add(new TextRange(cursor.Position, 0), "The ends of a range are values, not expressions or files.");
        return null;
    }

    private bool TryReadComma()
    {
        if (cursor.Current != ',' || cursor.HasTooManyTerms())
        {
            return false;
        }

        cursor.Position++;
        return true;
    }

    private SingleValue? ReadSingle(string name)
    {
        _ = cursor.CountTerm();
        if (cursor.Current == '"')
        {
            return new TextValue(cursor.ReadQuoted(), isQuoted: true);
        }

        if (cursor.TryReadRegex(isInValue: true) is { } regex)
        {
            return regex;
        }

        bool isFile = cursor.Current == '@';
        cursor.Position += isFile ? 1 : 0;
        string word = isFile && cursor.Current == '"' ? cursor.ReadQuoted() : cursor.ReadValueWord();
        if (word.Length == 0)
        {
            ReportMissing(name, isFile ? "the name of a file" : "a value, without a space before it");
            return null;
        }

        return isFile ? new FileValue(word) : new TextValue(word);
    }

    private void ReportMissing(string name, string what)
        => errors.Add(new TextRange(cursor.Position, 0), $"Behind {name.TrimEnd(':')} {what} is missing.");
}
