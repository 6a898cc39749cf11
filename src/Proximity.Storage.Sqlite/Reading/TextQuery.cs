using System.Globalization;
using Proximity.Filters;
using Proximity.Filters.Fields;
using Proximity.Filters.Syntax;

namespace Proximity.Storage.Sqlite.Reading;

/// <summary>
/// What the text index says of a filter: a condition that holds for every flow that has all the triples of characters of the texts looked
/// for, wherever they stand, and for every flow that is not in the index. The filter itself is asked about those.
/// </summary>
/// <param name="hasGaps">True when there are flows that are not in the index.</param>
internal sealed class TextQuery(bool hasGaps)
{
    private const int GramLength = 3;

    /// <summary>As many triples say enough: each is a list to be read.</summary>
    private const int MostGrams = 12;

    private const string InGap
        = "(SELECT last FROM text_gap WHERE first <= flow.id ORDER BY first DESC LIMIT 1) >= flow.id";

    /// <summary>The condition; null when the index says nothing.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="values">The values of the parameters <c>@f0</c>, <c>@f1</c>, …; what is asked of the index is added.</param>
    public string? Condition(Filter filter, List<object> values)
    {
        if (All(filter.Expanded) is not { } match)
        {
            return null;
        }

        string parameter = string.Create(CultureInfo.InvariantCulture, $"@f{values.Count}");
        values.Add(match);
        string found = $"id IN (SELECT rowid FROM flow_text WHERE flow_text MATCH {parameter})";
        return hasGaps ? $"({found} OR {InGap})" : found;
    }

    private static string? Of(FilterNode node) => node switch
    {
        AllNode => All(node),
        AnyNode any => Any(any.Terms.Select(Of)),
        TestNode test => Test(test),
        _ => null,
    };

    /// <summary>What any term says is enough: all of them have to hold.</summary>
    private static string? All(FilterNode node)
    {
        IEnumerable<FilterNode> terms = node is AllNode all ? all.Terms : [node];
        string[] known = [.. terms.Select(term => term is AllNode ? null : Of(term)).OfType<string>()];
        return known.Length == 0 ? null : string.Join(" AND ", known.Select(text => $"({text})"));
    }

    private static string? Any(IEnumerable<string?> terms)
    {
        string?[] all = [.. terms];
        return Array.Exists(all, term => term is null) ? null : string.Join(" OR ", all.Select(text => $"({text})"));
    }

    private static string? Test(TestNode test)
        => test.Field.Field.Id is FieldId.Url or FieldId.RequestBody or FieldId.ResponseBody
            && test.Operator is FilterOperator.Matches or FilterOperator.Equal or FilterOperator.Identical or FilterOperator.StartsWith
                or FilterOperator.EndsWith or FilterOperator.Contains
            && test.Value is ListValue list
                ? Any(list.Items.Select(item => item is TextValue text ? Grams(test.Operator, text) : null)) : null;

    /// <summary>
    /// The triples of a text; null when it has none. Letters beyond ASCII are left out: the index takes their cases for one by rules of its
    /// own.
    /// </summary>
    private static string? Grams(FilterOperator @operator, TextValue value)
    {
        IEnumerable<string> pieces = @operator == FilterOperator.Matches && value.IsPattern ? value.Text.Split('*') : [value.Text];
        string[] grams = [.. pieces.SelectMany(Grams).Distinct(StringComparer.Ordinal).Take(MostGrams)];
        return grams.Length == 0 ? null : string.Join(" AND ", grams.Select(Quoted));
    }

    private static string Quoted(string gram) => $"\"{gram.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static IEnumerable<string> Grams(string text)
    {
        for (int i = 0; i + GramLength <= text.Length; i++)
        {
            string gram = text.Substring(i, GramLength);
            if (gram.All(static c => c is >= ' ' and <= '~'))
            {
                yield return gram.ToLowerInvariant();
            }
        }
    }
}
