using Proximity.Filters.Fields;
using Proximity.Filters.Syntax;

namespace Proximity.Filters.Evaluation;

/// <summary>
/// Puts into a tree what names stand for: the parts of a field that is either side's, where a search looks, what a macro says. What is
/// left are tests of fields of one source each, which the back ends understand.
/// </summary>
internal sealed class FilterExpansion(FilterSettings settings, ErrorList errors)
{
    private readonly List<string> openMacros = [];
    private int expanded;

    /// <summary>Where a word or phrase is looked for, besides the content type.</summary>
    private static readonly FieldId[] Searched = [FieldId.Url, FieldId.Method, FieldId.Status, FieldId.Process];

    private static readonly FieldReference ContentType = new(FieldCatalogue.Of(FieldId.ResponseHeader), "content-type");

    public FilterNode Expand(FilterNode node) => node switch
    {
        AllNode all => FilterNode.All(all.Terms.Select(Expand)),
        AnyNode any => FilterNode.Any(any.Terms.Select(Expand)),
        NotNode not => FilterNode.Not(Expand(not.Term)),
        TestNode { Field.Field.Parts.Count: > 0 } test => FilterNode.Any(Parts(test.Field).Select(part => test with { Field = part })),
        PresenceNode { Field.Field.Parts.Count: > 0 } presence
            => FilterNode.Any(Parts(presence.Field).Select(part => presence with { Field = part })),
        SearchNode search => Search(search),
        MacroNode macro => Macro(macro),
        _ => node,
    };

    private static IEnumerable<FieldReference> Parts(FieldReference field)
        => field.Field.Parts.Select(part => new FieldReference(FieldCatalogue.Of(part), field.Key));

    private static FilterNode Search(SearchNode search)
    {
        var value = new ListValue(new NodeList<SingleValue>([search.Text]));
        if (search.Text is RegexValue)
        {
            return new TestNode(new FieldReference(FieldCatalogue.Of(FieldId.Url)), FilterOperator.Regex, value) { At = search.At };
        }

        IEnumerable<FieldReference> fields = Searched.Select(field => new FieldReference(FieldCatalogue.Of(field))).Append(ContentType);
        return FilterNode.Any(fields.Select(field => new TestNode(field, FilterOperator.Contains, value) { At = search.At }));
    }

    private FilterNode Macro(MacroNode macro)
    {
        if (!settings.Macros.TryGetValue(macro.Name, out string? text))
        {
            errors.Add(macro.At, $"There is no filter with the name @{macro.Name}.");
            return EverythingNode.Instance;
        }

        bool isEndless = openMacros.Contains(macro.Name) || openMacros.Count >= FilterLimits.MaxMacroDepth;
        if (isEndless || ++expanded > FilterLimits.MaxTerms)
        {
            errors.Add(macro.At, $"The filter @{macro.Name} leads back to itself, or through too many others.");
            return EverythingNode.Instance;
        }

        var inner = new ErrorList(text);
        FilterNode node = FilterParser.Parse(text, hasComments: false, inner, new ErrorList(text));
        if (!inner.IsEmpty)
        {
            errors.Add(macro.At, $"The filter @{macro.Name} is not valid: {inner.Errors[0].Message}");
            return EverythingNode.Instance;
        }

        openMacros.Add(macro.Name);
        node = Expand(node);
        openMacros.RemoveAt(openMacros.Count - 1);
        return Moved(node, macro.At);
    }

    /// <summary>What is wrong within a macro is wrong where that stands.</summary>
    private static FilterNode Moved(FilterNode node, TextRange at) => node switch
    {
        AllNode all => FilterNode.All(all.Terms.Select(term => Moved(term, at))),
        AnyNode any => FilterNode.Any(any.Terms.Select(term => Moved(term, at))),
        NotNode not => FilterNode.Not(Moved(not.Term, at)),
        _ => node with { At = at },
    };
}
