using Proximity.Exchanges;
using Proximity.Flows;
using Proximity.Handlers;
using Proximity.Protocol;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;
using Proximity.Recording;
using Proximity.Wires;

namespace Proximity.Forwarding;

/// <summary>Runs a response head past the recording, the callbacks and the interceptors, and decides how it reaches the client.</summary>
internal sealed class ResponseStage(ExchangeServices services)
{
    /// <summary>Records the head and shows it to the user's code; the result is the head to send.</summary>
    public ValueTask<ResponseHead> InterceptAsync(Exchange exchange, ResponseHead received)
    {
        HeadHandler<ProxyResponse>[] handlers = services.Handlers.Present.Responses;
        if (exchange.Recording.Flow is null && exchange.Response is null && handlers.Length == 0)
        {
            return new ValueTask<ResponseHead>(received);
        }

        ProxyResponse response = exchange.Response ?? Response(exchange, received);
        FlowFacts.Respond(exchange.Recording.Flow, response);

        return handlers.Length > 0
            ? ShowAsync(exchange, handlers, response, received)
            : new ValueTask<ResponseHead>(Changed(exchange, response, received));
    }

    /// <summary>
    /// A response that no origin sent: past the callbacks and interceptors, to the head that is sent. Null when it cannot be.
    /// </summary>
    public async ValueTask<ResponseHead?> MakeAsync(Exchange exchange, ProxyResponse made)
    {
        ProxyResponse response = made;
        FlowFacts.Respond(exchange.Recording.Flow, response);

        HeadHandler<ProxyResponse>[] handlers = services.Handlers.Present.Responses;
        if (handlers.Length > 0)
        {
            response = await RunAsync(exchange, handlers, response).ConfigureAwait(false);
        }

        string? problem = Rewrite(response, exchange.Buffers);
        problem ??= exchange.Buffers.RewrittenResponseHead.Status < 200 ? "A response that a handler made cannot become an interim one."
            : exchange is { Request.IsConnect: true, Buffers.RewrittenResponseHead.Status: < 300 } ? "It would be a tunnel (RFC 9110 §9.3.6)."
            : null;
        if (problem is not null)
        {
            Report(exchange, ErrorCodes.HandlerFailed, "The response that a handler made cannot be sent.", problem);
        }

        return problem is null ? exchange.Buffers.RewrittenResponseHead : null;
    }

    /// <summary>Decides framing and persistence on both sides. Null on success.</summary>
    public Fault? Plan(Exchange exchange, ResponseHead received, ResponseHead head, out ResponsePlan plan)
    {
        plan = default;
        if (MessageFraming.OfResponse(received, exchange.Request.Head.MethodKind, out BodyFraming framing) is { } fault)
        {
            return fault;
        }

        if (head.Status == 407)
        {
            return ChallengeOfNextHop(exchange);
        }

        bool originPersists = services.Persistent
            && received.VersionMinor >= 1
            && framing.Kind != BodyKind.UntilClose
            && !received.HasConnectionOption("close"u8)

            // A message with both lengths is suspect: whatever follows it must not be believed (RFC 9112 §6.3).
            && !(received.Has(FieldKind.TransferEncoding) && received.Has(FieldKind.ContentLength));
        InputBuffer? replaced = exchange.Changes?.ResponseBody;
        bool mayDeclare = (exchange.Request.ReceivedHead.MethodKind == MethodKind.Head || head.Status == 304)

            // Even as information a transfer coding means nothing to an HTTP/1.0 client (RFC 9112 §6.1).
            && !(exchange.Request.ReceivedHead.VersionMinor == 0 && head.Has(FieldKind.TransferEncoding))

            // The fields tell of the body that was there (RFC 9110 §8.6).
            && replaced is null
            && exchange.Changes?.ResponseTransform is null;
        BodyFraming sent = exchange.Changes?.ResponseTransform is not null ? BodyFraming.Chunked
            : replaced is null ? framing
            : new BodyFraming(BodyKind.Length, replaced.Length);
        BodyFraming clientFraming = ClientFraming(exchange, received, head, sent);
        plan = new ResponsePlan(
            head,
            framing,
            clientFraming,
            KeepDeclaredFraming: mayDeclare,
            originPersists,
            ClientPersists: services.Persistent
                && exchange.ClientPersists
                && clientFraming.Kind != BodyKind.UntilClose
                && !IsDowngraded(received, head)
                && !exchange.Watchdog.IsDraining,
            AsHttp10: IsDowngraded(received, head));
        return null;
    }

    /// <summary>Writes the head that goes to the client.</summary>
    public void WriteHead(Exchange exchange, in ResponsePlan plan, ResponseHead received)
    {
        ByteBuffer output = exchange.Buffers.ResponseOutput;
        output.Clear();
        HeadWriter.WriteResponse(
            plan.Head,
            new ResponseOutline
            {
                Framing = plan.ClientFraming,
                KeepDeclaredFraming = plan.KeepDeclaredFraming,
                AsHttp10 = plan.AsHttp10,
                Via = services.Via?.For(received),
                Date = services.Date?.Value,
                Connection = plan.ClientPersists ? ConnectionToken.None : ConnectionToken.Close,
            },
            output);
        NoteWritten(exchange, received, plan.Head);
    }

    /// <summary>The head that goes to the client is written: where user code changed it, both are recorded.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="received">The origin's head; null where a handler made the response.</param>
    /// <param name="head">What it became.</param>
    public static void NoteWritten(Exchange exchange, ResponseHead? received, ResponseHead head)
    {
        if (head != received && exchange.Recording.Flow is { } flow)
        {
            var sent = new SentHead(exchange.Buffers.ResponseOutput.Span, isRendered: exchange.Client.Http2Stream is not null);
            HeadChangeRecorder.RecordResponse(flow, received, exchange.Origin?.Wire.Http2Stream is not null, sent);
        }
    }

    /// <summary>A handler answers: the head of a response that has come is recorded, since the client will not see it.</summary>
    public static void NoteReplaced(Exchange exchange)
    {
        if (exchange is { Response: not null, Origin: { } origin, Recording.Flow: { } flow } && flow.HeadChanges?.ResponseReceived is null)
        {
            HeadChangeRecorder.RecordReplaced(flow, origin.Head, isRendered: origin.Wire.Http2Stream is not null);
        }
    }

    /// <summary>
    /// A challenge for proxies is for this one, and ends here (RFC 9110 §11.7.1). Without it a 407 would ask the client for credentials
    /// that nobody here takes, and it MUST NOT be sent without (RFC 9110 §15.5.8).
    /// </summary>
    private static Fault ChallengeOfNextHop(Exchange exchange) => exchange.Request.Route!.IsForUpstream
        ? new Fault(
            ErrorCodes.UpstreamProxyAuthenticationRequired,
            FaultSide.Upstream,
            502,
            "The upstream proxy wants other credentials for the request: its status is 407 (option UpstreamProxy).")
        : new Fault(ErrorCodes.MalformedResponse, FaultSide.Origin, 502, "The origin answered 407, which is for proxies only (RFC 9110 §15.5.8).");

    /// <summary>True when user code made an HTTP/1.0 response of one that came as HTTP/1.1.</summary>
    private static bool IsDowngraded(ResponseHead received, ResponseHead head) => head.VersionMinor < received.VersionMinor;

    private static BodyFraming ClientFraming(Exchange exchange, ResponseHead received, ResponseHead head, BodyFraming framing)
    {
        // The client reads by its own method and the status it is sent; the origin wrote by those it knows. User code may have changed either.
        if (exchange.Request.ReceivedHead.MethodKind == MethodKind.Head || head.Status is 204 or 304)
        {
            return BodyFraming.None;
        }

        if (framing.Kind == BodyKind.None)
        {
            return new BodyFraming(BodyKind.Length);
        }

        // HTTP/1.0 knows no chunks: the payload is read until the close (RFC 9112 §7.1).
        return framing.Kind == BodyKind.Chunked && (exchange.Request.ReceivedHead.VersionMinor == 0 || IsDowngraded(received, head))
            ? BodyFraming.UntilClose
            : framing;
    }

    private static ProxyResponse Response(Exchange exchange, ResponseHead received) => ProxyResponse.FromHead(received, isRendered: exchange.Origin?.Wire.Http2Stream is not null);

    private async ValueTask<ResponseHead> ShowAsync(
        Exchange exchange,
        HeadHandler<ProxyResponse>[] handlers,
        ProxyResponse response,
        ResponseHead received)
        => Changed(exchange, await RunAsync(exchange, handlers, response).ConfigureAwait(false), received);

    private ResponseHead Changed(Exchange exchange, ProxyResponse response, ResponseHead received)
        => response.IsChanged ? Rewrite(exchange, response, received) : received;

    private async ValueTask<ProxyResponse> RunAsync(Exchange exchange, HeadHandler<ProxyResponse>[] handlers, ProxyResponse response)
    {
        (ProxyResponse after, bool wasReturned) = await HeadHandlers.RunAsync(services, exchange, handlers, response).ConfigureAwait(false);
        if (wasReturned)
        {
            FlowFacts.ReplaceResponse(exchange.Recording.Flow, after);
        }

        return after;
    }

    private string? Rewrite(ProxyResponse response, ExchangeBuffers buffers)
        => HeadRewriter.Rewrite(response, services.HeadLimits, buffers.ResponseOutput, buffers.RewrittenResponseHead);

    /// <summary>Interim and final responses cannot be made of one another, nor one interim status of another (RFC 9110 §15.2).</summary>
    private static string? CrossesInterim(int received, int changed)
        => (received < 200 || changed < 200) && received != changed ? "A final response cannot become an interim one, nor an interim one another." : null;

    private ResponseHead Rewrite(Exchange exchange, ProxyResponse response, ResponseHead received)
    {
        string? problem = Rewrite(response, exchange.Buffers)
            ?? CrossesInterim(received.Status, exchange.Buffers.RewrittenResponseHead.Status);
        if (problem is null)
        {
            return exchange.Buffers.RewrittenResponseHead;
        }

        Report(exchange, "The changed response cannot be sent; the received one is.", problem);
        ProxyResponse shown = Response(exchange, received);
        ResponseHead head = received;
        if (exchange.Changes?.MendResponse is { } mend)
        {
            mend(shown.Headers);
            problem = Rewrite(shown, exchange.Buffers);
            head = problem is null ? exchange.Buffers.RewrittenResponseHead : received;
        }

        FlowFacts.Respond(exchange.Recording.Flow, shown);
        return head;
    }

    private void Report(Exchange exchange, string message, string? error)
        => Report(exchange, ErrorCodes.ResponseInterceptorFailed, message, error);

    private void Report(Exchange exchange, string code, string message, string? error)
        => services.Errors.Report(exchange.Describe(new ProxyError(code, message, services.Errors.Now) { Error = error }));
}
