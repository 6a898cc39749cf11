using Proximity.Exchanges;
using Proximity.Flows;
using Proximity.Handlers;
using Proximity.Protocol;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;
using Proximity.Protocol.Targets;
using Proximity.Recording;

namespace Proximity.Forwarding;

/// <summary>Runs a request through the user's interceptors and puts its head for the next hop together.</summary>
internal sealed class RequestStage(ExchangeServices services)
{
    /// <summary>
    /// Interceptors, in order; then the head is what they made of it. A message they made invalid is reported and the one before goes out.
    /// </summary>
    public ValueTask InterceptAsync(Exchange exchange)
    {
        FlowFacts.Intercept(exchange.Recording.Flow);

        HeadHandler<ProxyRequest>[] interceptors = services.Handlers.Present.Requests;
        if (interceptors.Length > 0)
        {
            return RunAsync(exchange, interceptors);
        }

        ApplyChanges(exchange);
        return ValueTask.CompletedTask;
    }

    /// <summary>Writes the head that goes to the next hop.</summary>
    public void WriteHead(Exchange exchange, ByteBuffer output)
    {
        RequestContext request = exchange.Request;
        ByteBuffer scratch = exchange.Buffers.ResponseOutput;
        scratch.Clear();
        if (!request.Route!.IsForUpstream)
        {
            request.Target.WriteOriginForm(request.Head, scratch);
        }
        else
        {
            request.Target.WriteAbsoluteForm(request.Head, scratch);
        }

        output.Clear();
        HeadWriter.WriteRequest(
            request.Head,
            new RequestOutline
            {
                Target = scratch.Span,
                Host = request.Target.AuthorityBytes(request.Head),
                ProxyAuthorization = request.Route.IsForUpstream ? request.Route.Upstream!.Authorization : default(ReadOnlySpan<byte>),
                ForwardedLines = exchange.ForwardedLines,
                Via = services.Via is { } via ? via.For(request.ReceivedHead) : default(ReadOnlySpan<byte>),
                Framing = request.Framing,
                Connection = services.Persistent ? ConnectionToken.None : ConnectionToken.Close,
                KeepUpgrade = WantsUpgrade(request),
                AsHttp10 = IsDowngraded(request),
                DropExpect = request.IsExpectationMet,
            },
            output);
        scratch.Clear();
        if (request.Head != request.ReceivedHead && exchange.Recording.Flow is { } flow)
        {
            var sent = new SentHead(output.Span, isRendered: exchange.Origin!.Wire.Http2Stream is not null);
            HeadChangeRecorder.RecordRequest(flow, request.ReceivedHead, exchange.Client.Http2Stream is not null, sent);
        }
    }

    /// <summary>
    /// True when the request offers to switch protocols and the switch could be made: not while a body is still on its way.
    /// </summary>
    public static bool WantsUpgrade(RequestContext request) => request.Framing.IsEmpty && UpgradeField.IsOffered(request.Head);

    /// <summary>True when user code made an HTTP/1.0 request of one that came as HTTP/1.1.</summary>
    private static bool IsDowngraded(RequestContext request) => request.Head.VersionMinor < request.ReceivedHead.VersionMinor;

    private async ValueTask RunAsync(Exchange exchange, HeadHandler<ProxyRequest>[] interceptors)
    {
        (ProxyRequest after, bool wasReturned) = await HeadHandlers
            .RunAsync(services, exchange, interceptors, exchange.Request.NeedMessage())
            .ConfigureAwait(false);
        exchange.Request.Message = after;
        if (wasReturned)
        {
            FlowFacts.ReplaceRequest(exchange.Recording.Flow, after, isModified: true);
        }

        ApplyChanges(exchange);
    }

    /// <summary>What handlers made of the request becomes its head; invalid, it is reported and the received one goes out.</summary>
    public void ApplyHandlers(Exchange exchange)
    {
        if (exchange.Request.Message is { IsChanged: true } changed)
        {
            Apply(exchange, changed, ErrorCodes.HandlerFailed);
        }
    }

    private void ApplyChanges(Exchange exchange)
    {
        if (exchange.Request.Message is { IsChanged: true } changed)
        {
            Apply(exchange, changed, ErrorCodes.RequestInterceptorFailed);
        }
    }

    private void Apply(Exchange exchange, ProxyRequest changed, string code)
    {
        RequestContext request = exchange.Request;
        RequestTarget target = default;

        // A message without Host keeps to the origin that the client named; a target that names another one prevails when the head is written.
        ReadOnlySpan<byte> missingHost = request.Target.AuthorityBytes(request.Head);
        ExchangeBuffers buffers = exchange.Buffers;
        string? problem = HeadRewriter.Rewrite(changed, missingHost, services.HeadLimits, buffers.RequestOutput, buffers.RewrittenHead)
            ?? RequestTarget.Read(buffers.RewrittenHead, out target, services.TargetReading(exchange.Tunnel))?.Message
            ?? JudgeRewritten(exchange);
        if (problem is null)
        {
            request.Head = buffers.RewrittenHead;
            request.Target = target;
            FlowFacts.ShowRequest(exchange.Recording.Flow);
            return;
        }

        Report(exchange, code, "The changed request cannot be sent; the received one is.", problem);
        if (request.Head != request.ReceivedHead)
        {
            request.Head = request.ReceivedHead;
            RequestTarget.Read(request.ReceivedHead, out target, services.TargetReading(exchange.Tunnel));
            request.Target = target;
        }

        request.Message = null;
        if (exchange.Changes?.MendRequest is { } mend)
        {
            MendReceived(exchange, mend);
        }

        if (exchange.Recording.Flow is { } flow)
        {
            FlowFacts.ReplaceRequest(flow, request.NeedMessage(), isModified: false);
        }
    }

    /// <summary>The received head, made to go with the body that is sent.</summary>
    private void MendReceived(Exchange exchange, Action<HeaderCollection> mend)
    {
        ProxyRequest received = exchange.Request.NeedMessage();
        mend(received.Headers);
        ReadOnlySpan<byte> host = exchange.Request.Target.AuthorityBytes(exchange.Request.ReceivedHead);
        ExchangeBuffers buffers = exchange.Buffers;
        if (HeadRewriter.Rewrite(received, host, services.HeadLimits, buffers.RequestOutput, buffers.RewrittenHead) is null
            && RequestTarget.Read(buffers.RewrittenHead, out RequestTarget target, services.TargetReading(exchange.Tunnel)) is null)
        {
            exchange.Request.Head = buffers.RewrittenHead;
            exchange.Request.Target = target;
        }
    }

    /// <summary>
    /// What the policy asked of the received head, and user code may have undone; and what the body, which stays, does not go with.
    /// </summary>
    private static string? JudgeRewritten(Exchange exchange)
    {
        (RequestHead head, BodyFraming framing) = (exchange.Buffers.RewrittenHead, exchange.Request.Framing);

        // What user code makes of the body of a client that speaks HTTP/1.0 is sent in HTTP/1.1.
        bool isSentAsHttp10 = head.VersionMinor < exchange.Request.ReceivedHead.VersionMinor || exchange.Changes?.RequestTransform is null;
        if (head.VersionMinor == 0 && framing.Kind == BodyKind.Chunked && isSentAsHttp10)
        {
            return "A chunked body cannot be sent as HTTP/1.0 (RFC 9112 §6.1).";
        }

        if (head.MethodKind == MethodKind.Trace && !framing.IsEmpty)
        {
            return "A TRACE has no content (RFC 9110 §9.3.8).";
        }

        if (!MaxForwards.Counts(head))
        {
            return null;
        }

        return MaxForwards.Read(head, out long remaining)?.Message ?? (remaining == 0 ? "A request with Max-Forwards: 0 goes no further (RFC 9110 §7.6.2)." : null);
    }

    private void Report(Exchange exchange, string code, string message, string? error)
        => services.Errors.Report(exchange.Describe(new ProxyError(code, message, services.Errors.Now) { Error = error }));
}
