using Proximity.Filters.Fields;
using Proximity.Filters.Syntax;

namespace Proximity.Filters.Translation;

/// <summary>The filter of the network panel in Chrome DevTools: words and <c>key:value</c>, all of them meant, a minus for not.</summary>
internal sealed class ChromeTerms : ForeignTerms
{
    private static readonly string[] Keys =
    [
        "cookie-name", "domain", "has-response-header", "is", "larger-than", "method", "mime-type", "resource-type", "scheme",
        "set-cookie-name", "status-code", "url", "cookie-domain", "cookie-path", "cookie-value", "has-overrides", "has-request-header",
        "mixed-content", "priority", "response-header-value", "set-cookie-domain", "set-cookie-value",
    ];

    private static readonly Dictionary<string, string> ResourceTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["document"] = "type:html",
        ["stylesheet"] = "type:css",
        ["script"] = "type:js",
        ["image"] = "type:image",
        ["font"] = "type:font",
        ["media"] = "type:media",
        ["websocket"] = "is:ws",
        ["eventsource"] = "is:sse",
    };

    private ChromeTerms(List<string> problems)
        : base(problems)
    {
    }

    /// <summary>Whether a text has a key that this language has and ours has not.</summary>
    public static bool Looks(string text)
        => Words(text).Any(word => Split(word.TrimStart('-')) is ({ } key, _) && key != "is" && !FieldCatalogue.IsName(key));

    public static FilterNode? Parse(string text, List<string> problems)
    {
        var terms = new ChromeTerms(problems);
        var said = new List<FilterNode>();
        foreach (string word in Words(text))
        {
            bool isNegated = word is ['-', _, ..];
            if (terms.Term(isNegated ? word[1..] : word) is { } node)
            {
                said.Add(isNegated ? FilterNode.Not(node) : node);
            }
        }

        return said.Count == 0 ? null : FilterNode.All(said);
    }

    public override bool IsAnd(string token) => false;

    public override bool IsOr(string token) => false;

    public override bool IsNot(string token) => false;

    public override FilterNode? Read(IReadOnlyList<string> tokens, ref int at) => Term(tokens[at++]);

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static (string? Key, string Value) Split(string word)
    {
        int colon = word.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && Keys.Contains(word[..colon], StringComparer.OrdinalIgnoreCase)
            ? (word[..colon].ToLowerInvariant(), word[(colon + 1)..].Trim('"')) : (null, word);
    }

    private FilterNode? Term(string word)
    {
        (string? key, string value) = Split(word);
        return key switch
        {
            null when word is ['/', _, .., '/'] => Expression(FieldId.Url, word[1..^1], ignoresCase: true),
            null => Test(FieldId.Url, FilterOperator.Contains, word.Trim('"')),
            "domain" => value.StartsWith("*.", StringComparison.Ordinal)
                ? new TestNode(new FieldReference(FieldCatalogue.Of(FieldId.Host)), FilterOperator.Matches, List(new TextValue(value)))
                : Test(FieldId.Host, FilterOperator.Equal, value),
            "has-response-header" => new PresenceNode(new FieldReference(FieldCatalogue.Of(FieldId.ResponseHeader), value)),
            "has-request-header" => new PresenceNode(new FieldReference(FieldCatalogue.Of(FieldId.RequestHeader), value)),
            "cookie-name" => new PresenceNode(new FieldReference(FieldCatalogue.Of(FieldId.Cookie), value)),
            "set-cookie-name" => new PresenceNode(new FieldReference(FieldCatalogue.Of(FieldId.SetCookie), value)),
            "is" when value.Equals("running", StringComparison.OrdinalIgnoreCase) => new FlagNode(FilterFlag.Pending),
            "larger-than" => Test(FieldId.Size, FilterOperator.AtLeast, Size(value)),
            "method" => Test(FieldId.Method, FilterOperator.Equal, value),
            "mime-type" => Test(FieldId.ResponseHeader, FilterOperator.StartsWith, value, "content-type"),
            "resource-type" when ResourceTypes.TryGetValue(value, out string? filter) => Filter.Parse(filter).Tree,
            "scheme" => Test(FieldId.Scheme, FilterOperator.Equal, value),
            "status-code" => Test(FieldId.Status, FilterOperator.Matches, value),
            "url" => Test(FieldId.Url, FilterOperator.Contains, value),
            _ => CannotSay(word),
        };
    }

    /// <summary>k and M are thousands and millions there.</summary>
    private static string Size(string value) => value switch
    {
        [.., 'k' or 'K'] => value[..^1] + "kb",
        [.., 'm' or 'M'] => value[..^1] + "mb",
        _ => value,
    };
}
