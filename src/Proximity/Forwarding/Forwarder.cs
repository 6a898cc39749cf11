using System.Runtime.CompilerServices;
using Proximity.Awaiting;
using Proximity.Exchanges;
using Proximity.Origins;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;

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
internal sealed class Forwarder : IPooled
{
    private readonly ExchangeServices services;
    private readonly OriginPolicy policy;
    private readonly RequestStage requestStage;
    private readonly ResponseHeadReader headReader;
    private readonly Answers answers;
    private readonly RequestUpload upload;
    private readonly ResponseDelivery delivery;

    private Exchange exchange = null!;

    /// <summary>The request's head, and its body where that was sent together with it, went out.</summary>
    private bool isSent;

    private Forwarder(ExchangeServices services)
    {
        this.services = services;
        policy = new OriginPolicy(services);
        requestStage = new RequestStage(services);
        headReader = new ResponseHeadReader(services);
        answers = new Answers(services.Errors);
        upload = new RequestUpload(services);
        delivery = new ResponseDelivery(services, upload, answers);
    }

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
                ? await forwarder.DeliverAsync().ConfigureAwait(false)
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
        forwarder.delivery.Start(exchange);
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
    public ValueTask<ExchangeEnd> AnswerAsync(Fault? fault) => fault is null ? DeliverAsync() : GiveUpAsync(fault);

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
        delivery.Release();
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
        origin.IsBound |= ConnectionAuthentication.IsCarried(exchange.Request.Head);
        exchange.Watchdog.Enter(ExchangePhase.AwaitingResponse);
        exchange.Recording.Times.SendBegun = services.Timestamp();
        requestStage.WriteHead(exchange, exchange.Buffers.RequestOutput);
        upload.Start(exchange);
        if (exchange.Request.Framing.IsEmpty)
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
        exchange.Recording.Times.Sent = upload.HeadWrittenAt;
        exchange.Recording.Times.ResponseHead = services.Timestamp();
    }

    private ValueTask<ExchangeEnd> DeliverAsync()
    {
        NoteHead();
        return delivery.RunAsync(exchange.Origin!);
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
                ? await delivery.ForwardRawAsync(exchange.Origin!, fault).ConfigureAwait(false)
                : await answers.FailAsync(exchange, problem).ConfigureAwait(false);
        }

        return await answers.FailAsync(exchange, fault).ConfigureAwait(false);
    }
}
