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
/// The choreography of one forwarded exchange. Lent to it by <see cref="RunAsync"/>.
/// <code>
///   client ──1 request head──▶ interceptors ──2 connection──▶ 3 head + body ──▶ origin
///                                                (pool or dial)  (upload runs on its own)
///   client ◀──7 head + body── 6 plan ◀── 5 callbacks, interceptors ◀──4 response head── origin
///                                  8 the upload's end, the connection's future
/// </code>
/// A retry goes back from 4 to 2, once, on a fresh connection. Whatever fails ends in <see cref="Answers"/>.
/// </summary>
internal sealed class Forwarder(ExchangeServices services) : IPooled
{
    private readonly OriginPolicy policy = new(services);
    private readonly OriginLease lease = new(services);
    private readonly RequestStage requestStage = new(services);
    private readonly ResponseStage responseStage = new(services);
    private readonly ResponseHeadReader headReader = new(services);
    private readonly Answers answers = new(services.Errors);
    private readonly RequestUpload upload = new(services);
    private readonly BodyPump downloadPump = new(services, BodyDirection.Download);

    private Exchange exchange = null!;

    /// <summary>The request's head, and its body where that was sent together with it, went out.</summary>
    private bool isSent;

    object IPooled.Owner => services;

    /// <summary>Forwards the exchange's request and its response.</summary>
    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    public static async ValueTask<ExchangeEnd> RunAsync(ExchangeServices services, Exchange exchange)
    {
        Forwarder forwarder = Take(services, exchange);
        Attempt attempt = Attempt.First;
        ExchangeEnd end;
        try
        {
            Fault? fault;
            do
            {
                // Awaited here and not further down: every method that waits for the origin costs as much again when it wakes.
                fault = await forwarder.SendAsync(attempt).ConfigureAwait(false)
                    ?? await forwarder.headReader.ReadAsync(exchange, exchange.Origin!).ConfigureAwait(false);
            }
            while (fault is not null && forwarder.MayRepeat(fault, ref attempt));

            end = fault is null
                ? await forwarder.RespondAsync(exchange.Origin!).ConfigureAwait(false)
                : await forwarder.GiveUpAsync(fault).ConfigureAwait(false);
            if (forwarder.upload.IsBegun)
            {
                await forwarder.upload.EndAsync().ConfigureAwait(false);
            }
        }
        catch
        {
            await forwarder.BreakOffAsync().ConfigureAwait(false);
            throw;
        }

        exchange.LoseOrigin();
        OriginLease.Abort(exchange);
        forwarder.Release();
        ThreadLocalPool<Forwarder>.Give(forwarder);
        return end;
    }

    /// <summary>
    /// For an exchange whose handlers decide between the steps. It ends with <see cref="EndAsync"/> or <see cref="BreakOffAsync"/>.
    /// </summary>
    public static Forwarder Take(ExchangeServices services, Exchange exchange)
    {
        Forwarder forwarder = ThreadLocalPool<Forwarder>.Take(services) ?? new Forwarder(services);
        forwarder.exchange = exchange;
        return forwarder;
    }

    /// <summary>Steps 2 to 4, which <see cref="RunAsync"/> has within to save a wait. Null with the response's head.</summary>
    public async ValueTask<Fault?> ReachAsync()
    {
        Attempt attempt = Attempt.First;
        Fault? fault;
        do
        {
            fault = await SendAsync(attempt).ConfigureAwait(false) ?? await headReader.ReadAsync(exchange, exchange.Origin!).ConfigureAwait(false);
        }
        while (fault is not null && MayRepeat(fault, ref attempt));
        return fault;
    }

    /// <summary>Steps 5 to 8, or the answer to what <see cref="ReachAsync"/> met.</summary>
    public ValueTask<ExchangeEnd> AnswerAsync(Fault? fault) => fault is null ? RespondAsync(exchange.Origin!) : GiveUpAsync(fault);

    /// <summary>The response that is there is not wanted: its connection ends, and what is left of the upload with it.</summary>
    public void Drop()
    {
        exchange.LoseOrigin();
        OriginLease.Abort(exchange);
    }

    /// <summary>True when a part of the request's body may still be with the client; null when it was not begun with.</summary>
    public bool? IsUploadUnfinished => upload.IsBegun ? !upload.IsComplete : null;

    /// <summary>Ends the exchange; the object must not be used any more.</summary>
    public async ValueTask EndAsync()
    {
        if (upload.IsBegun)
        {
            await upload.EndAsync().ConfigureAwait(false);
        }

        Drop();
        Release();
        ThreadLocalPool<Forwarder>.Give(this);
    }

    /// <summary>A defect ended the exchange. Not lent again, since nobody knows what state this object is in.</summary>
    public async ValueTask BreakOffAsync()
    {
        OriginLease.Abort(exchange);
        await upload.BreakOffAsync().ConfigureAwait(false);
        Release();
    }

    private void Release()
    {
        exchange = null!;
        isSent = false;
        upload.Release();
        downloadPump.Release();
    }

    /// <summary>True when the exchange begins once more with step 2.</summary>
    private bool MayRepeat(Fault fault, ref Attempt attempt)
    {
        if (attempt != Attempt.First || exchange.Origin is null || !RetryRules.MayRepeat(exchange, fault))
        {
            return false;
        }

        attempt = fault.Retry == FaultRetry.OverHttp1 ? Attempt.OverHttp1 : Attempt.Again;

        // What the client proved may be gone with the connection, and the response has to say so.
        exchange.LoseOrigin();
        OriginLease.Abort(exchange);
        return true;
    }

    /// <summary>Steps 2 and 3. Null when the response can be awaited.</summary>
    private ValueTask<Fault?> SendAsync(Attempt attempt)
    {
        ValueTask<Fault?> obtained = policy.ObtainAsync(exchange, attempt);
        return obtained.IsCompletedSuccessfully ? SendOverAsync(obtained.Result) : AwaitConnectionAsync(obtained);
    }

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<Fault?> AwaitConnectionAsync(ValueTask<Fault?> obtained) => await SendOverAsync(await obtained.ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>
    /// Step 3. A body that is not at hand is sent by a task of its own, so that a response that comes early is seen early.
    /// </summary>
    private ValueTask<Fault?> SendOverAsync(Fault? dialFault)
    {
        if (dialFault is not null)
        {
            return new ValueTask<Fault?>(dialFault);
        }

        OriginConnection origin = exchange.Origin!;

        // Before its first byte: whatever becomes of the exchange, the origin may know the client by this connection.
        origin.IsBound |= ConnectionAuthentication.IsCarried(exchange.Head);
        exchange.Watchdog.Enter(ExchangePhase.AwaitingResponse);
        exchange.Times.SendBegun = services.Timestamp();
        requestStage.WriteHead(exchange, exchange.RequestOutput);
        upload.Start(exchange);
        if (exchange.RequestFraming.IsEmpty)
        {
            ValueTask<PumpOutcome> sending = upload.SendHeadAsync();
            return sending.IsCompletedSuccessfully ? new ValueTask<Fault?>(AfterSending(sending.Result)) : AwaitSendingAsync(sending);
        }

        upload.Begin();
        isSent = true;
        return default;
    }

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<Fault?> AwaitSendingAsync(ValueTask<PumpOutcome> sending) => AfterSending(await sending.ConfigureAwait(false));

    private Fault? AfterSending(in PumpOutcome sent)
    {
        isSent = sent.IsComplete;
        return isSent ? null : CommonFaults.RequestForward(sent.Wire);
    }

    /// <summary>The response's head is there, or will not come.</summary>
    private void NoteHead()
    {
        exchange.Times.Sent = upload.HeadWrittenAt;
        exchange.Times.ResponseHead = services.Timestamp();
    }

    private async ValueTask<ExchangeEnd> GiveUpAsync(Fault met)
    {
        Fault fault = met;
        if (isSent)
        {
            NoteHead();
            fault = await upload.CauseAsync(met).ConfigureAwait(false);
        }
        else if (met.Code == ErrorCodes.RequestForwardFailed && exchange.Origin is { Tls: not null, IsShare: false } origin)
        {
            fault = CommonFaults.OriginAlert(await origin.Input.FillHeadAsync(services.HeadLimits.MaxBytes).ConfigureAwait(false)) ?? met;
        }

        if (fault.Code == ErrorCodes.ResponseHeadersTooLarge && !exchange.Watchdog.HasExpired)
        {
            Fault? problem = await RawHead.ReadAsync(services, exchange, fault).ConfigureAwait(false);
            return problem is null
                ? await ForwardRawAsync(exchange.Origin!, fault).ConfigureAwait(false)
                : await answers.FailAsync(exchange, problem).ConfigureAwait(false);
        }

        return await answers.FailAsync(exchange, fault).ConfigureAwait(false);
    }

    /// <summary>
    /// The base contract's way with a response head beyond the limit: reported, then passed on as it is, until the close.
    /// </summary>
    private async ValueTask<ExchangeEnd> ForwardRawAsync(OriginConnection origin, Fault fault)
    {
        exchange.Fail(fault);
        services.Errors.Report(exchange, fault, exchange.FaultPhase);
        StartDownload(origin.Head, origin.Input, BodyFraming.UntilClose, keepChunked: false, persists: false);
        return await DownloadAsync().ConfigureAwait(false) ?? ExchangeEnd.Linger;
    }

    /// <summary>Steps 5 to 8.</summary>
    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<ExchangeEnd> RespondAsync(OriginConnection origin)
    {
        NoteHead();
        origin.NoteAnswer(exchange.Head);
        if (origin.Head.Status == 101)
        {
            return await new ProtocolSwitch(services, exchange, responseStage, answers).RunAsync(origin).ConfigureAwait(false);
        }

        ResponseHead head = await responseStage.InterceptAsync(exchange, origin.Head).ConfigureAwait(false);
        if (exchange.Watchdog.HasClientLeft)
        {
            return await answers.FailAsync(exchange, CommonFaults.ClientLeft).ConfigureAwait(false);
        }

        if (responseStage.Plan(exchange, origin.Head, head, out ResponsePlan plan) is { } fault)
        {
            return await answers.FailAsync(exchange, fault).ConfigureAwait(false);
        }

        // A body that user code took away still stands unread in the origin connection.
        InputBuffer? replaced = exchange.Changes?.ResponseBody;
        BodyFraming framing = plan.ClientFraming.Kind == BodyKind.None ? BodyFraming.None : replaced is null ? plan.Framing : plan.ClientFraming;
        bool isTaken = replaced is null ? framing.IsEmpty == plan.Framing.IsEmpty : exchange.Changes!.IsOriginsBodyTaken;
        plan = plan with { OriginPersists = plan.OriginPersists && isTaken };

        // A client whose authentication ends with the origin's connection has to see its own end.
        bool losesAuthentication = origin.IsBound && !plan.OriginPersists;
        plan = plan with { ClientPersists = plan.ClientPersists && upload.WillEnd(plan.OriginPersists) && !losesAuthentication };
        if (origin.IsBound && plan.OriginPersists)
        {
            // The client's next stream counts on this connection, and must find it kept.
            exchange.Client.HoldEnd();
        }

        exchange.TruncationShows = plan.ClientFraming.Kind is BodyKind.Length or BodyKind.Chunked;
        responseStage.WriteHead(plan, origin.Head, exchange.ResponseOutput);
        bool keepChunked = plan.ClientFraming.Kind == BodyKind.Chunked;
        StartDownload(plan.Head, replaced ?? origin.Input, framing, keepChunked, plan.ClientPersists);
        if (await DownloadAsync().ConfigureAwait(false) is { } failed)
        {
            return failed;
        }

        return await FinishAsync(origin, plan).ConfigureAwait(false);
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
                Recording = services.Recorder.ResponseBody(exchange.Flow, head, framing),
            });
    }

    /// <summary>Step 7: the prepared head and the body. Null when all of it reached the client.</summary>
    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<ExchangeEnd?> DownloadAsync()
    {
        PumpOutcome outcome = await downloadPump.RunAsync(exchange.ResponseOutput).ConfigureAwait(false);
        exchange.ResponseBytes += downloadPump.BytesWritten;
        if (outcome.IsComplete)
        {
            exchange.ResponseStarted = true;
            return null;
        }

        exchange.ResponseStarted = downloadPump.BytesWritten > 0 || outcome.End == PumpEnd.SinkFailed;
        Fault fault = outcome.End switch
        {
            PumpEnd.SourceFailed when upload.HasCutOffOrigin => await upload.CauseAsync(CommonFaults.OriginRead(outcome.Wire, anythingReceived: true)).ConfigureAwait(false),
            PumpEnd.SourceFailed => CommonFaults.OriginRead(outcome.Wire, anythingReceived: true),
            PumpEnd.Malformed => outcome.Fault!,
            _ => CommonFaults.ResponseWrite(outcome.Wire),
        };
        return await answers.FailAsync(exchange, fault).ConfigureAwait(false);
    }

    /// <summary>Step 8: the response is with the client; what remains is the request's own end.</summary>
    private ValueTask<ExchangeEnd> FinishAsync(OriginConnection origin, ResponsePlan plan)
        => !upload.IsBegun ? new ValueTask<ExchangeEnd>(Finish(origin, plan, wasSentWhole: true)) : AwaitAndFinishAsync(origin, plan);

    private async ValueTask<ExchangeEnd> AwaitAndFinishAsync(OriginConnection origin, ResponsePlan plan)
        => Finish(origin, plan, await upload.AwaitAsync(plan.OriginPersists).ConfigureAwait(false));

    private ExchangeEnd Finish(OriginConnection origin, in ResponsePlan plan, bool wasSentWhole)
    {
        bool isKept = plan.OriginPersists && wasSentWhole && origin.Input.Length == 0;
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

        // A client that has read Connection: close may have sent more all the same: another request, or the CRLF that some put behind a body.
        return exchange.HasClientSentItsLast ? ExchangeEnd.Close : ExchangeEnd.Linger;
    }
}
