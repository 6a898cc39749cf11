using Proximity.Content;
using Proximity.Flows;
using Proximity.Protocol;
using Proximity.Protocol.Messages;

namespace Proximity.Recording;

/// <summary>
/// Cuts a gRPC body into its length-prefixed messages, and takes their compression off. What cannot be understood passes as it is.
/// </summary>
internal sealed class GrpcCutter(MessageFormat format, ContentCodings codings, BufferPool pool, int maxBytes) : MessageCutter
{
    private readonly GrpcMessageParser parser = new(maxBytes, format.Kind == MessageFormatKind.GrpcWeb);
    private readonly ByteBuffer raw = new(pool);
    private readonly ByteBuffer payload = new(pool);

    public override MessageCut? Next(ReadOnlySpan<byte> bytes, out int consumed)
    {
        GrpcStep step;
        int taken = 0;
        do
        {
            step = parser.Read(bytes[taken..], out int count, out ReadOnlySpan<byte> part);
            raw.Write(bytes.Slice(taken, count));
            taken += count;
            payload.Write(part[..Math.Min(part.Length, maxBytes - payload.Length)]);
        }
        while (step is GrpcStep.Begin or GrpcStep.Payload && !parser.IsTooLong);

        consumed = taken;
        switch (step)
        {
            case GrpcStep.End:
                return Ended(isComplete: true);
            case GrpcStep.Invalid:
                consumed = bytes.Length;
                raw.Write(bytes[taken..]);
                return raw.Length > 0 ? new MessageCut(TakeRaw()) : null;
            case GrpcStep.NeedMore:
                return null;
            default:
                return new MessageCut(TakeRaw()) { IsPartial = true };
        }
    }

    public override MessageCut? Finish()
        => raw.Length >= GrpcMessageHeader.Bytes || payload.Length > 0 ? Ended(isComplete: false)
            : raw.Length > 0 ? new MessageCut(TakeRaw())
            : null;

    public override void Dispose()
    {
        raw.Release();
        payload.Release();
    }

    private byte[] TakeRaw()
    {
        byte[] taken = raw.Span.ToArray();
        raw.Release();
        return taken;
    }

    private MessageCut Ended(bool isComplete)
    {
        byte[] content = payload.Span.ToArray();
        payload.Release();
        var cut = new MessageCut(TakeRaw())
        {
            Kind = parser.Header.Kind == GrpcMessageKind.Trailers ? MessageKind.GrpcTrailers : MessageKind.Grpc,
            Payload = content,
            Length = isComplete ? parser.Header.Length : content.Length,
            IsComplete = isComplete,
            IsCompressed = parser.Header.IsCompressed,
        };
        return cut.IsCompressed ? Inflated(cut) : cut;
    }

    /// <summary>
    /// Without its compression, as far as that goes: of a long message the beginning. Its length is known when all of it was inflated. One
    /// that was too long before is never whole, though what was held of it may inflate to its end: a part of it has gone on already.
    /// </summary>
    private MessageCut Inflated(MessageCut cut)
    {
        if (format.Coding is not { } name || codings.Find(name) is null)
        {
            return cut with { IsEncoded = true };
        }

        var limits = new ContentLimits { MaxOutputBytes = maxBytes };
        DecodedContent content = new ContentDecoder(codings, limits).Decode(cut.Payload, [name]);
        return content.State switch
        {
            ContentState.Complete when !parser.IsTooLong => cut with { Payload = content.Bytes, Length = content.Bytes.Length },
            ContentState.Complete or ContentState.LimitExceeded or ContentState.Truncated
                => cut with { Payload = content.Bytes, Length = Math.Max(cut.Length, content.Bytes.Length + 1L) },
            _ => cut with { IsEncoded = true },
        };
    }
}
