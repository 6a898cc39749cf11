using System.Runtime.CompilerServices;
using Proximity.Awaiting;
using Proximity.Exchanges;
using Proximity.Origins;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;
using Proximity.Tunnels;
using Proximity.WebSockets;
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
internal sealed class Forwarder(ExchangeServices services) : ISpare
{
    private readonly OriginLink link = new(services);
    private readonly RequestStage requestStage = new(services);
    private readonly ResponseStage responseStage = new(services);
    private readonly ResponseHeadReader headReader = new(services);
    private readonly Answers answers = new(services.Errors);
    private readonly BodyPump uploadPump = new(services, BodyDirection.Upload);
    private readonly BodyPump downloadPump = new(services, BodyDirection.Download);

    private Exchange exchange = null!;

    /// <summary>The request's body on its way while the response is awaited; null when it was sent together with the head.</summary>
    private Task<PumpOutcome>? upload;

    /// <summary>The upload has cut the origin off. Set before it does, so that the reader of the response, which wakes at once, knows whose doing its broken wire is.</summary>
    private volatile bool uploadCutOff;

    /// <summary>The request's head, and its body where that was sent together with it, went out.</summary>
    private bool isSent;

    object ISpare.Owner => services;

    /// <summary>Forwards the exchange's request and its response.</summary>
    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    public static async ValueTask<ExchangeEnd> RunAsync(ExchangeServices services, Exchange exchange)
    {
        Forwarder forwarder = Spares<Forwarder>.Take(services) ?? new Forwarder(services);
        forwarder.exchange = exchange;
        Attempt attempt = Attempt.First;
        Fault? fault;
        do
        {
            // Awaited here and not further down: every method that waits for the origin costs as much again when it wakes.
            fault = await forwarder.SendAsync(attempt).ConfigureAwait(false)
                ?? await forwarder.headReader.ReadAsync(exchange, exchange.Origin!).ConfigureAwait(false);
        }
        while (fault is not null && forwarder.MayRepeat(fault, ref attempt));

        ExchangeEnd end = fault is null
            ? await forwarder.RespondAsync(exchange.Origin!).ConfigureAwait(false)
            : await forwarder.GiveUpAsync(fault).ConfigureAwait(false);
        if (forwarder.upload is { } upload)
        {
            await forwarder.EndUploadAsync(upload).ConfigureAwait(false);
        }

        OriginLink.Abort(exchange);
        forwarder.Release();
        Spares<Forwarder>.Give(forwarder);
        return end;
    }

    /// <summary>The exchange is over: nobody waits for the rest of the body any more.</summary>
    private async ValueTask EndUploadAsync(Task<PumpOutcome> pending)
    {
        if (!pending.IsCompleted)
        {
            exchange.Client.CancelReads();
            OriginLink.Abort(exchange);
            await pending.ConfigureAwait(false);
        }

        exchange.RequestBytes += uploadPump.BytesRead;
    }

    private void Release()
    {
        exchange = null!;
        upload = null;
        isSent = false;
        uploadPump.Release();
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
        OriginLink.Abort(exchange);
        return true;
    }

    /// <summary>Steps 2 and 3. Null when the response can be awaited.</summary>
    private ValueTask<Fault?> SendAsync(Attempt attempt)
    {
        ValueTask<Fault?> obtained = link.ObtainAsync(exchange, attempt);
        return obtained.IsCompletedSuccessfully ? SendOverAsync(obtained.Result) : AwaitConnectionAsync(obtained);
    }

    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<Fault?> AwaitConnectionAsync(ValueTask<Fault?> obtained) => await SendOverAsync(await obtained.ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>Step 3. A body that is not at hand is sent by a task of its own, so that a response that comes early is seen early.</summary>
    private ValueTask<Fault?> SendOverAsync(Fault? dialFault)
    {
        if (dialFault is not null)
        {
            return new ValueTask<Fault?>(dialFault);
        }

        OriginConnection origin = exchange.Origin!;
        exchange.Watchdog.Enter(ExchangePhase.AwaitingResponse);
        exchange.Times.SendBegun = services.FlowTimestamp();
        requestStage.WriteHead(exchange, exchange.RequestOutput);
        uploadPump.Start(exchange.Watchdog, new BodyTransfer(exchange.Input, origin.Wire, exchange.RequestDecoder, exchange.RequestFraming, KeepChunked: true, exchange.Head, ErrorCodes.MalformedRequestBody, MayEndBehind: true));
        if (exchange.RequestFraming.IsEmpty)
        {
            ValueTask<PumpOutcome> sending = uploadPump.RunAsync(exchange.RequestOutput);
            return sending.IsCompletedSuccessfully ? new ValueTask<Fault?>(AfterSending(sending.Result)) : AwaitSendingAsync(sending);
        }

        uploadCutOff = false;
        upload = UploadAsync(origin);
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
        exchange.Times.Sent = uploadPump.PrefixWrittenAt;
        exchange.Times.ResponseHead = services.FlowTimestamp();
    }

    /// <summary>Sends the body. When the client fails it, the origin is cut off: it must never take a part for the whole, and the response is no longer awaited.</summary>
    private async Task<PumpOutcome> UploadAsync(OriginConnection origin)
    {
        PumpOutcome outcome = await uploadPump.RunAsync(exchange.RequestOutput).ConfigureAwait(false);
        if (outcome.End is PumpEnd.SourceFailed or PumpEnd.Malformed)
        {
            uploadCutOff = true;
            origin.Wire.Abort();
        }

        return outcome;
    }

    /// <summary>The reason behind a missing response: what the upload met, if it ended first.</summary>
    private async ValueTask<Fault> CauseAsync(Fault fault)
    {
        if (upload is null || !(upload.IsCompleted || uploadCutOff))
        {
            return fault;
        }

        PumpOutcome outcome = await upload.ConfigureAwait(false);
        return outcome.End switch
        {
            PumpEnd.SourceFailed => CommonFaults.ClientRead(outcome.Wire),
            PumpEnd.Malformed => outcome.Fault!,
            PumpEnd.SinkFailed when fault.Code == ErrorCodes.UpstreamReadFailed => CommonFaults.RequestForward(outcome.Wire),
            _ => fault,
        };
    }

    private async ValueTask<ExchangeEnd> GiveUpAsync(Fault met)
    {
        Fault fault = met;
        if (isSent)
        {
            NoteHead();
            fault = await CauseAsync(met).ConfigureAwait(false);
        }

        if (fault.Code == ErrorCodes.ResponseHeadersTooLarge && !exchange.Watchdog.HasExpired)
        {
            return await ForwardRawAsync(exchange.Origin!, fault).ConfigureAwait(false);
        }

        return await answers.FailAsync(exchange, fault).ConfigureAwait(false);
    }

    /// <summary>The base contract's way with a response head beyond the limit: told of, then passed on as it is, until the close.</summary>
    private async ValueTask<ExchangeEnd> ForwardRawAsync(OriginConnection origin, Fault fault)
    {
        exchange.Fail(fault);
        services.Errors.Report(exchange, fault, exchange.FaultPhase);
        return await DownloadAsync(origin, BodyFraming.UntilClose, keepChunked: false, persists: false).ConfigureAwait(false) ?? ExchangeEnd.Linger;
    }

    /// <summary>Steps 5 to 8.</summary>
    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<ExchangeEnd> RespondAsync(OriginConnection origin)
    {
        NoteHead();
        if (origin.Head.Status == 101)
        {
            return await SwitchProtocolsAsync(origin).ConfigureAwait(false);
        }

        ResponseHead head = await responseStage.InterceptAsync(exchange, origin.Head).ConfigureAwait(false);
        if (responseStage.Plan(exchange, origin.Head, head, out ResponsePlan plan) is { } fault)
        {
            return await answers.FailAsync(exchange, fault).ConfigureAwait(false);
        }

        plan = plan with { ClientPersists = plan.ClientPersists && UploadWillEnd(plan) };
        exchange.TruncationShows = plan.ClientFraming.Kind is BodyKind.Length or BodyKind.Chunked;
        responseStage.WriteHead(plan, origin.Head, exchange.ResponseOutput);
        BodyFraming framing = plan.ClientFraming.Kind == BodyKind.None ? BodyFraming.None : plan.Framing;
        if (await DownloadAsync(origin, framing, plan.ClientFraming.Kind == BodyKind.Chunked, plan.ClientPersists).ConfigureAwait(false) is { } failed)
        {
            return failed;
        }

        // A body that user code took away still stands unread in the origin connection.
        bool discarded = framing.IsEmpty && !plan.Framing.IsEmpty;
        return await FinishAsync(origin, plan with { OriginPersists = plan.OriginPersists && !discarded }).ConfigureAwait(false);
    }

    /// <summary>Step 7: the prepared head and the body. Null when all of it reached the client.</summary>
    [AsyncMethodBuilder(typeof(ReusedTaskMethodBuilder<>))]
    private async ValueTask<ExchangeEnd?> DownloadAsync(OriginConnection origin, BodyFraming framing, bool keepChunked, bool persists)
    {
        exchange.Watchdog.Enter(ExchangePhase.StreamingBody);
        downloadPump.Start(exchange.Watchdog, new BodyTransfer(origin.Input, exchange.Client, origin.Decoder, framing, keepChunked, origin.Head, ErrorCodes.MalformedResponseBody, MayEndBehind: persists));
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
            PumpEnd.SourceFailed when upload is not null && uploadCutOff => await CauseAsync(CommonFaults.OriginRead(outcome.Wire, anythingReceived: true)).ConfigureAwait(false),
            PumpEnd.SourceFailed => CommonFaults.OriginRead(outcome.Wire, anythingReceived: true),
            PumpEnd.Malformed => outcome.Fault!,
            _ => CommonFaults.ResponseWrite(outcome.Wire),
        };
        return await answers.FailAsync(exchange, fault).ConfigureAwait(false);
    }

    /// <summary>Step 8: the response is with the client; what remains is the request's own end.</summary>
    private ValueTask<ExchangeEnd> FinishAsync(OriginConnection origin, ResponsePlan plan)
        => upload is null ? new ValueTask<ExchangeEnd>(Finish(origin, plan, wasSentWhole: true)) : AwaitAndFinishAsync(origin, plan);

    private async ValueTask<ExchangeEnd> AwaitAndFinishAsync(OriginConnection origin, ResponsePlan plan)
        => Finish(origin, plan, await AwaitUploadAsync(plan.OriginPersists).ConfigureAwait(false));

    private ExchangeEnd Finish(OriginConnection origin, in ResponsePlan plan, bool wasSentWhole)
    {
        if (plan.OriginPersists && wasSentWhole && origin.Input.Length == 0)
        {
            link.Return(exchange);
        }
        else
        {
            OriginLink.Close(exchange);
        }

        if (wasSentWhole && plan.ClientPersists)
        {
            return ExchangeEnd.Keep;
        }

        // A client that was told of the close may have sent more all the same: another request, or the CRLF that some put behind a body.
        return HasClientSentItsLast ? ExchangeEnd.Close : ExchangeEnd.Linger;
    }

    /// <summary>True when it was the client who said that this request is its last (RFC 9112 §9.6), without a body, and nothing has come behind it. TLS has its own way to end.</summary>
    private bool HasClientSentItsLast
        => exchange.RequestFraming.IsEmpty
            && exchange.Tunnel is null
            && exchange.ReceivedHead.HasConnectionOption("close"u8)
            && exchange.Input.Length == 0
            && exchange.Client.IsQuiet;

    /// <summary>An origin that answered early and keeps the connection still wants the rest of the body; one that closes does not.</summary>
    private async ValueTask<bool> AwaitUploadAsync(bool originPersists)
    {
        if (!upload!.IsCompleted && (!originPersists || IsWithheld))
        {
            return false;
        }

        return (await upload.ConfigureAwait(false)).IsComplete;
    }

    /// <summary>True when the client waits for a 100 that will not come: its body is not to be expected (RFC 9110 §10.1.1).</summary>
    private bool IsWithheld => exchange.IsBodyWithheld && uploadPump.BytesRead == 0;

    /// <summary>Whether the client's connection may go on behind this response: not when part of a body would be left in it, and the client has to be told so in the head.</summary>
    private bool UploadWillEnd(in ResponsePlan plan) => upload is null or { IsCompletedSuccessfully: true, Result.IsComplete: true } || (!upload.IsCompleted && plan.OriginPersists && !IsWithheld);

    private async ValueTask<ExchangeEnd> SwitchProtocolsAsync(OriginConnection origin)
    {
        if (!RequestStage.WantsUpgrade(exchange) || !UpgradeField.IsAnswered(exchange.Head, origin.Head))
        {
            return await answers.FailAsync(
                exchange,
                new Fault(ErrorCodes.MalformedResponse, FaultSide.Origin, 502, "The origin switched to a protocol that it was not asked for (RFC 9110 §7.8).")).ConfigureAwait(false);
        }

        if (!services.Tunnels.TryTake())
        {
            return await answers.FailAsync(exchange, CommonFaults.TooManyTunnels).ConfigureAwait(false);
        }

        try
        {
            return await RelayUpgradedAsync(origin).ConfigureAwait(false);
        }
        finally
        {
            services.Tunnels.Give();
        }
    }

    private async ValueTask<ExchangeEnd> RelayUpgradedAsync(OriginConnection origin)
    {
        ResponseHead head = await responseStage.InterceptAsync(exchange, origin.Head).ConfigureAwait(false);
        exchange.ResponseOutput.Clear();
        HeadWriter.WriteResponse(head, new ResponseOutline { KeepUpgrade = true, Via = services.Via?.For(origin.Head) }, exchange.ResponseOutput);
        exchange.Watchdog.Enter(ExchangePhase.StreamingBody);
        exchange.ResponseStarted = true;
        WireResult written = await exchange.Client.WriteAsync(exchange.ResponseOutput.Memory).ConfigureAwait(false);
        exchange.ResponseBytes += written.Count;
        if (!written.IsOk)
        {
            return await answers.FailAsync(exchange, CommonFaults.ResponseWrite(written)).ConfigureAwait(false);
        }

        ExchangeEnd end = WebSocketRelay.Applies(services, exchange, origin)
            ? await new WebSocketRelay(services, exchange).RunAsync(origin).ConfigureAwait(false)
            : await new TunnelRelay(services, exchange).RunAsync(origin).ConfigureAwait(false);
        if (end != ExchangeEnd.Abort)
        {
            // In order: the last bytes to the origin, a close frame say, may still be on their way.
            OriginLink.Close(exchange);
        }

        return end;
    }
}
