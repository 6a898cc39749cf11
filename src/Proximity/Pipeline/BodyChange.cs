using Proximity.Content;
using Proximity.Exchanges;
using Proximity.Flows;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;
using Proximity.Recording;
using Proximity.Wires;

namespace Proximity.Pipeline;

/// <summary>Puts what handlers made of a body where it is sent from.</summary>
/// <param name="owner">The exchange as handlers see it.</param>
/// <param name="exchange">The exchange.</param>
/// <param name="side">Whose body it is.</param>
internal sealed class BodyChange(HandledExchange owner, Exchange exchange, HeldSide side)
{
    /// <summary>How the origin's body is framed.</summary>
    public static BodyFraming OfResponse(Exchange exchange)
    {
        // What is wrong with it is found again, and told, where the response is planned.
        MessageFraming.OfResponse(exchange.Origin!.Head, exchange.Request.Head.MethodKind, out BodyFraming framing);
        return exchange.Origin.Head.Status == 101 ? BodyFraming.None : framing;
    }

    /// <summary>Throws where the message cannot have content, or must keep the one that it has.</summary>
    public void ThrowIfFixed()
    {
        if (WhyFixed() is { } problem)
        {
            throw new InvalidOperationException(problem);
        }
    }

    /// <summary>Why the content must stay as it is; null when it may be changed.</summary>
    public string? WhyFixed()
    {
        int? status = side == HeldSide.Response ? owner.Response.Status : null;
        bool isEmpty = status is 101 or 204 or 205 or 304
            || (status is not null && exchange.Request.ReceivedHead.MethodKind == MethodKind.Head);
        return isEmpty ? "The response can have no content (RFC 9110 §6.4.1)."
            : side == HeldSide.Request && owner.Request.Method == "TRACE" ? "A TRACE has no content (RFC 9110 §9.3.8)."
            : ContentFields.WhyFixed(side == HeldSide.Request ? owner.Request.Headers : owner.Response.Headers, status);
    }

    /// <summary>Throws where the content cannot be read.</summary>
    /// <param name="decode">Decodes content that is in the body's place; null for the body itself.</param>
    /// <param name="codings">The codings of the body itself.</param>
    public static void ThrowIfNotDecodable(Func<ReadOnlyMemory<byte>>? decode, ContentChain codings)
    {
        decode?.Invoke();
        if (decode is null && codings is { UnknownCoding: not null } or { IsTooDeep: true })
        {
            throw new InvalidDataException($"The content has an unknown coding ({codings.UnknownCoding}), or too many.");
        }
    }

    /// <summary>A request's body that no origin gets did not pass where bodies are recorded.</summary>
    public void RecordTaken(FlowRecorder recorder, ReadOnlySpan<byte> content)
    {
        if (side == HeldSide.Request && exchange.Recording.Flow is { } flow)
        {
            recorder.HeldBody(flow, BodySide.Request, content, CodingNames.Of(exchange.Request.ReceivedHead));
        }
    }

    /// <summary>Other content is sent.</summary>
    /// <param name="input">The content, with its codings.</param>
    /// <param name="isTaken">True when nothing of the body before is left where it came from.</param>
    public void PutInPlace(InputBuffer input, bool isTaken)
    {
        ExchangeChanges changes = owner.NeedChanges();
        FlowFacts.Modify(exchange.Recording.Flow, isModified: true);
        if (side == HeldSide.Request)
        {
            changes.RequestBody = input;
            exchange.Request.Framing = new BodyFraming(BodyKind.Length, input.Length);
        }
        else
        {
            changes.ResponseBody = input;
            changes.IsOriginsBodyTaken = isTaken;
        }
    }

    /// <summary>The content passes through user code: how long it becomes shows only at its end.</summary>
    /// <param name="plan">What it passes.</param>
    /// <param name="coding">The codings of what handlers make.</param>
    /// <param name="fields">The fields of the message.</param>
    public void SetTransform(TransformPlan plan, BodyCoding coding, HeaderCollection fields)
    {
        ExchangeChanges changes = owner.NeedChanges();
        FlowFacts.Modify(exchange.Recording.Flow, !plan.OnlyShowsMessages);
        plan.Encoding = coding.Streamed(fields, isForClient: side == HeldSide.Response);
        IReadOnlyList<string> sentCodings = fields.GetValues(BodyCoding.FieldName);
        changes.Mend(side == HeldSide.Request, head => ContentFields.MendStreamed(head, sentCodings));
        InputBuffer? replaced = side == HeldSide.Request ? changes.RequestBody : changes.ResponseBody;
        plan.SourceFraming = replaced is null ? plan.SourceFraming : new BodyFraming(BodyKind.Length, replaced.Length);
        if (side == HeldSide.Request)
        {
            changes.RequestTransform = plan;
            exchange.Request.Framing = BodyFraming.Chunked;
        }
        else
        {
            changes.ResponseTransform = plan;
        }
    }
}
