using Proximity.Flows;
using Proximity.Protocol;
using Proximity.Protocol.Heads;

namespace Proximity.Handlers;

/// <summary>
/// Turns messages that user code changed into heads again, by writing them out and parsing that with the parser every peer's bytes go through: there is no second idea of
/// what is valid.
/// </summary>
internal static class HeadRewriter
{
    /// <summary>Null on success, otherwise why the message cannot be sent.</summary>
    /// <param name="request">The changed message.</param>
    /// <param name="missingHost">The value of Host for a message that has none.</param>
    /// <param name="limits">The bounds of a head.</param>
    /// <param name="scratch">Where the block is put together.</param>
    /// <param name="head">Filled on success.</param>
    public static string? Rewrite(ProxyRequest request, ReadOnlySpan<byte> missingHost, in HeadLimits limits, ByteBuffer scratch, RequestHead head)
    {
        scratch.Clear();
        if (!request.TryWriteBlock(scratch, missingHost))
        {
            return "The request has a line break or a character outside Latin-1.";
        }

        int scanned = 0;
        string? problem = Judge(HeadParser.ParseRequest(scratch.Span, limits, head, ref scanned), scratch.Length);
        scratch.Clear();
        return problem ?? (head.MethodKind == MethodKind.Connect ? "A request cannot become a CONNECT." : null);
    }

    /// <summary>Null on success, otherwise why the message cannot be sent.</summary>
    public static string? Rewrite(ProxyResponse response, in HeadLimits limits, ByteBuffer scratch, ResponseHead head)
    {
        scratch.Clear();
        if (!response.TryWriteBlock(scratch))
        {
            return "The response has a line break or a character outside Latin-1.";
        }

        int scanned = 0;
        string? problem = Judge(HeadParser.ParseResponse(scratch.Span, limits, head, ref scanned), scratch.Length);
        scratch.Clear();
        return problem;
    }

    private static string? Judge(in ParseResult result, int length) => result.State switch
    {
        ParseState.Fault => result.Fault!.Message,
        ParseState.NeedMore => "The message does not end.",
        _ when result.Consumed != length => "The message ends before its last field.",
        _ => null,
    };
}
