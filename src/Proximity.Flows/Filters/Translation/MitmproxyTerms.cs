using Proximity.Filters.Fields;
using Proximity.Filters.Syntax;

namespace Proximity.Filters.Translation;

/// <summary>The terms of mitmproxy's filter expressions: codes of letters, most with an expression that ignores case.</summary>
internal sealed class MitmproxyTerms(List<string> problems) : ForeignTerms(problems)
{
    /// <summary>Codes without a value.</summary>
    private static readonly Dictionary<string, string> Fixed = new(StringComparer.Ordinal)
    {
        ["~a"] = "type:js,css,image,font",
        ["~all"] = "*",
        ["~e"] = "is:error",
        ["~http"] = "is:request",
        ["~marked"] = "is:marked",
        ["~q"] = "-is:response",
        ["~replay"] = "is:replayed",
        ["~replayq"] = "is:replayed",
        ["~replays"] = "is:mocked",
        ["~s"] = "is:response",
        ["~websocket"] = "is:ws",
    };

    /// <summary>Codes with an expression.</summary>
    private static readonly Dictionary<string, (FieldId Field, string? Key)> Expressions = new(StringComparer.Ordinal)
    {
        ["~b"] = (FieldId.Body, null),
        ["~bq"] = (FieldId.RequestBody, null),
        ["~bs"] = (FieldId.ResponseBody, null),
        ["~comment"] = (FieldId.Comment, null),
        ["~d"] = (FieldId.Host, null),
        ["~dst"] = (FieldId.Host, null),
        ["~h"] = (FieldId.Headers, null),
        ["~hq"] = (FieldId.RequestHeaders, null),
        ["~hs"] = (FieldId.ResponseHeaders, null),
        ["~m"] = (FieldId.Method, null),
        ["~marker"] = (FieldId.Mark, null),
        ["~src"] = (FieldId.Client, null),
        ["~t"] = (FieldId.Header, "content-type"),
        ["~tq"] = (FieldId.RequestHeader, "content-type"),
        ["~ts"] = (FieldId.ResponseHeader, "content-type"),
        ["~u"] = (FieldId.Url, null),
    };

    public override bool IsAnd(string token) => token == "&";

    public override bool IsOr(string token) => token == "|";

    public override bool IsNot(string token) => token == "!";

    public override FilterNode? Read(IReadOnlyList<string> tokens, ref int at)
    {
        string code = tokens[at++];
        if (Fixed.TryGetValue(code, out string? filter))
        {
            return Filter.Parse(filter).Tree;
        }

        if (!code.StartsWith('~'))
        {
            return Expression(FieldId.Url, code.TrimStart(ForeignTokens.Quoted), ignoresCase: true);
        }

        bool isStatus = code == "~c";
        if (!isStatus && !Expressions.ContainsKey(code))
        {
            return CannotSay(code);
        }

        if (at >= tokens.Count || tokens[at] is "(" or ")" or "&" or "|" or "!")
        {
            return CannotSay($"{code} without a value");
        }

        string value = tokens[at++].TrimStart(ForeignTokens.Quoted);
        return isStatus
            ? Test(FieldId.Status, FilterOperator.Matches, value)
            : Expression(Expressions[code].Field, value, ignoresCase: true, Expressions[code].Key);
    }
}
