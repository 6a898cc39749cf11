using System.Text;
using Proximity.Filters;
using Proximity.Filters.Sql;
using Proximity.Filters.Syntax;
using Proximity.Filters.Translation;
using Proximity.Flows;

namespace Proximity.Fuzz.Filters;

/// <summary>
/// A text is a filter or refused with errors that stand within it; printed it reads as the same filter, its negation is true where it is
/// false, and what another language's filter is translated into is a filter.
/// </summary>
internal sealed class FilterTarget : IFuzzTarget
{
    private static readonly FlowSnapshot Flow = MakeFlow();

    public string Name => "filter";

    public void Run(ReadOnlySpan<byte> input)
    {
        string text = Encoding.UTF8.GetString(input);
        foreach (FilterDialect dialect in Enum.GetValues<FilterDialect>())
        {
            if (FilterTranslator.Translate(dialect, text).Text is { } ours)
            {
                Demand.True(Filter.TryParse(ours, null, out _, out _), $"a translation is no filter: {ours}");
            }
        }

        if (!Filter.TryParse(text, null, out Filter? filter, out IReadOnlyList<FilterError> errors))
        {
            DemandPlaces(text, errors);
            return;
        }

        string printed = filter.ToString();
        Demand.True(Filter.TryParse(printed, null, out Filter? again, out _), $"what is printed is no filter: {printed}");
        Demand.Same(filter.Tree, again.Tree, "the tree of what is printed");
        Demand.Same(printed, again.ToString(), "the filter printed once more");
        bool? holds = filter.Evaluate(Flow);
        Demand.True(holds is not null, "unknown of a flow that has ended");
        Demand.Same(!holds, Filter.Of(FilterNode.Not(filter.Tree), FilterSettings.Default).Evaluate(Flow), "the negation");
        DemandSqlIsWeaker(filter);
        Demand.True(filter.Explain().ToString().Length > 0, "no explanation");
    }

    private static void DemandPlaces(string text, IReadOnlyList<FilterError> errors)
    {
        Demand.True(errors.Count > 0, "refused without an error");
        foreach (FilterError error in errors)
        {
            bool isWithin = error.Position >= 0 && error.Length >= 0 && error.Position + error.Length <= text.Length;
            Demand.True(isWithin, $"{error} is not in the text");
            Demand.True(error.Line >= 1 && error.Column >= 1, $"{error} has no place");
        }
    }

    /// <summary>What the table cannot say must not be more than the filter.</summary>
    private static void DemandSqlIsWeaker(Filter filter)
    {
        SqlFilter sql = SqlTranslator.Translate(filter);
        Demand.True(!filter.Matches(Flow) || sql.Residual?.Matches(Flow) is not false, "the residual refuses a flow that matches");
        for (int i = 0; i < sql.Parameters.Count; i++)
        {
            Demand.True(sql.Where.Contains($"@f{i}", StringComparison.Ordinal), $"@f{i} is not used");
        }
    }

    private static FlowSnapshot MakeFlow()
    {
        byte[] request = Encoding.Latin1.GetBytes(
            "POST https://api.example.com:8443/v1/users?page=3&q=a%20b HTTP/1.1\r\nHost: api.example.com\r\nCookie: a=1\r\n\r\n");
        byte[] response = Encoding.Latin1.GetBytes("HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nSet-Cookie: a=2\r\n\r\n");
        var flow = new Flow(DateTimeOffset.UnixEpoch, "10.1.2.3", ProxyRequest.FromBlock(request))
        {
            Response = ProxyResponse.FromBlock(response),
            Duration = TimeSpan.FromSeconds(1),
        };
        flow.SetBody(BodySide.Response, FlowBody.Whole("{\"error\":{\"code\":[\"a\",1]}}"u8.ToArray()));
        flow.SetBody(BodySide.Request, FlowBody.None);
        flow.Completed = true;
        return flow.Snapshot();
    }
}
