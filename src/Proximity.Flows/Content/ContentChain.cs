using System.IO.Compression;
using Proximity.Content.Chains;

namespace Proximity.Content;

/// <summary>
/// The codings of one body, as <see cref="ContentCodings.Resolve"/> reads them from its <c>Content-Encoding</c>. Immutable.
/// </summary>
public sealed class ContentChain
{
    internal ContentChain(IReadOnlyList<IContentCoding> codings, string? unknownCoding = null, bool isTooDeep = false)
    {
        Codings = codings;
        UnknownCoding = unknownCoding;
        IsTooDeep = isTooDeep;
    }

    /// <summary>
    /// The codings in the order in which they were applied (RFC 9110 §8.4), without <c>identity</c>. Empty when there are none, or when
    /// the body is to stay as it is.
    /// </summary>
    public IReadOnlyList<IContentCoding> Codings { get; }

    /// <summary>
    /// The first name that no coding has, empty when the field names nothing at all; the body stays as it is then. Null when all names
    /// are known.
    /// </summary>
    public string? UnknownCoding { get; }

    /// <summary>
    /// True when more than <see cref="ContentCodings.MaxStackedCodings"/> codings are named; the body stays as it is then.
    /// </summary>
    public bool IsTooDeep { get; }

    /// <summary>
    /// A decoder that takes all the codings off one body, the last one first; it passes bytes on where <see cref="Codings"/> is empty.
    /// The caller disposes it.
    /// </summary>
    /// <param name="maxOutputBytes">
    /// How many bytes each step may give, so that a body that unfolds between two codings is seen, too. Default: without a limit.
    /// </param>
    public IContentDecoder CreateDecoder(long maxOutputBytes = long.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxOutputBytes);
        IContentDecoder? decoder = null;
        foreach (IContentCoding coding in Codings.Reverse())
        {
            IContentDecoder step = Limit(coding.CreateDecoder(), maxOutputBytes);
            decoder = decoder is null ? step : new StackedDecoder(decoder, step);
        }

        return decoder ?? Limit(new IdentityDecoder(), maxOutputBytes);
    }

    /// <summary>
    /// An encoder that puts all the codings on one body again; it passes bytes on where <see cref="Codings"/> is empty. The caller
    /// disposes it.
    /// </summary>
    /// <param name="level">Time against size. Default: fastest.</param>
    public IContentEncoder CreateEncoder(CompressionLevel level = CompressionLevel.Fastest)
    {
        IContentEncoder? encoder = null;
        foreach (IContentCoding coding in Codings)
        {
            IContentEncoder step = coding.CreateEncoder(level);
            encoder = encoder is null ? step : new StackedEncoder(encoder, step);
        }

        return encoder ?? new IdentityEncoder();
    }

    private static IContentDecoder Limit(IContentDecoder decoder, long maxOutputBytes)
        => maxOutputBytes == long.MaxValue ? decoder : new LimitedDecoder(decoder, maxOutputBytes);
}
