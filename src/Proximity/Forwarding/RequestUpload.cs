using Proximity.Exchanges;
using Proximity.Origins;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;
using Proximity.Wires;

namespace Proximity.Forwarding;

/// <summary>
/// The request on its way to the origin: the head, and a body, which is sent by a task of its own while the response is awaited. One at a
/// time; lent with its <see cref="Forwarder"/>.
/// </summary>
internal sealed class RequestUpload(ExchangeServices services)
{
    private readonly BodyPump pump = new(services, BodyDirection.Upload);
    private Exchange exchange = null!;

    /// <summary>The request's body on its way; null when it was sent together with the head.</summary>
    private Task<PumpOutcome>? pending;

    /// <summary>
    /// The upload has cut the origin off. Set before it does, so that the reader of the response, which wakes at once, knows whose doing
    /// its broken wire is.
    /// </summary>
    private volatile bool hasCutOff;

    /// <summary>True when the body is sent by a task of its own, be it at its end.</summary>
    public bool IsBegun => pending is not null;

    /// <summary>True when all of that body has gone out.</summary>
    public bool IsComplete => pending is { IsCompletedSuccessfully: true, Result.IsComplete: true };

    /// <summary>True when the body's failure has ended the origin's connection.</summary>
    public bool HasCutOffOrigin => pending is not null && hasCutOff;

    /// <summary>When the head had been written, as a timestamp; 0 before.</summary>
    public long HeadWrittenAt => pump.PrefixWrittenAt;

    /// <summary>True when the client waits for a 100 that will not come: its body is not to be expected (RFC 9110 §10.1.1).</summary>
    private bool IsWithheld => exchange.Watchdog.Upload == UploadState.Withheld;

    /// <summary>What the client sent of its body; what was put in its place is not the client's.</summary>
    private long ReceivedBytes => exchange.Changes?.RequestBody is null ? pump.BytesRead : 0;

    private InputBuffer Source => exchange.Changes?.RequestBody ?? exchange.Input;

    /// <summary>Prepares for an attempt; the head stands in <see cref="ExchangeBuffers.RequestOutput"/>.</summary>
    public void Start(Exchange ofExchange)
    {
        exchange = ofExchange;
        pump.Start(
            exchange.Watchdog,
            new BodyTransfer(
                Source,
                exchange.Origin!.Wire,
                exchange.Buffers.RequestDecoder,
                exchange.Request.Framing,
                KeepChunked: true,
                exchange.Request.Head,
                ErrorCodes.MalformedRequestBody,
                MayEndBehind: true)
            {
                Recording = services.Recorder.RequestBody(exchange.Recording.Flow, exchange.Request.Head, exchange.Request.Framing),
                Transform = exchange.Changes?.RequestTransform,
                Messages = MessageStage.OfRequest(services, exchange),
            });
    }

    /// <summary>Sends a head without a body.</summary>
    public ValueTask<PumpOutcome> SendHeadAsync() => pump.RunAsync(exchange.Buffers.RequestOutput);

    /// <summary>A body that is not at hand is sent by a task of its own, so that a response that comes early is seen early.</summary>
    public void Begin()
    {
        hasCutOff = false;
        bool mayBeWithheld = exchange.Request.ReceivedHead.Has(FieldKind.Expect) && Source.Length == 0;
        exchange.Watchdog.Upload = mayBeWithheld ? UploadState.Withheld : UploadState.UnderWay;
        pending = RunAsync(exchange.Origin!);
    }

    /// <summary>The reason behind a missing response: what the upload met, if it ended first.</summary>
    public async ValueTask<Fault> CauseAsync(Fault fault)
    {
        if (pending is null || !(pending.IsCompleted || hasCutOff))
        {
            return fault;
        }

        PumpOutcome outcome = await pending.ConfigureAwait(false);
        return outcome.End switch
        {
            PumpEnd.SourceFailed => CommonFaults.ClientRead(outcome.Wire),
            PumpEnd.Malformed => outcome.Fault!,
            PumpEnd.SinkFailed when fault.Code == ErrorCodes.UpstreamReadFailed => CommonFaults.RequestForward(outcome.Wire),
            _ => fault,
        };
    }

    /// <summary>
    /// Whether the client's connection may go on behind the response: not when part of a body would be left in it, and the client has to be
    /// told so in the head.
    /// </summary>
    /// <param name="originPersists">True when the origin keeps its connection.</param>
    public bool WillEnd(bool originPersists) => pending is null || IsComplete || (!pending.IsCompleted && originPersists && !IsWithheld);

    /// <summary>
    /// The response is with the client. An origin that answered early and keeps the connection still wants the rest of the body; one that
    /// closes does not. True when all of it was sent.
    /// </summary>
    /// <param name="originPersists">True when the origin keeps its connection.</param>
    public async ValueTask<bool> AwaitAsync(bool originPersists)
    {
        if (!pending!.IsCompleted && (!originPersists || IsWithheld))
        {
            return false;
        }

        if (!pump.HasTakenAll)
        {
            // A client that still uploads does not begin the next leg of its log-in, and a response that has ended may stop it.
            exchange.Client.SendHeldEnd();
        }

        return (await pending.ConfigureAwait(false)).IsComplete;
    }

    /// <summary>The exchange is over: nobody waits for the rest of the body. An upload that ended by a defect throws here.</summary>
    public async ValueTask EndAsync()
    {
        if (!pending!.IsCompleted)
        {
            exchange.Client.CancelReads();
            OriginLease.Abort(exchange);
            pump.Cancel();
        }

        await pending.ConfigureAwait(false);
        exchange.Recording.RequestBytes += ReceivedBytes;
    }

    /// <summary>
    /// A defect ended the exchange, and its origin is cut off. The upload is waited for: it reads into the client's buffer, which must
    /// not be given back, and to others, before.
    /// </summary>
    public async ValueTask BreakOffAsync()
    {
        if (pending is not null)
        {
            exchange.Client.CancelReads();
            pump.Cancel();
            await ((Task)pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            exchange.Recording.RequestBytes += ReceivedBytes;
        }
    }

    /// <summary>Forgets the request, and whose it was.</summary>
    public void Release()
    {
        pending = null;
        exchange = null!;
        pump.Release();
    }

    /// <summary>
    /// Sends the body. When the client fails it, the origin is cut off: it must never take a part for the whole, and the response is no
    /// longer awaited.
    /// </summary>
    private async Task<PumpOutcome> RunAsync(OriginConnection origin)
    {
        Watchdog watchdog = exchange.Watchdog;
        bool isCutOff = true;
        try
        {
            PumpOutcome outcome = await pump.RunAsync(exchange.Buffers.RequestOutput).ConfigureAwait(false);
            isCutOff = outcome.End is PumpEnd.SourceFailed or PumpEnd.Malformed;
            return outcome;
        }
        finally
        {
            watchdog.Upload = UploadState.None;

            // By a defect, too: the reader of the response would otherwise wait for an origin that waits for the rest.
            if (isCutOff)
            {
                hasCutOff = true;
                origin.Wire.Abort();
            }
        }
    }
}
