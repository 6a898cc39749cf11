using System.Runtime.CompilerServices;
using Proximity.Awaiting;
using Proximity.Exchanges;
using Proximity.Origins;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;
using Proximity.Wires;

namespace Proximity.Forwarding;

/// <summary>
/// A response on its way to the client: past the user's code, its head, its body, and what becomes of both connections then. One at a time;
/// lent with its <see cref="Forwarder"/>.
/// </summary>
internal sealed class ResponseDelivery(ExchangeServices services, RequestUpload upload, Answers answers)
{
    private readonly OriginLease lease = new(services);
    private readonly ResponseStage responseStage = new(services);
    private readonly BodyPump downloadPump = new(services, BodyDirection.Download);
    private Exchange exchange = null!;

    /// <summary>Prepares for an exchange.</summary>
    public void Start(Exchange ofExchange) => exchange = ofExchange;

    /// <summary>Forgets the exchange.</summary>
    public void Release()
    {
        exchange = null!;
        downloadPump.Release();
    }

    /// <summary>
    /// The response's head is there: steps 5 to 8. Where nothing is waited for there is no asynchronous method: most small responses go
    /// that way.
    /// </summary>
    public ValueTask<ExchangeEnd> RunAsync(OriginConnection origin)
    {
        origin.NoteAnswer(exchange.Request.Head);
        if (origin.Head.Status == 101)
        {
            return new ProtocolSwitch(services, exchange, responseStage, answers).RunAsync(origin);
        }

        ValueTask<ResponseHead> intercepted = responseStage.InterceptAsync(exchange, origin.Head);
        return intercepted.IsCompletedSuccessfully ? DeliverAsync(origin, intercepted.Result) : AwaitHandlersAsync(origin, intercepted);
    }

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<ExchangeEnd> AwaitHandlersAsync(OriginConnection origin, ValueTask<ResponseHead> intercepted)
        => await DeliverAsync(origin, await intercepted.ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>Steps 6 to 8, with the head that the handlers leave.</summary>
    private ValueTask<ExchangeEnd> DeliverAsync(OriginConnection origin, ResponseHead head)
    {
        if (exchange.Watchdog.HasClientLeft)
        {
            return answers.FailAsync(exchange, CommonFaults.ClientLeft);
        }

        if (responseStage.Plan(exchange, origin.Head, head, out ResponsePlan plan) is { } fault)
        {
            return answers.FailAsync(exchange, fault);
        }

        // A body that user code took away still stands unread in the origin connection.
        InputBuffer? replaced = exchange.Changes?.ResponseBody;
        BodyFraming framing = plan.SourceFraming(isReplaced: replaced is not null);
        bool isTaken = replaced is null ? framing.IsEmpty == plan.Framing.IsEmpty : exchange.Changes!.IsOriginsBodyTaken;
        bool originPersists = plan.OriginPersists && isTaken;

        // A client whose authentication ends with the origin's connection has to see its own end.
        bool losesAuthentication = origin.IsBound && !originPersists;
        bool clientPersists = plan.ClientPersists && upload.WillEnd(originPersists) && !losesAuthentication;
        plan = plan with { OriginPersists = originPersists, ClientPersists = clientPersists };
        if (origin.IsBound && plan.OriginPersists)
        {
            // The client's next stream counts on this connection, and must find it kept.
            exchange.Client.HoldEnd();
        }

        exchange.Progress.TruncationShows = plan.ClientFraming.Kind is BodyKind.Length or BodyKind.Chunked;
        responseStage.WriteHead(exchange, plan, origin.Head);
        bool keepChunked = plan.ClientFraming.Kind == BodyKind.Chunked;
        StartDownload(plan.Head, replaced ?? origin.Input, framing, keepChunked, plan.ClientPersists);
        ValueTask<PumpOutcome> pumped = downloadPump.RunAsync(exchange.Buffers.ResponseOutput);
        return pumped.IsCompletedSuccessfully ? EndAsync(origin, plan, pumped.Result) : AwaitBodyAsync(origin, plan, pumped);
    }

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<ExchangeEnd> AwaitBodyAsync(OriginConnection origin, ResponsePlan plan, ValueTask<PumpOutcome> pumped)
        => await EndAsync(origin, plan, await pumped.ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>Step 8: the response is with the client; what remains is the request's own end.</summary>
    private ValueTask<ExchangeEnd> EndAsync(OriginConnection origin, in ResponsePlan plan, in PumpOutcome pumped)
        => !NoteSent(pumped) ? FailAsync(pumped)
            : !upload.IsBegun ? new ValueTask<ExchangeEnd>(Finish(origin, plan, wasSentWhole: true))
            : AwaitAndFinishAsync(origin, plan);

    /// <summary>
    /// The base contract's way with a response head beyond the limit: reported, then passed on as it is, until the close.
    /// </summary>
    public async ValueTask<ExchangeEnd> ForwardRawAsync(OriginConnection origin, Fault fault)
    {
        exchange.Fail(fault);
        services.Errors.Report(exchange, fault, exchange.Progress.FaultPhase);
        StartDownload(origin.Head, origin.Input, BodyFraming.UntilClose, keepChunked: false, persists: false);
        PumpOutcome pumped = await downloadPump.RunAsync(exchange.Buffers.ResponseOutput).ConfigureAwait(false);
        return NoteSent(pumped) ? ExchangeEnd.Linger : await FailAsync(pumped).ConfigureAwait(false);
    }

    /// <summary>Step 7 begins: how the body goes to the client.</summary>
    /// <param name="head">The head that goes before it.</param>
    /// <param name="source">Where it is read.</param>
    /// <param name="framing">How it is framed there.</param>
    /// <param name="keepChunked">True to send a chunked body chunked.</param>
    /// <param name="persists">True when the client's connection goes on.</param>
    private void StartDownload(ResponseHead head, InputBuffer source, BodyFraming framing, bool keepChunked, bool persists)
    {
        OriginConnection origin = exchange.Origin!;
        exchange.Watchdog.Enter(ExchangePhase.StreamingBody);
        downloadPump.Start(
            exchange.Watchdog,
            new BodyTransfer(
                source,
                exchange.Client,
                origin.Decoder,
                framing,
                keepChunked,
                origin.Head,
                ErrorCodes.MalformedResponseBody,
                MayEndBehind: persists)
            {
                Recording = services.Recorder.ResponseBody(exchange.Recording.Flow, head, framing),
                Transform = framing.IsEmpty ? null : exchange.Changes?.ResponseTransform,
                Messages = framing.IsEmpty ? null : MessageStage.OfResponse(services, exchange, head),
            });
    }

    /// <summary>Counts what was sent. True when all of the prepared head and the body reached the client.</summary>
    private bool NoteSent(in PumpOutcome outcome)
    {
        exchange.Recording.ResponseBytes += downloadPump.BytesWritten;
        exchange.Progress.ResponseStarted = outcome.IsComplete || downloadPump.BytesWritten > 0 || outcome.End == PumpEnd.SinkFailed;
        return outcome.IsComplete;
    }

    private async ValueTask<ExchangeEnd> FailAsync(PumpOutcome outcome)
    {
        Fault fault = outcome.End switch
        {
            PumpEnd.SourceFailed when upload.HasCutOffOrigin
                => await upload.CauseAsync(CommonFaults.OriginRead(outcome.Wire, anythingReceived: true)).ConfigureAwait(false),
            PumpEnd.SourceFailed => CommonFaults.OriginRead(outcome.Wire, anythingReceived: true),
            PumpEnd.Malformed => outcome.Fault!,
            _ => CommonFaults.ResponseWrite(outcome.Wire),
        };
        return await answers.FailAsync(exchange, fault).ConfigureAwait(false);
    }

    private async ValueTask<ExchangeEnd> AwaitAndFinishAsync(OriginConnection origin, ResponsePlan plan)
        => Finish(origin, plan, await upload.AwaitAsync(plan.OriginPersists).ConfigureAwait(false));

    private ExchangeEnd Finish(OriginConnection origin, in ResponsePlan plan, bool wasSentWhole)
    {
        bool isKept = plan.OriginPersists && wasSentWhole && origin.Input.Length == 0 && !downloadPump.HasLeftSome;
        if (isKept)
        {
            lease.Return(exchange);
        }
        else
        {
            // Else the upload may be blocked by an origin that does not read: closing in order would wait for it.
            Action<Exchange> end = wasSentWhole ? OriginLease.Close : OriginLease.Abort;
            exchange.LoseOrigin();
            end(exchange);
        }

        exchange.Client.SendHeldEnd();

        // The head may have promised more before it was seen that the connection cannot be kept.
        if (wasSentWhole && plan.ClientPersists && (isKept || !origin.IsForOneClient))
        {
            return ExchangeEnd.Keep;
        }

        // A client that has read Connection: close may have sent more all the same: another request, or the CRLF that some put behind a
        // body.
        return exchange.HasClientSentItsLast ? ExchangeEnd.Close : ExchangeEnd.Linger;
    }
}
