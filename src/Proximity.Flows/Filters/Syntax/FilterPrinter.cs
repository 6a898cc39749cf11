using System.Text;
using Proximity.Filters.Fields;

namespace Proximity.Filters.Syntax;

/// <summary>Writes a tree in its one form: what is written reads as the same tree.</summary>
internal static class FilterPrinter
{
    public static string Print(FilterNode node)
    {
        var text = new StringBuilder();
        Append(text, node);
        return text.ToString();
    }

    public static string Print(FieldReference field)
        => field.Key is null ? field.Field.Name : $"{field.Field.Name}[{FieldShape.EscapeKey(field.Key)}]";

    private static void Append(StringBuilder text, FilterNode node)
    {
        switch (node)
        {
            case AllNode all:
                AppendAll(text, all);
                break;
            case AnyNode any:
                AppendAny(text, any);
                break;
            case NotNode not:
                AppendNot(text, not.Term);
                break;
            case TestNode test:
                AppendTest(text, test, isNegated: false);
                break;
            default:
                text.Append(Leaf(node));
                break;
        }
    }

    private static void AppendAll(StringBuilder text, AllNode all)
    {
        for (int i = 0; i < all.Terms.Count; i++)
        {
            text.Append(i == 0 ? "" : " ");
            AppendOperand(text, all.Terms[i], needsBrackets: all.Terms[i] is AnyNode);
        }
    }

    private static void AppendAny(StringBuilder text, AnyNode any)
    {
        for (int i = 0; i < any.Terms.Count; i++)
        {
            text.Append(i == 0 ? "" : " or ");
            AppendOperand(text, any.Terms[i], needsBrackets: false);
        }
    }

    private static void AppendNot(StringBuilder text, FilterNode term)
    {
        if (term is TestNode test && OperatorText.Of(test.Operator, isNegated: true) is not null)
        {
            AppendTest(text, test, isNegated: true);
            return;
        }

        text.Append('-');
        AppendOperand(text, term, needsBrackets: term is AllNode or AnyNode);
    }

    private static void AppendOperand(StringBuilder text, FilterNode node, bool needsBrackets)
    {
        text.Append(needsBrackets ? "(" : "");
        Append(text, node);
        text.Append(needsBrackets ? ")" : "");
    }

    private static void AppendTest(StringBuilder text, TestNode test, bool isNegated)
    {
        string spelling = OperatorText.Of(test.Operator, isNegated)!;
        text.Append(Print(test.Field)).Append(spelling).Append(Print(test.Value, spelling));
    }

    private static string Leaf(FilterNode node) => node switch
    {
        PresenceNode presence => $"has:{Print(presence.Field)}",
        FlagNode flag => $"is:{FlagCatalogue.Of(flag.Flag).Name}",
        MacroNode macro => $"is:{Print(new FileValue(macro.Name))}",
        SearchNode { Text: TextValue word } => WordRules.IsPlainSearch(word.Text) ? word.Text : QuotedText.Write(word.Text),
        SearchNode search => Print(search.Text),
        _ => "*",
    };

    private static string Print(FilterValue value, string spelling)
    {
        if (value is ListValue list)
        {
            return string.Join(',', list.Items.Select((item, index) => index == 0 ? First(item, spelling) : Print(item)));
        }

        // A dot before the two of a range would be taken for the first of them.
        var range = (RangeValue)value;
        string from = range.From is { Text: [.., '.'] } dotted ? QuotedText.Write(dotted.Text)
            : range.From is { } start ? First(start, spelling) : "";
        return $"{from}..{(range.To is { } end ? Print(end) : "")}";
    }

    /// <summary>A value that would lengthen the operator before it stands in quotes: <c>=</c> and <c>=a</c> are not <c>==a</c>.</summary>
    private static string First(SingleValue value, string spelling)
        => value is TextValue text && OperatorText.Read(spelling + text.Text, out _, out _) != spelling.Length
            ? QuotedText.Write(text.Text) : Print(value);

    private static string Print(SingleValue value) => value switch
    {
        TextValue text => text.IsLiteral || !WordRules.IsPlainValue(text.Text) ? QuotedText.Write(text.Text) : text.Text,
        RegexValue regex => RegexText.Write(regex),
        FileValue file => "@" + (WordRules.IsPlainValue(file.Path) ? file.Path : QuotedText.Write(file.Path)),
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };
}
