using Proximity.Flows;

namespace Proximity.Recording;

/// <summary>
/// Writes into a flow what becomes known of its exchange. What is written is also told, as an event, to those who read them; while nobody
/// does, nothing is made of it. An exchange writes on one thread at a time, but for the request's body, which may have another. Without a
/// flow, with recording off, nothing is done.
/// </summary>
internal static class FlowFacts
{
    /// <summary>The exchange became a tunnel: what passes in it is no body.</summary>
    public static void BecomeTunnel(Flow? flow)
    {
        if (flow is not null)
        {
            Put(flow, BodySide.Request, FlowBody.InTunnel);
            Put(flow, BodySide.Response, FlowBody.InTunnel);
            flow.NoteChange();
        }
    }

    /// <summary>The exchange became a WebSocket connection, of which this is the record.</summary>
    public static void BecomeWebSocket(Flow flow, WebSocketRecord record)
    {
        flow.WebSocket = record;
        Annotate(flow);
    }

    /// <summary>The flow's record of the messages of a body, made with the first. Both directions may ask at once.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="maxMessages">The most messages kept.</param>
    /// <param name="maxBytes">The most payload bytes kept of all of them.</param>
    public static MessageRecord NeedMessages(Flow flow, int maxMessages, long maxBytes)
        => flow.MessageRecord ?? flow.NeedMessageRecord(new MessageRecord(maxMessages, maxBytes));

    /// <summary>A message was added to the flow's record of messages.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="message">The message.</param>
    /// <param name="difference">By how many bytes the record is larger.</param>
    public static void AddMessage(Flow flow, FlowMessage message, long difference)
    {
        flow.Account.NoteWritten();
        flow.NoteBytes(difference);
        flow.Follower?.Publish(flow, new MessageRecorded { Message = message });
    }

    /// <summary>The same of a WebSocket connection.</summary>
    public static void AddMessage(Flow flow, RecordedWebSocketMessage message, long difference)
    {
        flow.Account.NoteWritten();
        flow.NoteBytes(difference);
        flow.Follower?.Publish(flow, new MessageRecorded { Message = FlowMessage.Of(message) });
    }

    /// <summary>The heads go past the interceptors, be there any or not.</summary>
    public static void Intercept(Flow? flow)
    {
        if (flow is not null)
        {
            flow.Intercepted = true;
            Annotate(flow);
        }
    }

    /// <summary>User code changed the exchange.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="isModified">False when it did not.</param>
    public static void Modify(Flow? flow, bool isModified)
    {
        if (isModified && flow is { Modified: false })
        {
            flow.Modified = true;
            Annotate(flow);
        }
    }

    /// <summary>Where the request goes is known.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="isClientInClear">True when that is over TLS although the client is in clear.</param>
    public static void Route(Flow? flow, bool isClientInClear)
    {
        if (flow is not null && flow.ClientInClear != isClientInClear)
        {
            flow.ClientInClear = isClientInClear;
            Annotate(flow);
        }
    }

    /// <summary>A tunnel that could have been looked into is relayed untouched.</summary>
    public static void PassThrough(Flow? flow, string reason)
    {
        if (flow is not null)
        {
            flow.PassedThrough = reason;
            Annotate(flow);
        }
    }

    /// <summary>TLS stands with the client of a tunnel.</summary>
    public static void OpenTls(Flow? flow, FlowTls tls)
    {
        if (flow is not null)
        {
            flow.ClientTls = tls;
            Annotate(flow);
        }
    }

    /// <summary>A handler answers in the origin's place, or breaks the exchange off.</summary>
    public static void ApplyRule(Flow? flow, string name)
    {
        if (flow is not null)
        {
            flow.AnsweredBy = name;
            flow.Account.NoteWritten();
            flow.Follower?.Publish(flow, new RuleApplied { Name = name });
        }
    }

    /// <summary>The exchange has a connection to the origin.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="tls">The TLS with it; null to leave that as it is.</param>
    /// <param name="stream">The HTTP/2 connection; null for HTTP/1.</param>
    public static void AttachOrigin(Flow? flow, FlowTls? tls, StreamIdentity? stream)
    {
        if (flow is not null)
        {
            flow.Account.BeginWriting();
            flow.OriginTls = tls ?? flow.OriginTls;
            flow.OriginStream = stream;
            flow.Account.EndWriting();
            flow.Follower?.Publish(flow, new OriginAttached { Tls = flow.OriginTls, Stream = stream });
        }
    }

    /// <summary>User code put this request in the place of the one before.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="request">The request; it may be the one before.</param>
    /// <param name="isModified">True when that counts as a change of the exchange.</param>
    public static void ReplaceRequest(Flow? flow, ProxyRequest request, bool isModified)
    {
        if (flow is not null)
        {
            flow.Account.BeginWriting();
            flow.Modified |= isModified;
            flow.Request = request;
            flow.Account.EndWriting();
            flow.NoteChange();
            Annotate(flow);
            ShowRequest(flow);
        }
    }

    /// <summary>User code may have changed the request in place.</summary>
    public static void ShowRequest(Flow? flow) => flow?.Follower?.Publish(flow, FlowEvents.RequestHead(flow));

    /// <summary>
    /// The response's head is there. It is shown once it is known whether a body follows.
    /// </summary>
    public static void Respond(Flow? flow, ProxyResponse response)
    {
        if (flow is not null)
        {
            flow.Response = response;
            flow.Account.NoteWritten();
            ShowResponse(flow);
        }
    }

    /// <summary>User code put this response in the place of the one before.</summary>
    public static void ReplaceResponse(Flow? flow, ProxyResponse response)
    {
        if (flow is not null)
        {
            flow.Account.BeginWriting();
            flow.Modified = true;
            flow.Response = response;
            flow.Account.EndWriting();
            Annotate(flow);
            ShowResponse(flow);
        }
    }

    /// <summary>
    /// The proxy answers with an error. A response that this replaces, the 407 of an upstream proxy say, does not reach the client.
    /// </summary>
    public static void AnswerError(Flow? flow, int status)
    {
        if (flow is not null)
        {
            flow.Account.BeginWriting();
            flow.AnsweredStatus = status;
            flow.Response = null;
            flow.Account.EndWriting();
            Annotate(flow);
            ShowResponse(flow);
        }
    }

    /// <summary>Puts a body in its place.</summary>
    public static void Put(Flow flow, BodySide side, FlowBody body)
    {
        flow.SetBody(side, body);
        FlowEvents.PublishBody(flow, side, body);
    }

    /// <summary>User code may have changed heads since they were shown.</summary>
    public static void ShowChanged(Flow flow)
    {
        if (flow.Follower is null)
        {
            return;
        }

        if (flow.Request.IsChanged)
        {
            ShowRequest(flow);
        }

        if (flow.Response is { IsChanged: true })
        {
            ShowResponse(flow);
        }
    }

    /// <summary>A head went out as another than it came.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="changes">All such heads of it.</param>
    public static void ChangeHeads(Flow flow, HeadChanges changes)
    {
        long before = flow.HeadChanges?.HeldBytes ?? 0;
        flow.HeadChanges = changes;
        flow.Account.NoteWritten();
        flow.NoteBytes(changes.HeldBytes - before);
    }

    /// <summary>The response's head, or what is known of it, is another.</summary>
    public static void ShowResponse(Flow flow) => flow.Follower?.Publish(flow, FlowEvents.ResponseHead(flow));

    private static void Annotate(Flow flow)
    {
        flow.Account.NoteWritten();
        flow.Follower?.Publish(flow, FlowEvents.Annotated(flow));
    }
}
