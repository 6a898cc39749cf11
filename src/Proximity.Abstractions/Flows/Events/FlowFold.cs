namespace Proximity.Flows;

/// <summary>
/// Puts the events of one flow together: what a consumer keeps of a flow while it goes on. Not thread-safe.
/// </summary>
/// <remarks>
/// A body whose pieces did not all come (<see cref="FlowEventsLost"/>, <see cref="FlowEventOptions.BodyChunks"/>) has its beginning, and is
/// <see cref="FlowBodyState.Truncated"/>; where none came, it is not kept, <see cref="NotKeptReason.StoreBusy"/>. Of messages the newest
/// 1000 are kept, with at most 256 KiB of payload.
/// </remarks>
public sealed class FlowFold
{
    private readonly BodyFold requestBody = new(BodySide.Request);
    private readonly BodyFold responseBody = new(BodySide.Response);
    private readonly MessageFold messages = new();
    private FlowEvent? latest;
    private FlowSnapshot? loaded;
    private FlowStarted? started;
    private RequestHeadRecorded? request;
    private ResponseHeadRecorded? response;
    private OriginAttached origin = new();
    private FlowAnnotated? known;
    private FlowEnded? ended;
    private string? answeredBy;
    private bool isRemoved;

    /// <summary>The flow as the events so far have it; null before its request's head came. Made anew at each look.</summary>
    public FlowSnapshot? Snapshot => loaded?.AsOf(latest!.Sequence, isRemoved)
        ?? (started is { } begun && request is { } head ? Fold(begun, head) : null);

    /// <summary>Takes the flow's next event.</summary>
    /// <param name="happened">The event. Kinds that are not known are ignored.</param>
    /// <exception cref="ArgumentException">It is another flow's, or none's.</exception>
    public void Apply(FlowEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        if (happened.FlowId == 0 || (latest is not null && latest.FlowId != happened.FlowId))
        {
            throw new ArgumentException($"The event is one of flow {happened.FlowId}, and not of this one.", nameof(happened));
        }

        latest = happened;
        requestBody.Apply(happened);
        responseBody.Apply(happened);
        Take(happened);
    }

    private void Take(FlowEvent happened)
    {
        switch (happened)
        {
            case FlowLoaded whole:
                loaded = whole.Flow;
                break;
            case FlowStarted begun:
                started = begun;
                break;
            case RequestHeadRecorded head:
                request = head;
                break;
            case OriginAttached attached:
                origin = attached;
                break;
            case ResponseHeadRecorded head:
                response = head;
                break;
            case MessageRecorded passed:
                messages.Add(passed.Message);
                break;
            case RuleApplied rule:
                answeredBy = rule.Name;
                break;
            case FlowAnnotated all:
                known = all;
                break;
            case FlowEnded end:
                ended = end;
                break;
            case FlowRemoved:
                isRemoved = true;
                break;
        }
    }

    private FlowSnapshot Fold(FlowStarted begun, RequestHeadRecorded head) => new(head.Request.With(requestBody.Body), begun.ClientIP)
    {
        Sequence = latest!.Sequence,
        IsRemoved = isRemoved,
        Id = begun.FlowId,
        Timestamp = begun.Timestamp,
        ClientConnectionId = begun.ClientConnectionId,
        ClientProcess = begun.ClientProcess,
        RequestReceived = head.Received,
        RequestSent = head.Sent,
        Response = response?.Response?.With(responseBody.Body),
        ResponseReceived = response?.Received,
        ResponseSent = response?.Sent,
        Duration = ended?.Duration ?? TimeSpan.Zero,
        Timings = ended?.Timings ?? default,
        Tunnel = begun.Tunnel,
        ClientTls = known is null ? begun.ClientTls : known.ClientTls,
        OriginTls = origin.Tls,
        ClientInClear = known is { ClientInClear: true },
        ClientStream = begun.ClientStream,
        OriginStream = origin.Stream,
        PassedThrough = known?.PassedThrough,
        AnsweredBy = answeredBy,
        Intercepted = known is { Intercepted: true },
        Modified = known is { Modified: true },
        Completed = ended is not null,
        ErrorCode = ended?.ErrorCode,
        AnsweredStatus = known?.AnsweredStatus,
        RequestBytes = ended?.RequestBytes ?? 0,
        ResponseBytes = ended?.ResponseBytes ?? 0,
        WebSocketMessages = known is { IsWebSocket: true } ? messages.WebSocketMessages : null,
        Messages = messages.Messages,
    };
}
