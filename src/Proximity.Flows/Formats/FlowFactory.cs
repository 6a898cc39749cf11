using Proximity.Flows;

namespace Proximity.Formats;

/// <summary>Makes the flows that are read from files of other programs: the one place where they are put together.</summary>
internal static class FlowFactory
{
    public static Flow Create(FlowParts parts)
    {
        var flow = new Flow(parts.Timestamp, parts.ClientIP, ToRequest(parts.Request))
        {
            Id = parts.Id,
            ClientConnectionId = parts.ClientConnectionId,
            ClientProcess = parts.ClientProcess,
            Response = parts.Response is { } response ? ToResponse(response) : null,
            HeadChanges = parts.HeadChanges,
            Duration = parts.Duration,
            Timings = parts.Timings,
            Tunnel = parts.Tunnel,
            ClientTls = parts.ClientTls,
            OriginTls = parts.OriginTls,
            ClientInClear = parts.ClientInClear,
            ClientStream = parts.ClientStream,
            OriginStream = parts.OriginStream,
            PassedThrough = parts.PassedThrough,
            AnsweredBy = parts.AnsweredBy,
            Intercepted = parts.Intercepted,
            Modified = parts.Modified,
            ErrorCode = parts.ErrorCode,
            AnsweredStatus = parts.AnsweredStatus,
            RequestBytes = parts.RequestBytes,
            ResponseBytes = parts.ResponseBytes,
            WebSocket = ToRecord(parts),
            MessageRecord = ToMessages(parts),
            Details = parts.Details,
        };
        flow.SetBody(BodySide.Request, parts.Request.Body);
        flow.SetBody(BodySide.Response, parts.Response?.Body ?? FlowBody.None);
        flow.Completed = parts.Completed;
        return flow;
    }

    /// <summary>A request's head alone.</summary>
    public static RequestSnapshot ToRequestHead(MessageParts parts) => new(ToRequest(parts), FlowBody.None);

    /// <summary>A response's head alone.</summary>
    public static ResponseSnapshot ToResponseHead(MessageParts parts) => new(ToResponse(parts), FlowBody.None);

    private static ProxyRequest ToRequest(MessageParts parts)
        => ProxyRequest.FromText(new HeadText(parts.First, parts.Second, parts.Third, Lines(parts)), parts.Raw, parts.IsRendered);

    private static ProxyResponse ToResponse(MessageParts parts)
        => ProxyResponse.FromText(new HeadText(parts.First, parts.Second, parts.Third, Lines(parts)), parts.Raw, parts.IsRendered);

    private static HeaderLine[] Lines(MessageParts parts) => [.. parts.Headers.Select(field => new HeaderLine(field.Key, field.Value))];

    private static WebSocketRecord? ToRecord(FlowParts parts)
    {
        if (parts.WebSocketMessages is not { } messages)
        {
            return null;
        }

        // What a file holds is kept: its size was the bound.
        var record = new WebSocketRecord(int.MaxValue, long.MaxValue);
        record.Restore(
            messages,
            parts.WebSocketNotes,
            parts.WebSocketCounts?.ToOrigin ?? CountOf(messages, WebSocketDirection.ToOrigin),
            parts.WebSocketCounts?.ToClient ?? CountOf(messages, WebSocketDirection.ToClient));
        return record;
    }

    private static MessageRecord? ToMessages(FlowParts parts)
    {
        if (parts.Messages.Count == 0)
        {
            return null;
        }

        var record = new MessageRecord(int.MaxValue, long.MaxValue);
        record.Restore(parts.Messages, parts.MessageCount);
        return record;
    }

    private static int CountOf(IReadOnlyList<RecordedWebSocketMessage> messages, WebSocketDirection direction)
        => messages.Count(message => message.Direction == direction);
}
