using Proximity.Content;
using Proximity.Zstd;

namespace Proximity.Fuzz.Content;

/// <summary>
/// A coded body decodes to the same bytes and the same end however its bytes arrive and whatever room its output has, never to more than
/// the limit, and what is wrong with it is a status and no exception; what was decoded, encoded anew, decodes to the same.
/// </summary>
/// <remarks>
/// The first byte of an input says the codings by its lower four bits, and a low limit by the fifth. What a call of the decoders for br
/// and zstd gave before a broken place is lost, and calls end where pieces do; so there one output has to begin with the other.
/// </remarks>
internal sealed class ContentDecodingTarget : IFuzzTarget
{
    private const int OddPiece = 7;
    private const int LowLimit = 100;
    private const int HighLimit = 16 * 1024;

    private static readonly ContentCodings Codings = ContentCodings.BuiltIn.With(new ZstdCoding());

    private static readonly ContentChain[] Chains =
    [
        .. new[]
        {
            "gzip", "deflate", "br", "zstd", "gzip, br", "deflate, gzip", "zstd, deflate", "br, zstd", "gzip, gzip, gzip", "identity",
        }.Select(value => Codings.Resolve([value])),
    ];

    public string Name => "content-decoding";

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        ContentChain chain = Chains[(input[0] & 15) % Chains.Length];
        int limit = (input[0] & 16) != 0 ? LowLimit : HighLimit;
        ReadOnlySpan<byte> body = input[1..];
        ContentReading whole = ContentReading.Read(chain, body, int.MaxValue, HighLimit * 2, limit);
        Demand.True(whole.Output.Length <= limit, "more output than the limit");
        Demand.Same(whole.Status is ContentStatus.Done, whole.Problem is null, "a problem of what is complete, or none of what is not");
        DemandSame(chain, whole, ContentReading.Read(chain, body, 1, LowLimit, limit), "byte by byte");
        DemandSame(chain, whole, ContentReading.Read(chain, body, OddPiece, 1, limit), "in odd pieces into room for a byte");
        DemandSameView(chain, whole, body, limit);
        if (whole.Status == ContentStatus.Done)
        {
            byte[] anew = ContentReading.Write(chain, whole.Output, OddPiece, OddPiece);
            ContentReading again = ContentReading.Read(chain, anew, OddPiece, OddPiece, long.MaxValue);
            Demand.Same(ContentStatus.Done, again.Status, "the end of what was encoded anew");
            Demand.Same(whole.Output.AsSpan(), again.Output, "what was encoded anew");
        }
    }

    private static void DemandSame(ContentChain chain, ContentReading expected, ContentReading actual, string how)
    {
        if (LosesOutput(chain) && (expected.Status == ContentStatus.Invalid || actual.Status == ContentStatus.Invalid))
        {
            int common = Math.Min(expected.Output.Length, actual.Output.Length);
            Demand.Same(expected.Output.AsSpan(0, common), actual.Output.AsSpan(0, common), $"{how} the output before a broken place");
            Demand.True(IsFailure(expected.Status) && IsFailure(actual.Status), $"{how} the end of broken data");
            return;
        }

        Demand.Same(expected.Status, actual.Status, $"{how} the end");
        Demand.Same(expected.Problem, actual.Problem, $"{how} the problem");
        Demand.True(
            IsFailure(expected.Status) || expected.HasTrailingBytes == actual.HasTrailingBytes,
            $"{how} other bytes behind the end");
        Demand.Same(expected.Output.AsSpan(), actual.Output, $"{how} the output");
    }

    /// <summary>What a view shows is the same, and its text has a charset.</summary>
    private static void DemandSameView(ContentChain chain, ContentReading whole, ReadOnlySpan<byte> body, int limit)
    {
        ContentDecoder decoder = new(Codings, new ContentLimits { MaxOutputBytes = limit });
        DecodedContent content = decoder.Decode(body.ToArray(), [string.Join(", ", chain.Codings.Select(coding => coding.Name))]);
        if (chain.Codings.Count > 0 && !(LosesOutput(chain) && IsFailure(whole.Status)))
        {
            Demand.Same(whole.Output.AsSpan(), content.Bytes.Span, "the bytes of a view");
        }

        _ = TextCharset.Of(null, content.Bytes.Span).GetString(content.Bytes.Span);
    }

    private static bool LosesOutput(ContentChain chain) => chain.Codings.Any(coding => coding.Name is "br" or "zstd");

    private static bool IsFailure(ContentStatus status) => status is ContentStatus.Invalid or ContentStatus.LimitExceeded;
}
