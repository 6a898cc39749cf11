using System.Text;
using Proximity.Exchanges;
using Proximity.Flows;
using Proximity.Forwarding;
using Proximity.Handlers;
using Proximity.Protocol.Faults;
using Proximity.Recording;

namespace Proximity.Pipeline;

/// <summary>
/// An exchange that handlers see. They run as layers around the forwarder: each may answer, change what passes, or leave things as they
/// are. What they decide is kept here, and carried out when the outermost has returned.
/// </summary>
/// <param name="services">What every exchange shares.</param>
/// <param name="exchange">The exchange.</param>
/// <param name="handlers">The handlers as they were when it began; at least one.</param>
/// <param name="route">Resolves the exchange's route and judges it; null when it may be taken.</param>
/// <param name="connect">Goes on with a CONNECT; null for other requests.</param>
#pragma warning disable CA1001 // What it holds ends with RunAsync.
internal sealed class HandledExchange(
    ExchangeServices services,
    Exchange exchange,
    HandlerEntry[] handlers,
    Func<Fault?> route,
    Func<ValueTask<ExchangeEnd>>? connect = null) : ExchangeContext
#pragma warning restore CA1001
{
    private static readonly Fault Refused = new(ErrorCodes.TunnelRefused, FaultSide.Client, 403, "A handler refused the tunnel.");
    private readonly Answers answers = new(services.Errors);
    private readonly RequestStage requestStage = new(services);
    private Forwarder? forwarder;
    private Fault? fault;
    private ExchangeRequest? request;
    private ExchangeResponse? response;
    private HeldBody? requestBody;
    private HeldBody? responseBody;
    private MadeBody? made;
    private AbortVerdict? abort;
    private bool isOver;
    private bool isRequestMended;

    /// <summary>The handlers that it passes.</summary>
    public HandlerEntry[] Handlers => handlers;

    /// <summary>Whether handlers run.</summary>
    public HandlersTurn Turn { get; } = new(exchange.Watchdog);

    /// <summary>What the client's Accept-Encoding said, before a handler could change it.</summary>
    public IReadOnlyList<string> AcceptEncoding { get; private set; } = [];

    /// <summary>The handler whose turn it is.</summary>
    public HandlerEntry? Current { get; set; }

    public override ExchangeRequest Request => request!;

    public override ExchangeResponse Response => response ?? throw new InvalidOperationException(
        ErrorCode is { } code ? $"There is no response: {code}." : "There is no response yet: next comes first.");

    public override bool HasResponse => response is not null;

    public override string? ErrorCode => abort is null || HasResponse ? fault?.Code : ErrorCodes.HandlerAborted;

    public override ClientSocket Client => exchange.ClientSocket;

    public override string? Tunnel => exchange.Tunnel?.Record.Authority;

    public override Flow? Flow => exchange.Recording.Flow;

    public override ExchangeMessages Messages => exchange.Messages ??= new ExchangeMessages(() => Demand(HandlerNeeds.Messages));

    public override CancellationToken ClientLeft => exchange.Watchdog.ClientLeft;

    /// <summary>Runs the handlers, forwards in their midst, and brings the client what comes of it.</summary>
    public async ValueTask<ExchangeEnd> RunAsync()
    {
        try
        {
            Begin();
            await RunHandlersAsync().ConfigureAwait(false);
            ExchangeEnd end = await ConcludeAsync().ConfigureAwait(false);
            if (forwarder is { } lent)
            {
                forwarder = null;
                await lent.EndAsync().ConfigureAwait(false);
            }

            return end;
        }
        catch
        {
            if (forwarder is { } broken)
            {
                await broken.BreakOffAsync().ConfigureAwait(false);
            }

            throw;
        }
        finally
        {
            requestBody?.Dispose();
            responseBody?.Dispose();
            exchange.Changes?.Release();
            exchange.Messages?.End();
        }
    }

    /// <summary>The handlers from this one on, and then the origin.</summary>
    public ValueTask<Verdict> InvokeAsync(int index)
    {
        if (connect is null)
        {
            return index < handlers.Length ? new HandlerCall(this, index).RunAsync() : ForwardAsync();
        }

        int next = Array.FindIndex(handlers, index, static entry => entry.Needs.HasFlag(HandlerNeeds.Connect));
        return next >= 0 ? new HandlerCall(this, next).RunAsync() : new ValueTask<Verdict>(Verdict.Continue);
    }

    /// <summary>A handler answers.</summary>
    public void Respond(RespondVerdict verdict, HandlerEntry by)
    {
        if (connect is not null && verdict.Status < 300)
        {
            Report(by, $"The handler answered a CONNECT with {verdict.Status}, which would be a tunnel (RFC 9110 §9.3.6).", null);
            return;
        }

        ResponseStage.NoteReplaced(exchange);
        made = new MadeBody(this, by, new BodyCoding(services, this, exchange.Settings.Held.PerBody), verdict.Body ?? Body.Empty);
        response = new ExchangeResponse(made.Message(verdict, services.TimeProvider.GetUtcNow()), made);
        made.Fields = response.Headers;
        (abort, fault, exchange.Response) = (null, null, response.Message);
        FlowFacts.ApplyRule(exchange.Recording.Flow, by.Name);
    }

    /// <summary>A handler breaks the exchange off.</summary>
    public void Abort(AbortVerdict verdict, HandlerEntry by)
    {
        abort = verdict;
        FlowFacts.ApplyRule(exchange.Recording.Flow, by.Name);
    }

    /// <summary>A handler sends the request elsewhere.</summary>
    public void RouteTo(RouteToVerdict verdict) => NeedChanges().Origin = verdict.Origin;

    /// <summary>What a handler did wrong.</summary>
    public void Report(HandlerEntry by, string message, string? error)
    {
        var failed = new ProxyError(ErrorCodes.HandlerFailed, $"{message} It is called {by.Name}.", services.Errors.Now) { Error = error };
        services.Errors.Report(exchange.Describe(failed));
    }

    /// <summary>Something that a handler began goes on though it has returned.</summary>
    public void ReportLeft(string message) => Report(Current!, message, null);

    /// <summary>Throws unless the present handler stated this need.</summary>
    public void Demand(HandlerNeeds need)
    {
        if (isOver)
        {
            throw new InvalidOperationException("The handlers have returned: the exchange has gone on without them.");
        }

        if (Current is { } handler && (handler.Needs & need) == 0)
        {
            throw new InvalidOperationException($"The handler {handler.Name} did not state that it needs {need} (HandlerNeeds).");
        }
    }

    public ExchangeChanges NeedChanges() => exchange.Changes ??= new ExchangeChanges();

    private void Begin()
    {
        ProxyRequest message = exchange.Request.NeedMessage();
        AcceptEncoding = message.Headers.GetValues("Accept-Encoding");
        requestBody = new HeldBody(this, services, exchange, HeldSide.Request, message.Headers);
        request = new ExchangeRequest(
            message,
            exchange.Tunnel?.IsTls == true || exchange.Request.Target.WantsTls ? "https" : "http",
            Encoding.Latin1.GetString(exchange.Request.Target.AuthorityBytes(exchange.Request.Head)),
            requestBody);
    }

    private async ValueTask RunHandlersAsync()
    {
        Turn.Begin();
        try
        {
            await UserCode.LeaveLoopAsync();
            UserCode.Mark();
            await InvokeAsync(0).ConfigureAwait(false);
        }
        finally
        {
            isOver = true;
            await SettleAsync().ConfigureAwait(false);
            Turn.Leave();
        }
    }

    private async ValueTask SettleAsync()
    {
        await requestBody!.SettleAsync().ConfigureAwait(false);
        if (responseBody is { } body)
        {
            await body.SettleAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The terminal of the pipeline: the request goes out, and the response's head comes back.</summary>
    private async ValueTask<Verdict> ForwardAsync()
    {
        await SettleAsync().ConfigureAwait(false);
        Turn.Leave();
        var editing = new MessageEditing(this, services, exchange);
        isRequestMended = editing.Begin(requestBody!, exchange.Request.ReceivedHead, MessageDirection.ToOrigin);
        fault = exchange.Watchdog.HasClientLeft
            ? CommonFaults.ClientLeft
            : requestBody!.Refusal ?? await requestBody.FinishAsync().ConfigureAwait(false);
        if (fault is null)
        {
            requestStage.ApplyHandlers(exchange);
            fault = route();
        }

        if (fault is null)
        {
            forwarder = Forwarder.Take(services, exchange);
            fault = await forwarder.ReachAsync().ConfigureAwait(false);
        }

        if (fault is null)
        {
            exchange.Response = ProxyResponse.FromHead(exchange.Origin!.Head, isRendered: exchange.Origin.Wire.Http2Stream is not null);
            responseBody = new HeldBody(this, services, exchange, HeldSide.Response, exchange.Response.Headers);
            response = new ExchangeResponse(exchange.Response, responseBody);
        }

        await Turn.EnterAsync();
        return Verdict.Continue;
    }

    /// <summary>True when a part of the request's body may be in the next request's way: what was sent is the upload's affair.</summary>
    private bool IsRequestBodyLeft => forwarder?.IsUploadUnfinished ?? !requestBody!.Take();

    private async ValueTask<ExchangeEnd> ConcludeAsync()
    {
        bool isHeadChanged = (request!.Message.IsChanged && !isRequestMended) || response?.Message.IsChanged == true;
        bool isChanged = made is not null || (connect is null && (isHeadChanged || exchange.Changes?.Origin is not null));
        FlowFacts.Modify(exchange.Recording.Flow, isChanged);
        if (exchange.Watchdog.HasClientLeft)
        {
            return await answers.FailAsync(exchange, CommonFaults.ClientLeft).ConfigureAwait(false);
        }

        if (abort is not null)
        {
            // Silence may last: nothing is kept for it but the client's connection.
            requestBody!.Dispose();
            responseBody?.Dispose();
            forwarder?.Drop();
            return await new AbortedExchange(services, exchange).RunAsync(abort.Kind).ConfigureAwait(false);
        }

        if (made is not null)
        {
            await made.TransformAsync(exchange.Settings.Held.PerBody).ConfigureAwait(false);
            bool isBodyLeft = IsRequestBodyLeft;
            forwarder?.Drop();
            return await new MadeResponse(services, answers)
                .SendAsync(exchange, response!.Message, made, isBodyLeft).ConfigureAwait(false);
        }

        if (connect is not null)
        {
            if (TunnelChoice is { } choice)
            {
                NeedChanges().Tunnel = choice;
            }

            return TunnelChoice == TunnelVerdict.Refuse
                ? await answers.FailAsync(exchange, Refused).ConfigureAwait(false)
                : await connect().ConfigureAwait(false);
        }

        if (fault is null && responseBody is { } body)
        {
            new MessageEditing(this, services, exchange).Begin(body, exchange.Origin!.Head, MessageDirection.ToClient);
            fault = body.Refusal ?? await body.FinishAsync().ConfigureAwait(false);
            return fault is null
                ? await forwarder!.AnswerAsync(null).ConfigureAwait(false)
                : await answers.FailAsync(exchange, fault).ConfigureAwait(false);
        }

        return forwarder is null
            ? await answers.FailAsync(exchange, fault!).ConfigureAwait(false)
            : await forwarder.AnswerAsync(fault).ConfigureAwait(false);
    }
}
