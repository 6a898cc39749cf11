using Proximity.Filters.Fields;
using Proximity.Filters.Matching;
using Proximity.Flows;

namespace Proximity.Filters.Evaluation;

/// <summary>
/// The fields of an exchange under way, as a handler sees it: its heads. Bodies and what comes at the end are not yet known.
/// </summary>
internal sealed class ExchangeReader : MessageReader
{
    private ExchangeContext? exchange;

    protected override string Method => Exchange.Request.Method;

    protected override ReadOnlySpan<char> Target => Exchange.Request.Message.Url;

    protected override string Version => Exchange.Request.Version;

    protected override bool IsHttp2 => Exchange.Request.Message.IsRendered;

    protected override string? Tunnel => Exchange.Tunnel;

    protected override bool IsSecure => Exchange.Request.Scheme == "https";

    protected override bool HasResponse => Exchange.HasResponse;

    protected override int? Status => HasResponse ? Exchange.Response.Status : null;

    protected override string? ClientAddress => Exchange.Client.ClientIP;

    protected override string? ClientProcess => Exchange.Client.Process;

    protected override FlowTls? ClientTls => Exchange.Flow?.ClientTls;

    protected override FlowTls? OriginTls => Exchange.Flow?.OriginTls;

    protected override bool IsWebSocket
        => Status == 101 && TryFindHeader(BodySide.Response, "upgrade", out ReadOnlySpan<char> upgrade)
            && upgrade.Equals("websocket", StringComparison.OrdinalIgnoreCase);

    private ExchangeContext Exchange => exchange!;

    /// <summary>What is read from now on; null lets go of it.</summary>
    public void Begin(ExchangeContext? context) => exchange = context;

    public override bool Knows(FilterPhase phase) => phase switch
    {
        FilterPhase.Connect or FilterPhase.RequestHead => true,
        FilterPhase.RequestBody => Exchange.Request.Body.IsEmpty,
        FilterPhase.ResponseHead => HasResponse,
        FilterPhase.ResponseBody => HasResponse && Exchange.Request.Body.IsEmpty && Exchange.Response.Body.IsEmpty,
        _ => false,
    };

    public override double? Number(FieldId field) => field switch
    {
        FieldId.Id => Exchange.Flow?.Id,
        FieldId.Connection => Exchange.Flow is { } flow ? flow.ClientConnectionId ?? flow.ClientStream?.ConnectionId : null,
        FieldId.Time => Exchange.Flow is { } flow ? TimeMoment.FromUtc(flow.Timestamp) : null,
        FieldId.RequestSize or FieldId.ResponseSize or FieldId.Size => 0,
        _ => base.Number(field),
    };

    public override bool AnyText(FieldId field, string? key, TextMatcher matcher) => field == FieldId.GraphQLOperation
        ? base.AnyText(FieldId.QueryParameter, "operationName", matcher)
        : base.AnyText(field, key, matcher);

    public override bool Is(FilterFlag flag) => flag == FilterFlag.Pending || base.Is(flag);

    protected override bool TryFindHeader(BodySide side, string name, out ReadOnlySpan<char> value)
    {
        string? found = Fields(side)?[name];
        value = found;
        return found is not null;
    }

    protected override bool AnyHeader(BodySide side, string name, TextMatcher matcher)
    {
        foreach (HeaderLine line in Fields(side)?.Lines ?? [])
        {
            if (line.Is(name) && matcher.Matches(line.Value))
            {
                return true;
            }
        }

        return false;
    }

    protected override bool AnyLine(BodySide side, TextMatcher matcher)
    {
        Span<char> room = stackalloc char[512];
        foreach (HeaderLine line in Fields(side)?.Lines ?? [])
        {
            if (FieldLines.Matches(line.Name, line.Value, room, matcher))
            {
                return true;
            }
        }

        return false;
    }

    private HeaderCollection? Fields(BodySide side)
        => side == BodySide.Request ? Exchange.Request.Headers : HasResponse ? Exchange.Response.Headers : null;
}
