using Proximity.Filters.Fields;
using Proximity.Filters.Syntax;

namespace Proximity.Filters.Translation;

/// <summary>The terms of HTTPQL: <c>namespace.field.operator:value</c>, or a quoted text.</summary>
internal sealed class HttpQLTerms(List<string> problems) : ForeignTerms(problems)
{
    private static readonly Dictionary<string, FieldId[]> Fields = new(StringComparer.OrdinalIgnoreCase)
    {
        ["req.created_at"] = [FieldId.Time],
        ["req.host"] = [FieldId.Host],
        ["req.len"] = [FieldId.RequestSize],
        ["req.method"] = [FieldId.Method],
        ["req.path"] = [FieldId.Path],
        ["req.port"] = [FieldId.Port],
        ["req.query"] = [FieldId.Query],
        ["req.raw"] = [FieldId.RequestHeaders, FieldId.RequestBody],
        ["resp.code"] = [FieldId.Status],
        ["resp.len"] = [FieldId.ResponseSize],
        ["resp.raw"] = [FieldId.ResponseHeaders, FieldId.ResponseBody],
        ["resp.roundtrip"] = [FieldId.Duration],
        ["row.id"] = [FieldId.Id],
    };

    private static readonly Dictionary<string, (FilterOperator Operator, bool IsNegated)> Operators = new(StringComparer.OrdinalIgnoreCase)
    {
        ["eq"] = (FilterOperator.Equal, false),
        ["ne"] = (FilterOperator.Equal, true),
        ["gt"] = (FilterOperator.Greater, false),
        ["gte"] = (FilterOperator.AtLeast, false),
        ["lt"] = (FilterOperator.Less, false),
        ["lte"] = (FilterOperator.AtMost, false),
        ["cont"] = (FilterOperator.Contains, false),
        ["ncont"] = (FilterOperator.Contains, true),
        ["like"] = (FilterOperator.Matches, false),
        ["nlike"] = (FilterOperator.Matches, true),
        ["regex"] = (FilterOperator.Regex, false),
        ["nregex"] = (FilterOperator.Regex, true),
    };

    /// <summary>Whether a text has a term of this form.</summary>
    public static bool Looks(string text)
        => ForeignTokens.HttpQL(text).Exists(token => token is [.., ':'] && Split(token[..^1]) is ({ } field, { } how)
            && (Fields.ContainsKey(field) || field.Equals("req.ext", StringComparison.OrdinalIgnoreCase)) && Operators.ContainsKey(how));

    public override bool IsAnd(string token) => token.Equals("and", StringComparison.OrdinalIgnoreCase);

    public override bool IsOr(string token) => token.Equals("or", StringComparison.OrdinalIgnoreCase);

    public override bool IsNot(string token) => false;

    public override FilterNode? Read(IReadOnlyList<string> tokens, ref int at)
    {
        string term = tokens[at++];
        if (term is [ForeignTokens.Quoted, ..])
        {
            return new SearchNode(new TextValue(term[1..]));
        }

        bool hasValue = term is [.., ':'] && at < tokens.Count && tokens[at] is not ("(" or ")");
        string value = hasValue ? tokens[at++].TrimStart(ForeignTokens.Quoted) : "";
        (string? field, string? how) = hasValue ? Split(term[..^1]) : (null, null);
        if (field is null || how is null || !Operators.TryGetValue(how, out (FilterOperator Operator, bool IsNegated) known))
        {
            return CannotSay(term + value);
        }

        if (field.Equals("req.ext", StringComparison.OrdinalIgnoreCase))
        {
            FilterNode extension = Test(FieldId.Path, FilterOperator.EndsWith, value.StartsWith('.') ? value : "." + value);
            return known.IsNegated ? FilterNode.Not(extension) : extension;
        }

        return Fields.TryGetValue(field, out FieldId[]? fields) ? Term(fields, known, value) : CannotSay(term + value);
    }

    private FilterNode? Term(FieldId[] fields, (FilterOperator Operator, bool IsNegated) how, string value)
    {
        if (how.Operator == FilterOperator.Matches && value.Contains('_', StringComparison.Ordinal))
        {
            return CannotSay($"A pattern with _, {value},");
        }

        FilterNode node = FilterNode.Any(fields.Select(field => how.Operator switch
        {
            FilterOperator.Regex => Expression(field, value is ['/', _, .., '/'] ? value[1..^1] : value, ignoresCase: false),
            FilterOperator.Matches => Like(field, value),
            _ => Test(field, how.Operator, field == FieldId.Duration ? value + "ms" : value),
        }));
        return how.IsNegated ? FilterNode.Not(node) : node;
    }

    private static TestNode Like(FieldId field, string pattern) => new(
        new FieldReference(FieldCatalogue.Of(field)),
        pattern.Contains('%', StringComparison.Ordinal) ? FilterOperator.Matches : FilterOperator.Equal,
        List(new TextValue(pattern.Replace('%', '*'))));

    private static (string? Field, string? Operator) Split(string name)
    {
        int dot = name.LastIndexOf('.');
        return dot > 0 ? (name[..dot], name[(dot + 1)..]) : (null, null);
    }
}
