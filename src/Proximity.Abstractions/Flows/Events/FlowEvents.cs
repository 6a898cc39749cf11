namespace Proximity.Flows;

/// <summary>Makes the events of a flow out of what it is now.</summary>
internal static class FlowEvents
{
    public static FlowStarted Started(Flow flow) => new()
    {
        Timestamp = flow.Timestamp,
        ClientIP = flow.ClientIP,
        ClientConnectionId = flow.ClientConnectionId,
        ClientProcess = flow.ClientProcess,
        Tunnel = flow.Tunnel,
        ClientTls = flow.ClientTls,
        ClientStream = flow.ClientStream,
    };

    public static RequestHeadRecorded RequestHead(Flow flow) => new()
    {
        Request = new RequestSnapshot(flow.Request.Freeze(), FlowBody.None),
        Received = flow.HeadChanges?.RequestReceived,
        Sent = flow.HeadChanges?.RequestSent,
    };

    public static ResponseHeadRecorded ResponseHead(Flow flow) => new()
    {
        Response = flow.Response is { } response ? new ResponseSnapshot(response.Freeze(), FlowBody.None) : null,
        Received = flow.HeadChanges?.ResponseReceived,
        Sent = flow.HeadChanges?.ResponseSent,
    };

    public static FlowAnnotated Annotated(Flow flow) => new()
    {
        Intercepted = flow.Intercepted,
        Modified = flow.Modified,
        ClientInClear = flow.ClientInClear,
        PassedThrough = flow.PassedThrough,
        ClientTls = flow.ClientTls,
        AnsweredStatus = flow.AnsweredStatus,
        IsWebSocket = flow.WebSocket is not null,
    };

    public static FlowEnded Ended(Flow flow) => new()
    {
        ErrorCode = flow.ErrorCode,
        Duration = flow.Duration,
        Timings = flow.Timings,
        RequestBytes = flow.RequestBytes,
        ResponseBytes = flow.ResponseBytes,
    };

    /// <summary>The body is as it is now: what is kept of it, if that is wanted, and how it ended.</summary>
    public static void PublishBody(Flow flow, BodySide side, FlowBody body)
    {
        if (flow.Follower is not { } follower)
        {
            return;
        }

        if (body.State == FlowBodyState.Streaming)
        {
            follower.Publish(flow, new BodyBegan { Side = side, ContentCodings = body.ContentCodings });
            return;
        }

        if (body.KeptBytes > 0)
        {
            follower.Publish(flow, new BodyBegan { Side = side, ContentCodings = body.ContentCodings });
            PublishChunk(flow, side, 0, body.Bytes);
        }

        follower.Publish(flow, BodyEnded(side, body));
    }

    /// <summary>A piece has passed that is kept.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="side">Whose body it is.</param>
    /// <param name="offset">How many kept bytes were before it.</param>
    /// <param name="bytes">The piece, nobody else's.</param>
    public static void PublishChunk(Flow flow, BodySide side, long offset, ReadOnlyMemory<byte> bytes)
    {
        if (flow.Follower is { AreChunksWanted: true } follower)
        {
            follower.Publish(flow, new BodyChunkRecorded { Side = side, Offset = offset, Bytes = bytes });
        }
    }

    public static BodyEnded BodyEnded(BodySide side, FlowBody body) => new()
    {
        Side = side,
        State = body.State,
        NotKept = body.NotKept,
        TotalBytes = body.TotalBytes,
        KeptBytes = body.KeptBytes,
        ContentCodings = body.ContentCodings,
        Trailers = body.Trailers,
    };
}
