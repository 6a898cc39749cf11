using System.IO.Pipelines;
using Proximity.Content;
using Proximity.Exchanges;
using Proximity.Flows;
using Proximity.Handlers;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Framing;
using Proximity.Wires;

namespace Proximity.Pipeline;

/// <summary>
/// A body that came with a message. Nothing is done until a handler asks for it. Then it is taken in up to the limit, and stays in the
/// input buffer: unchanged it goes on from there as it came, as does one that is too long.
/// </summary>
internal sealed class HeldBody : MessageBody, IDisposable
{
    private const int MaxDrainedBytes = 64 * 1024;

    private readonly HandledExchange owner;
    private readonly ExchangeServices services;
    private readonly Exchange exchange;
    private readonly HeldSide side;
    private readonly HeaderCollection fields;
    private readonly BodyFraming framing;
    private readonly ContentChain codings;
    private readonly BodyReader reader;
    private readonly BodyHold hold;
    private readonly IReadOnlyList<string> contentEncoding;
    private readonly BodyCoding coding;
    private readonly BodyChange change;
    private bool isSent;
    private Task? reading;
    private CancellationTokenSource? readingEnd;
    private ReadOnlyMemory<byte>? decoded;
    private Body? replacement;
    private HandlerEntry? replacedBy;
    private TransformPlan? plan;

    public HeldBody(HandledExchange owner, ExchangeServices services, Exchange exchange, HeldSide side, HeaderCollection fields)
    {
        this.owner = owner;
        this.services = services;
        this.exchange = exchange;
        this.side = side;
        this.fields = fields;
        framing = side == HeldSide.Request ? exchange.Request.Framing : BodyChange.OfResponse(exchange);
        contentEncoding = fields.GetValues(BodyCoding.FieldName);
        codings = services.Codings.Resolve(contentEncoding);
        coding = new BodyCoding(services, owner, exchange.Settings.Held.PerBody);
        change = new BodyChange(owner, exchange, side);
        reader = new BodyReader(Input, framing, exchange.Settings.Held.PerBody);
        hold = new BodyHold(services, exchange, side, reader, framing) { IsCoded = codings.Codings.Count > 0 };
    }

    /// <summary>Why the exchange cannot go on; null when it can.</summary>
    public Fault? Refusal { get; private set; }

    /// <summary>True when nothing of the body is left where it came from.</summary>
    public bool IsTaken { get; private set; }

    public override bool IsEmpty => replacement is { } body ? body.Content.IsEmpty : framing.IsEmpty;

    public override long? WireLength => framing.IsEmpty ? 0 : framing.Kind == BodyKind.Length ? framing.Length : null;

    private InputBuffer Input => side == HeldSide.Request ? exchange.Input : exchange.Origin!.Input;

    private HandlerNeeds Need => side == HeldSide.Request ? HandlerNeeds.RequestBody : HandlerNeeds.ResponseBody;

    public override async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken = default)
    {
        owner.Demand(Need);
        TransformPlan.ThrowIfAny(plan?.Steps.Count);
        if (replacement is { } body)
        {
            return coding.Decode(body);
        }

        if (decoded is { } known)
        {
            return known;
        }

        ThrowIfSent();
        if (reading is { IsCompleted: false })
        {
            throw new InvalidOperationException("The body is being read already.");
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        readingEnd = end;
        using (UserCode.PauseTurn())
        {
            reading = HoldForHandlerAsync(end.Token);
        }

        await reading.ConfigureAwait(false);
        readingEnd = null;
        HeldOverflow.ThrowIfNotWhole(hold, reader, exchange.Settings.Held.PerBody, Refusal);
        if (!reader.IsWhole)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new OperationCanceledException("The handler returned before the body was whole.");
        }

        decoded = Decode();
        hold.Trim(Math.Max(reader.Taken, decoded.Value.Length));
        return decoded.Value;
    }

    /// <summary>A handler returns: nothing reads the body any more.</summary>
    public async ValueTask SettleAsync()
    {
        if (reading is { IsCompleted: false } left)
        {
            owner.ReportLeft("The handler returned while it still read a body.");
            try
            {
                readingEnd?.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It has just come to its end.
            }

            await left.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public override async ValueTask<string> ReadTextAsync(CancellationToken cancellationToken = default)
        => BodyText.Read(fields, (await ReadAsync(cancellationToken).ConfigureAwait(false)).Span);

    public override void Replace(Body body)
    {
        ArgumentNullException.ThrowIfNull(body);
        ThrowIfFixed();
        (replacement, replacedBy, plan) = (body, owner.Current, null);
        ContentFields.Mend(fields, body, body.ContentEncoding is { } own ? [own] : KeepsCoding ? contentEncoding : []);
    }

    public override void Transform(Func<PipeReader, PipeWriter, CancellationToken, ValueTask> transform)
    {
        ArgumentNullException.ThrowIfNull(transform);
        ThrowIfFixed();
        BodyChange.ThrowIfNotDecodable(replacement is { } body ? () => coding.Decode(body) : null, codings);
        if (!IsEmpty)
        {
            AddStep(new BodyTransformer(owner.Current!, transform));
        }
    }

    /// <summary>Sets what shows messages to handlers, behind other transforms, unless the body must stay as it is.</summary>
    public void TrySetEditor(BodyTransformer editor)
    {
        if (!isSent && codings is { UnknownCoding: null, IsTooDeep: false } && change.WhyFixed() is null)
        {
            AddStep(editor);
            plan!.RecordsMessages = true;
        }
    }

    private void AddStep(BodyTransformer step)
    {
        plan ??= new TransformPlan { SourceFraming = framing };
        plan.Add(step);
        if (replacement is null)
        {
            ContentFields.MendStreamed(fields, KeepsCoding ? contentEncoding : []);
        }
    }

    internal override void ReplaceText(string text)
    {
        ReadOnlyMemory<byte> before = replacement is { } body ? coding.Decode(body) : decoded ?? default;
        Replace(Body.Bytes(BodyText.Write(fields, before.Span, text), contentType: null));
    }

    /// <summary>Before the message goes on: what was put in the body's place is made ready, and the body itself read to its end.</summary>
    public async ValueTask<Fault?> FinishAsync()
    {
        isSent = true;
        bool isForClient = side == HeldSide.Response;
        if (replacement is { } body)
        {
            if (IsDrained)
            {
                await HoldAsync(CancellationToken.None).ConfigureAwait(false);
                if (Refusal is { } fault)
                {
                    return fault;
                }
            }

            Take();
            ReadOnlyMemory<byte> content = plan is null ? coding.Encode(fields, body, isForClient, replacedBy!) : coding.Decode(body);
            change.PutInPlace(InputBuffer.Of(Input.Wire, services.Buffers, content.Span), IsTaken);
            IReadOnlyList<string> sentCodings = fields.GetValues(BodyCoding.FieldName);
            owner.NeedChanges().Mend(!isForClient, head => ContentFields.Mend(head, body, sentCodings));
        }

        if (plan is not null)
        {
            plan.Decoding = replacement is null ? codings : null;
            change.SetTransform(plan, coding, fields);
        }

        return null;
    }

    /// <summary>
    /// The client gets an answer without the origin: a body that was taken in is not left in the way of its next request.
    /// </summary>
    /// <returns>True when nothing of the body is left where it came from.</returns>
    public bool Take()
    {
        IsTaken |= framing.IsEmpty;
        if (!IsTaken && reader.IsWhole)
        {
            IsTaken = true;
            Input.Consume(reader.Taken);
            exchange.Recording.RequestBytes += side == HeldSide.Request ? reader.Taken : 0;
            change.RecordTaken(services.Recorder, reader.Content.Span);
        }
        else if (!IsTaken && side == HeldSide.Request)
        {
            exchange.ClientPersists = false;
        }

        return IsTaken;
    }

    public void Dispose()
    {
        reader.Dispose();
        hold.Dispose();
    }

    /// <summary>
    /// A response that is replaced unread is read to its end only where that is near: an event stream has none, and a new connection costs
    /// less than a long body.
    /// </summary>
    private bool IsDrained => side == HeldSide.Request || (framing.Kind == BodyKind.Length && framing.Length <= MaxDrainedBytes);

    /// <summary>
    /// A request keeps what its sender chose for its receiver; a response what the client takes. A handler that has removed the field wants
    /// none.
    /// </summary>
    private bool KeepsCoding => codings.Codings.Count > 0
        && fields.GetValues(BodyCoding.FieldName).SequenceEqual(contentEncoding)
        && (side == HeldSide.Request || codings.Codings.All(coding.IsAccepted));

    private void ThrowIfFixed()
    {
        owner.Demand(Need);
        ThrowIfSent();
        change.ThrowIfFixed();
    }

    private void ThrowIfSent()
    {
        if (isSent)
        {
            throw new InvalidOperationException(side == HeldSide.Request ? "The request has been sent." : "The response has been sent.");
        }
    }

    private async Task HoldForHandlerAsync(CancellationToken cancellationToken)
    {
        owner.Turn.Leave();
        try
        {
            await HoldAsync(cancellationToken).ConfigureAwait(false);
            Refusal ??= reader.IsTooLong || hold.IsBusy ? Overflow : null;
        }
        finally
        {
            await owner.Turn.EnterAsync();
        }
    }

    private async ValueTask HoldAsync(CancellationToken cancellationToken)
    {
        Refusal ??= await hold.RunAsync(cancellationToken).ConfigureAwait(false);
        if (side == HeldSide.Request && (hold.IsBegun || replacement is not null))
        {
            exchange.Request.IsExpectationMet = true;
        }
    }

    /// <summary>What a body that cannot be held makes of the exchange; null when it passes unread.</summary>
    private Fault? Overflow => exchange.Settings.Held.Overflow == HeldBodyOverflow.Refuse ? HeldOverflow.Of(side, hold.IsBusy) : null;

    private ReadOnlyMemory<byte> Decode()
    {
        DecodedContent content = coding.Decode(reader.Content, contentEncoding);
        Refusal ??= content.State == ContentState.LimitExceeded ? Overflow : null;
        return BodyCoding.Content(content);
    }
}
