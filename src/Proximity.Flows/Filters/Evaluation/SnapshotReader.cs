using Proximity.Content;
using Proximity.Filters.Fields;
using Proximity.Filters.Matching;
using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Filters.Evaluation;

/// <summary>The fields of a snapshot. What has ended knows everything.</summary>
internal sealed class SnapshotReader(ContentCodings codings) : MessageReader
{
    private readonly BodyContent requestContent = new();
    private readonly BodyContent responseContent = new();
    private FlowSnapshot? flow;
    private StoredFlow? stored;
    private readonly BlockHead requestBlock = new();
    private readonly BlockHead responseBlock = new();
    private bool isRequestRead;
    private bool isResponseRead;

    protected override string Method => RequestBlock?.First ?? Flow.Request.Method;

    protected override ReadOnlySpan<char> Target => RequestBlock is { } block ? block.Second : Flow.Request.Url;

    protected override string Version => RequestBlock?.Third ?? Flow.Request.Version;

    protected override bool IsHttp2 => Flow.Request.IsRendered;

    protected override string? Tunnel => Flow.Tunnel;

    protected override bool IsSecure => Flow.ClientTls is not null;

    protected override bool HasResponse => Flow.Response is not null;

    protected override int? Status
        => ResponseBlock is { } block ? ProxyResponse.ParseStatus(block.Second) : Flow.Response?.Status ?? Flow.AnsweredStatus;

    protected override string? ClientAddress => Flow.ClientIP;

    protected override string? ClientProcess => Flow.ClientProcess;

    protected override FlowTls? ClientTls => Flow.ClientTls;

    protected override FlowTls? OriginTls => Flow.OriginTls;

    protected override bool IsWebSocket => Flow.WebSocketMessages is not null;

    private FlowSnapshot Flow => flow!;

    /// <summary>The received head; null when there are strings alone.</summary>
    private BlockHead? RequestBlock
    {
        get
        {
            if (Flow.Request.Head.Blocks.Block is not { } block)
            {
                return null;
            }

            if (!isRequestRead)
            {
                requestBlock.Read(block, StartLineKind.Request);
                isRequestRead = true;
            }

            return requestBlock;
        }
    }

    private BlockHead? ResponseBlock
    {
        get
        {
            if (Flow.Response?.Head.Blocks.Block is not { } block)
            {
                return null;
            }

            if (!isResponseRead)
            {
                responseBlock.Read(block, StartLineKind.Status);
                isResponseRead = true;
            }

            return responseBlock;
        }
    }

    private bool IsStreaming => Flow.Request.Body.State == FlowBodyState.Streaming;

    /// <summary>What is read from now on.</summary>
    /// <param name="snapshot">The flow.</param>
    /// <param name="ofStore">What a store says of it; null for a flow of no store.</param>
    public void Begin(FlowSnapshot snapshot, StoredFlow? ofStore = null)
        => (flow, stored, isRequestRead, isResponseRead) = (snapshot, ofStore, false, false);

    /// <summary>Lets go of it.</summary>
    public void End()
    {
        (flow, stored) = (null, null);
        requestContent.Clear();
        responseContent.Clear();
    }

    public override bool Knows(FilterPhase phase) => Flow.Completed || phase switch
    {
        FilterPhase.Connect or FilterPhase.RequestHead => true,
        FilterPhase.RequestBody => !IsStreaming,
        FilterPhase.ResponseHead => HasResponse,
        FilterPhase.ResponseBody => !IsStreaming && Flow.Response is { Body.State: not FlowBodyState.Streaming },
        _ => false,
    };

    public override bool AnyText(FieldId field, string? key, TextMatcher matcher) => field switch
    {
        FieldId.RequestBody => Shows(Text(BodySide.Request), matcher),
        FieldId.ResponseBody => Shows(Text(BodySide.Response), matcher),
        FieldId.RequestJson => AnyJson(BodySide.Request, key!, matcher),
        FieldId.ResponseJson => AnyJson(BodySide.Response, key!, matcher),
        FieldId.RequestTrailer => AnyOf(Flow.Request.Body.Trailers, key!, matcher),
        FieldId.ResponseTrailer => Flow.Response is { } response && AnyOf(response.Body.Trailers, key!, matcher),
        FieldId.GraphQLOperation => AnyJson(BodySide.Request, "/operationName", matcher)
            || AnyJson(BodySide.Request, "/*/operationName", matcher)
            || base.AnyText(FieldId.QueryParameter, "operationName", matcher),
        FieldId.Message or FieldId.MessageDirection or FieldId.MessageType => AnyMessage(field, matcher),
        FieldId.Error => Shows(Flow.ErrorCode, matcher),
        FieldId.Session => stored is { } kept && Shows(kept.Session.ToString(), matcher),
        FieldId.Tag => AnyTag(stored?.Annotation.Tags ?? Flow.Details?.Tags ?? [], matcher),
        FieldId.Mark => Mark is not FlowMark.None and var mark && Shows(AnnotationText.Of(mark), matcher),
        FieldId.Comment => Shows(stored?.Annotation.Comment ?? Flow.Details?.Comment, matcher),
        _ => base.AnyText(field, key, matcher),
    };

    public override double? Number(FieldId field) => field switch
    {
        FieldId.Id => Flow.Id,
        FieldId.Connection => Flow.ClientConnectionId ?? Flow.ClientStream?.ConnectionId,
        FieldId.Time => TimeMoment.FromUtc(Flow.Timestamp),
        FieldId.RequestSize => Size(Flow.Request.Body),
        FieldId.ResponseSize => Size(Flow.Response?.Body),
        FieldId.Size => Size(Flow.Request.Body) is { } sent ? sent + (Size(Flow.Response?.Body) ?? 0) : Size(Flow.Response?.Body),
        FieldId.WireSize => Flow.RequestBytes + Flow.ResponseBytes,
        FieldId.GrpcStatus => GrpcStatus(),
        FieldId.Duration => Micros(Flow.Duration),
        FieldId.Ttfb => HasResponse
            ? Micros(Flow.Timings.Dns + Flow.Timings.Connect + Flow.Timings.Send + Flow.Timings.Wait) : null,
        FieldId.Dns => Flow.Timings.Dns > TimeSpan.Zero ? Micros(Flow.Timings.Dns) : null,
        FieldId.Connect => Flow.Timings.Connect > TimeSpan.Zero ? Micros(Flow.Timings.Connect) : null,
        FieldId.Wait => HasResponse ? Micros(Flow.Timings.Wait) : null,
        FieldId.Receive => HasResponse ? Micros(Flow.Timings.Receive) : null,
        _ => base.Number(field),
    };

    public override bool Is(FilterFlag flag) => flag switch
    {
        FilterFlag.Handled => Flow.Intercepted,
        FilterFlag.PassedThrough => Flow.PassedThrough is not null,
        FilterFlag.Error => Flow.ErrorCode is not null,
        FilterFlag.Pending => !Flow.Completed,
        FilterFlag.Aborted => Flow.Request.Body.State == FlowBodyState.Aborted || Flow.Response?.Body.State == FlowBodyState.Aborted,
        FilterFlag.Truncated => IsTruncated(Flow.Request.Body) || (Flow.Response is { } response && IsTruncated(response.Body)),
        FilterFlag.Modified => Flow.Modified,
        FilterFlag.Marked => Mark != FlowMark.None,
        _ => base.Is(flag),
    };

    /// <summary>The colour that a store has for the flow, or the file that it came from.</summary>
    private FlowMark Mark => stored?.Annotation.Mark ?? Flow.Details?.Mark ?? FlowMark.None;

    protected override bool TryFindHeader(BodySide side, string name, out ReadOnlySpan<char> value)
    {
        if (Block(side) is { } block)
        {
            return block.TryFind(name, out value);
        }

        string? found = First(Fields(side), name);
        value = found;
        return found is not null;
    }

    protected override bool AnyHeader(BodySide side, string name, TextMatcher matcher)
        => Block(side) is { } block ? block.Any(name, matcher) : AnyOf(Fields(side), name, matcher);

    protected override bool AnyLine(BodySide side, TextMatcher matcher)
        => Block(side) is { } block ? block.AnyLine(matcher) : FieldLines.Any(Fields(side), matcher);

    private static string? First(IReadOnlyList<KeyValuePair<string, string>> fields, string name)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            if (fields[i].Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return fields[i].Value;
            }
        }

        return null;
    }

    private static bool AnyTag(IReadOnlyList<string> tags, TextMatcher matcher)
    {
        for (int i = 0; i < tags.Count; i++)
        {
            if (matcher.Matches(tags[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static double Micros(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>With capture off nobody counts.</summary>
    private static double? Size(FlowBody? body)
        => body is null or { NotKept: NotKeptReason.Off or NotKeptReason.Tunnel } ? null : body.TotalBytes;

    private static bool IsTruncated(FlowBody body) => body.State == FlowBodyState.Truncated;

    private static bool AnyOf(IReadOnlyList<KeyValuePair<string, string>> fields, string name, TextMatcher matcher)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            if (fields[i].Key.Equals(name, StringComparison.OrdinalIgnoreCase) && matcher.Matches(fields[i].Value))
            {
                return true;
            }
        }

        return false;
    }

    private BlockHead? Block(BodySide side) => side == BodySide.Request ? RequestBlock : ResponseBlock;

    private IReadOnlyList<KeyValuePair<string, string>> Fields(BodySide side)
        => side == BodySide.Request ? Flow.Request.Headers : Flow.Response?.Headers ?? [];

    private string? Text(BodySide side)
        => BodyOf(side) is not { } body ? null
            : Content(side).Text(body, TryFindHeader(side, "content-type", out ReadOnlySpan<char> type) ? type.ToString() : null, codings);

    private bool AnyJson(BodySide side, string pointer, TextMatcher matcher)
        => BodyOf(side) is { } body && Content(side).Json(body, codings) is { } json && JsonPointer.Any(json.RootElement, pointer, matcher);

    private FlowBody? BodyOf(BodySide side) => side == BodySide.Request ? Flow.Request.Body : Flow.Response?.Body;

    private BodyContent Content(BodySide side) => side == BodySide.Request ? requestContent : responseContent;

    private bool AnyMessage(FieldId field, TextMatcher matcher)
    {
        IReadOnlyList<FlowMessage> messages = Flow.Messages;
        for (int i = 0; i < messages.Count; i++)
        {
            if (Shows(MessageTexts.Of(messages[i], field), matcher))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>From the trailers; an answer that has trailers only carries them as its head.</summary>
    private double? GrpcStatus()
    {
        const string Name = "grpc-status";
        string? trailer = First(Flow.Response?.Body.Trailers ?? [], Name);
        ReadOnlySpan<char> text = trailer;
        bool isThere = trailer is not null || TryFindHeader(BodySide.Response, Name, out text);
        return isThere && NumberTextMatcher.TryRead(text, out double status) ? status : null;
    }
}
