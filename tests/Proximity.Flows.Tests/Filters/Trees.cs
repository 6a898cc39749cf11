using CsCheck;
using Proximity.Filters.Fields;
using Proximity.Filters.Syntax;

namespace Proximity.Flows.Tests.Filters;

/// <summary>Random trees whose values often meet the flows of <see cref="RandomFlows"/>.</summary>
internal static class Trees
{
    private const int MaxDepth = 4;

    private static readonly string[] Texts =
    [
        "a", "API", "example.com", "api.example.com", "other.test", "/v1", "/v1/users", "/V1/*", "*", "a*b", "get", "POST", "https",
        "http/2",
        "gzip", "1", "10", "2.5", "page", "é", "É", "x y", "a,b", "..", "a..b", ".a", "a.", "@x", "/a/", "/a/b", "-x", "!x", "=x", "~",
        "or", "not", "(", ")",
        "\"", "\\", "\\d", "a[b", "]", "#", "a:b", "a=b", "http://a", "\n\t", "\u0001", "", "%", "_", "10%",
        "a_b", "upstream_read_failed", "'",
    ];

    private static readonly string[] Keys =
    [
        "content-type", "x-id", "page", "session", "/error/code", "/items/*/id", "a]b", "a\\b", "é", "",
    ];

    private static readonly Gen<FilterOperator> TextOperator = OneOf(
        FilterOperator.Matches, FilterOperator.Equal, FilterOperator.Identical, FilterOperator.StartsWith, FilterOperator.EndsWith,
        FilterOperator.Contains);

    private static readonly Gen<FilterOperator> NumberOperator = OneOf(
        FilterOperator.Matches, FilterOperator.Equal, FilterOperator.Identical, FilterOperator.Less, FilterOperator.AtMost,
        FilterOperator.Greater, FilterOperator.AtLeast);

    private static readonly Gen<RegexValue> Regex = Gen.Select(
        OneOf("a", "^/v[12]", "[0-9]+$", "users|pages", "a b", "a/b", "\\d", "x.y"), Gen.Bool, Gen.Bool,
        (pattern, ignoresCase, dotIsAny) => new RegexValue(pattern, ignoresCase, dotIsAny));

    private static readonly Gen<SingleValue> Text = Gen.Frequency<SingleValue>(
        (6, Gen.Select(OneOf(Texts), Gen.Bool, SingleValue (text, isQuoted) => new TextValue(text, isQuoted || text == "*"))),
        (1, Regex.Select(SingleValue (regex) => regex)));

    /// <summary>Trees that compile.</summary>
    public static Gen<FilterNode> Valid { get; } = Tree(MaxDepth, Leaf());

    /// <summary>Trees of which each part can be written, though sets and macros may lead nowhere.</summary>
    public static Gen<FilterNode> Writable { get; } = Tree(
        MaxDepth,
        Gen.Frequency(
            (8, Leaf()),
            (1, OneOf(Texts.Where(text => text.Length > 0).ToArray()).Select(FilterNode (name) => new MacroNode(name))),
            (1, OneOf(Texts.Where(text => text.Length > 0).ToArray()).Select(FilterNode (path)
                => new TestNode(Reference(FieldId.Host, null), FilterOperator.Matches, List(new FileValue(path)))))));

    private static Gen<T> OneOf<T>(params T[] items) => Gen.Int[0, items.Length - 1].Select(index => items[index]);

    private static Gen<FilterNode> Tree(int depth, Gen<FilterNode> leaf)
    {
        if (depth == 0)
        {
            return leaf;
        }

        Gen<FilterNode> inner = Tree(depth - 1, leaf);
        return Gen.Frequency(
            (3, leaf),
            (2, inner.Array[0, 3].Select(terms => FilterNode.All(terms))),
            (2, inner.Array[1, 3].Select(terms => FilterNode.Any(terms))),
            (2, inner.Select(FilterNode.Not)));
    }

    private static Gen<FilterNode> Leaf() => Gen.Frequency(
        (1, OneOf(Texts).Select(FilterNode (text) => new SearchNode(new TextValue(text)))),
        (1, Regex.Select(FilterNode (regex) => new SearchNode(regex))),
        (2, Gen.Enum<FilterFlag>().Select(FilterNode (flag) => new FlagNode(flag))),
        (2, Field(_ => true).Select(FilterNode (field) => new PresenceNode(field))),
        (8, Gen.OneOf(TextTest(), NumberTest())));

    private static Gen<FieldReference> Field(Func<FilterField, bool> condition)
        => Gen.Select(OneOf(FieldCatalogue.All.Where(condition).ToArray()), OneOf(Keys), (field, key) => Reference(field.Id, key));

    private static FieldReference Reference(FieldId id, string? key)
    {
        FilterField field = FieldCatalogue.Of(id);
        return new FieldReference(field, field.Key == FieldKey.Required ? key : null);
    }

    private static Gen<FilterNode> TextTest() => Gen.Select(
        Field(field => field.Type is FieldType.Text or FieldType.Word or FieldType.Host or FieldType.Path), TextOperator, Text.Array[1, 3],
        FilterNode (field, how, values)
            => new TestNode(field, values.Any(value => value is RegexValue) ? FilterOperator.Matches : how, List(values)));

    private static Gen<FilterNode> NumberTest() => Field(field => field.IsNumeric).SelectMany(field => Gen.Select(
        NumberOperator, Value(field.Field.Type), Value(field.Field.Type), Gen.Int[0, 3],
        FilterNode (how, one, other, shape) => new TestNode(field, shape > 1 ? FilterOperator.Matches : how, Shape(one, other, shape))));

    private static FilterValue Shape(TextValue one, TextValue other, int shape) => shape switch
    {
        2 => new RangeValue(one, other),
        3 => new RangeValue(null, one),
        _ => List(one),
    };

    private static Gen<TextValue> Value(FieldType type) => (type switch
    {
        FieldType.Status => OneOf("200", "404", "5xx", "2xx", "302"),
        FieldType.Size => OneOf("0", "5", "10b", "1kb", "2kib", "1mb"),
        FieldType.Duration => OneOf("1us", "10ms", "500ms", "1s", "0.7s", "2m"),
        FieldType.Time => OneOf("2025-03-04", "2025-03-04T05:06:07Z", "2025-03-04T05:06", "now", "today", "2030-01-01"),
        FieldType.Number => OneOf("0", "1.2", "1.3", "14", "-1"),
        _ => OneOf("0", "1", "42", "80", "443", "8080"),
    }).Select(text => new TextValue(text));

    private static ListValue List(params SingleValue[] values) => new(new NodeList<SingleValue>(values));
}
