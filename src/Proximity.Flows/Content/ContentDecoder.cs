using System.Buffers;

namespace Proximity.Content;

/// <summary>
/// Decodes whole bodies, to be looked at. What a body says of its own lengths is never believed. Can be used by many threads.
/// </summary>
/// <param name="codings">The codings that are known.</param>
/// <param name="limits">What decoding may cost; null for the defaults.</param>
public sealed class ContentDecoder(ContentCodings codings, ContentLimits? limits = null)
{
    private const int FirstBufferBytes = 16 * 1024;

    private readonly ContentCodings codings = codings ?? throw new ArgumentNullException(nameof(codings));
    private readonly ContentLimits limits = limits ?? new ContentLimits();

    /// <summary>Takes the codings off a body.</summary>
    /// <param name="body">The body as it was received, without a transfer coding.</param>
    /// <param name="contentEncoding">The values of its <c>Content-Encoding</c> fields, in their order; empty when there are none.</param>
    /// <returns>What could be decoded and how far that is; nothing is thrown for what is wrong with a body.</returns>
    public DecodedContent Decode(ReadOnlyMemory<byte> body, IEnumerable<string> contentEncoding)
    {
        ContentChain chain = codings.Resolve(contentEncoding);
        if (chain.UnknownCoding is { } name)
        {
            return new DecodedContent(body, ContentState.UnknownCoding)
            {
                UnknownCoding = name,
                Problem = name.Length == 0 ? "Content-Encoding is present and names nothing." : $"The coding {name} is not known.",
            };
        }

        if (chain.IsTooDeep)
        {
            return new DecodedContent(body, ContentState.LimitExceeded)
            {
                Limit = nameof(ContentCodings.MaxStackedCodings),
                Problem = $"The body has more than {ContentCodings.MaxStackedCodings} codings (MaxStackedCodings).",
            };
        }

        return chain.Codings.Count == 0 ? new DecodedContent(body, ContentState.Complete) : Decode(body.Span, chain);
    }

    private DecodedContent Decode(ReadOnlySpan<byte> body, ContentChain chain)
    {
        long byRatio = Math.Max(ContentLimits.FreeOfRatioBytes, (long)body.Length * limits.MaxRatio);
        long allowed = Math.Min(limits.MaxOutputBytes, byRatio);
        using IContentDecoder decoder = chain.CreateDecoder(allowed);
        byte[] bytes = DecodeAll(decoder, body, allowed, out ContentStatus status);
        var decoded = new DecodedContent(bytes, StateOf(status))
        {
            Problem = decoder.Problem,
            HasTrailingBytes = HasTrailingBytes(decoder, status),
        };
        if (status != ContentStatus.LimitExceeded)
        {
            return decoded;
        }

        return byRatio < limits.MaxOutputBytes
            ? decoded with
            {
                Limit = nameof(ContentLimits.MaxRatio),
                Problem = $"More than {limits.MaxRatio} bytes come of one (MaxRatio).",
            }
            : decoded with
            {
                Limit = nameof(ContentLimits.MaxOutputBytes),
                Problem = $"More than {limits.MaxOutputBytes} bytes come of the body (MaxOutputBytes).",
            };
    }

    /// <summary>Decodes into a buffer that grows with what comes, up to twice that.</summary>
    private static byte[] DecodeAll(IContentDecoder decoder, ReadOnlySpan<byte> body, long allowed, out ContentStatus status)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(allowed, 1, FirstBufferBytes));
        try
        {
            int length = 0;
            do
            {
                buffer = length == buffer.Length ? Grow(buffer) : buffer;
                status = decoder.Process(body, buffer.AsSpan(length), isLast: true, out int consumed, out int written);
                body = body[consumed..];
                length += written;
            }
            while (status == ContentStatus.DestinationFull);

            return buffer.AsSpan(0, length).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] buffer)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, buffer.Length * 2L));
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    /// <summary>Where decoding stopped before the end, it depends on how far it went ahead.</summary>
    private static bool HasTrailingBytes(IContentDecoder decoder, ContentStatus status)
        => status is ContentStatus.Done or ContentStatus.Truncated && decoder.HasTrailingBytes;

    private static ContentState StateOf(ContentStatus status) => status switch
    {
        ContentStatus.Done => ContentState.Complete,
        ContentStatus.Truncated => ContentState.Truncated,
        ContentStatus.LimitExceeded => ContentState.LimitExceeded,
        _ => ContentState.Invalid,
    };
}
