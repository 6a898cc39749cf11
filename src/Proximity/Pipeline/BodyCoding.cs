using System.Buffers;
using Proximity.Content;
using Proximity.Exchanges;
using Proximity.Flows;

namespace Proximity.Pipeline;

/// <summary>The content codings of what user code makes: Content-Encoding names them, and the content gets them when it is sent.</summary>
/// <param name="services">What all share.</param>
/// <param name="owner">The exchange.</param>
/// <param name="maxHeldBytes">The most bytes that one body may take, decoded.</param>
internal sealed class BodyCoding(ExchangeServices services, HandledExchange owner, int maxHeldBytes)
{
    public const string FieldName = "Content-Encoding";

    /// <summary>Whether the client takes a coding.</summary>
    public bool IsAccepted(IContentCoding coding) => services.Codings.IsAccepted(owner.AcceptEncoding, coding.Name);

    /// <summary>The content without codings.</summary>
    /// <exception cref="BodyTooLargeException">It is longer than may be held.</exception>
    /// <exception cref="InvalidDataException">A coding is unknown, or the coded data is broken.</exception>
    public ReadOnlyMemory<byte> Decode(Body body)
        => body.ContentEncoding is { } own ? Content(Decode(body.Content, [own])) : body.Content;

    /// <summary>Takes codings off, within the bound of what may be held.</summary>
    public DecodedContent Decode(ReadOnlyMemory<byte> content, IEnumerable<string> contentEncoding)
    {
        var limits = new ContentLimits { MaxOutputBytes = maxHeldBytes };
        return new ContentDecoder(services.Codings, limits).Decode(content, contentEncoding);
    }

    /// <summary>What was decoded.</summary>
    /// <inheritdoc cref="Decode(Body)" path="/exception"/>
    public static ReadOnlyMemory<byte> Content(DecodedContent content) => content.State switch
    {
        ContentState.Complete => content.Bytes,
        ContentState.LimitExceeded => throw new BodyTooLargeException(content.Problem ?? "The body decodes to more than may be held."),
        _ => throw new InvalidDataException(content.Problem),
    };

    /// <summary>
    /// The bytes to send. Content-Encoding is taken at its word where that can be done, and says afterwards which codings the bytes have.
    /// </summary>
    /// <param name="fields">The fields of the message.</param>
    /// <param name="body">Its content.</param>
    /// <param name="isForClient">True for a response, whose receiver says which codings it takes; a request's does not.</param>
    /// <param name="by">The handler that made it; told when the content does not get the codings that were named.</param>
    public ReadOnlyMemory<byte> Encode(HeaderCollection fields, Body body, bool isForClient, HandlerEntry by)
    {
        IReadOnlyList<string> named = fields.GetValues(FieldName);
        string[] own = body.ContentEncoding is { } has ? [has] : [];
        if (body.Content.IsEmpty || named.SequenceEqual(own))
        {
            return body.Content;
        }

        DecodedContent plain = Decode(body.Content, own);
        if (plain.State != ContentState.Complete)
        {
            owner.Report(by, $"The content keeps the coding that it has: {plain.Problem}", null);
            ContentFields.SetCodings(fields, own);
            return body.Content;
        }

        ContentChain wanted = services.Codings.Resolve(named);
        bool isUnknown = wanted.UnknownCoding is not null || wanted.IsTooDeep;
        if (isUnknown)
        {
            const string Why = "Content-Encoding names no known coding, or too many: the content goes without.";
            owner.Report(by, $"{Why} Body.Encoded is for content that has it.", string.Join(", ", named));
        }

        if (isUnknown || (isForClient && !wanted.Codings.All(IsAccepted)))
        {
            fields.Remove(FieldName);
            return plain.Bytes;
        }

        return wanted.Codings.Count == 0 ? plain.Bytes : Encode(wanted, plain.Bytes);
    }

    /// <summary>
    /// The codings that content gets which user code makes as it passes: those that Content-Encoding names. Null where they are not known,
    /// or not taken: the field is dropped then.
    /// </summary>
    public ContentChain? Streamed(HeaderCollection fields, bool isForClient)
    {
        ContentChain wanted = services.Codings.Resolve(fields.GetValues(FieldName));
        bool isGiven = wanted.UnknownCoding is null && !wanted.IsTooDeep && (!isForClient || wanted.Codings.All(IsAccepted));
        ContentFields.SetCodings(fields, isGiven ? fields.GetValues(FieldName) : []);
        return isGiven ? wanted : null;
    }

    /// <summary>Puts codings on content.</summary>
    public static ReadOnlyMemory<byte> Encode(ContentChain codings, ReadOnlyMemory<byte> content)
    {
        var output = new ArrayBufferWriter<byte>();
        using IContentEncoder encoder = codings.CreateEncoder();
        ReadOnlySpan<byte> rest = content.Span;
        ContentStatus status;
        do
        {
            status = encoder.Process(rest, output.GetSpan(), isLast: true, out int consumed, out int written);
            rest = rest[consumed..];
            output.Advance(written);
        }
        while (status == ContentStatus.DestinationFull);

        return output.WrittenMemory;
    }
}
