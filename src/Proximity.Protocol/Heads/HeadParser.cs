using Proximity.Protocol.Faults;

namespace Proximity.Protocol.Heads;

/// <summary>
/// Turns bytes into heads (RFC 9112 §2–5), strictly: lines end with CRLF and nothing else. With <see cref="HeadLimits.IsLenient"/> a head is mended first, then read as strictly.
/// What is said of a head depends on its bytes alone, never on how they were cut on the way.
/// </summary>
internal static class HeadParser
{
    /// <summary>The first byte of a ClientHello's record (RFC 8446 §5.1).</summary>
    private const byte TlsHandshakeRecord = 0x16;

    /// <summary>The versions that begin a SOCKS request (RFC 1928 §3).</summary>
    private const byte Socks4 = 4;
    private const byte Socks5 = 5;

    /// <summary>Looks for one whole request head at the start of <paramref name="input"/>; one empty line before it is skipped and counted as consumed (RFC 9112 §2.2).</summary>
    /// <param name="input">All unread bytes of the connection.</param>
    /// <param name="limits">The bounds; exceeding one is a fault.</param>
    /// <param name="head">Filled when done; it owns a copy of the block.</param>
    /// <param name="scanned">0 at first; kept by the caller between calls on the same growing input, so that nothing is searched twice.</param>
    public static ParseResult ParseRequest(ReadOnlySpan<byte> input, in HeadLimits limits, RequestHead head, ref int scanned)
    {
        int skipped = SkipEmptyLines(input, limits.IsLenient);
        ReadOnlySpan<byte> rest = input[skipped..];
        if (rest.IsEmpty || rest is [(byte)'\r'])
        {
            return ParseResult.NeedMore;
        }

        // A TLS hello, say, has no line end to wait for.
        return FieldSyntax.IsTokenByte(rest[0])
            ? Parse(input, skipped, limits, head, ref scanned)
            : ParseResult.Refused(head.Malformed(DescribeFirstByte(rest, limits.IsLenient)));
    }

    /// <summary>The same for a response head. A block over the limit is the fault <see cref="ErrorCodes.ResponseHeadersTooLarge"/>; any other, <see cref="ErrorCodes.MalformedResponse"/>.</summary>
    public static ParseResult ParseResponse(ReadOnlySpan<byte> input, in HeadLimits limits, ResponseHead head, ref int scanned)
    {
        ReadOnlySpan<byte> start = "HTTP/1."u8;
        int known = Math.Min(input.Length, start.Length);
        return input[..known].SequenceEqual(start[..known])
            ? Parse(input, 0, limits, head, ref scanned)
            : ParseResult.Refused(head.Malformed("The response does not begin with HTTP/1. (RFC 9112 §4)."));
    }

    private static int SkipEmptyLines(ReadOnlySpan<byte> input, bool isLenient)
    {
        int skipped = input.StartsWith("\r\n"u8) ? 2 : 0;
        for (int more = 1; isLenient && more < HeadMender.MaxEmptyLines; more++)
        {
            ReadOnlySpan<byte> rest = input[skipped..];
            skipped += rest.StartsWith("\r\n"u8) ? 2 : rest.StartsWith("\n"u8) ? 1 : 0;
        }

        return skipped;
    }

    /// <summary>Says what was begun instead of HTTP where one byte tells: the client's own message seldom does.</summary>
    private static string DescribeFirstByte(ReadOnlySpan<byte> rest, bool isLenient)
    {
        switch (rest[0])
        {
            case TlsHandshakeRecord:
                return "TLS was begun with the proxy itself, but its port takes HTTP in clear. Give the client a proxy address with http://; wget2 uses TLS with every proxy.";
            case Socks4 or Socks5:
                return "SOCKS was begun with the proxy, but its port takes HTTP. Give the client a proxy address with http://.";
        }

        bool isEmptyLine = rest[0] == '\n' || rest.StartsWith("\r\n"u8);
        return isEmptyLine && !isLenient
            ? "Before a request stands more than one empty line, or one that ends with LF alone (RFC 9112 §2.2) (option Strictness)."
            : "The first byte cannot begin a method (RFC 9112 §3).";
    }

    private static ParseResult Parse(ReadOnlySpan<byte> input, int skipped, in HeadLimits limits, Head head, ref int scanned)
    {
        // What lies behind the limit is not looked at: it may have arrived, or may not.
        ReadOnlySpan<byte> window = input[skipped..Math.Min(input.Length, limits.MaxBytes)];
        ParseResult end = FindEnd(window, limits.IsLenient, head, ref scanned);
        if (end.State == ParseState.NeedMore && input.Length >= limits.MaxBytes)
        {
            return ParseResult.Refused(window.Contains((byte)'\n')
                ? head.TooLarge($"The head is longer than {limits.MaxBytes} bytes (option MaxHeaderBytes).")
                : head.StartLineTooLarge($"The start line alone is longer than {limits.MaxBytes} bytes (option MaxHeaderBytes)."));
        }

        if (end.State != ParseState.Done)
        {
            return end;
        }

        ReadOnlySpan<byte> block = window[..end.Consumed];
        Fault? fault = limits.IsLenient ? MendAndIndex(block, limits, head) : Index(block, limits, head);
        return fault is null ? end with { Consumed = end.Consumed + skipped } : ParseResult.Refused(fault);
    }

    /// <summary>Walks the lines up to the empty one, which ends the head. A wrong line end, and a wrong start line, are refused as soon as they are seen.</summary>
    private static ParseResult FindEnd(ReadOnlySpan<byte> window, bool isLenient, Head head, ref int scanned)
    {
        // Where a line begins that an earlier call saw a part of, is looked up once, when it ends.
        int lineStart = scanned == 0 ? 0 : -1;
        while (true)
        {
            int at = window[scanned..].IndexOfAny((byte)'\r', (byte)'\n');
            int lineEnd = at < 0 ? window.Length : scanned + at;
            scanned = lineEnd;
            if (at < 0 || (window[lineEnd] == '\r' && lineEnd + 1 == window.Length))
            {
                return ParseResult.NeedMore;
            }

            bool isCrLf = window[lineEnd] == '\r' && window[lineEnd + 1] == '\n';
            if (!isCrLf && !(isLenient && window[lineEnd] == '\n'))
            {
                return ParseResult.Refused(head.Malformed(window[lineEnd] == '\r'
                    ? "A CR is not followed by LF (RFC 9112 §2.2)."
                    : "A line ends with LF alone, without CR (RFC 9112 §2.2) (option Strictness)."));
            }

            lineStart = lineStart < 0 ? window[..lineEnd].LastIndexOf((byte)'\n') + 1 : lineStart;
            if (lineStart == 0 && head.ReadStartLine(window[..lineEnd], isLenient) is { } fault)
            {
                return ParseResult.Refused(fault);
            }

            scanned = lineEnd + (isCrLf ? 2 : 1);
            if (lineStart == lineEnd)
            {
                return new ParseResult(ParseState.Done, scanned);
            }

            lineStart = scanned;
        }
    }

    private static Fault? Index(ReadOnlySpan<byte> block, in HeadLimits limits, Head head)
    {
        head.Begin(block);
        if (IndexFields(head, limits) is not { } fault)
        {
            return null;
        }

        // Refused as it is. Whether it could have been mended, trying tells exactly.
        return MendAndIndex(block, limits, head) is null ? fault with { Message = $"{fault.Message[..^1]} (option Strictness)." } : fault;
    }

    private static Fault? MendAndIndex(ReadOnlySpan<byte> block, in HeadLimits limits, Head head)
    {
        head.BeginMended(block, isResponse: head is ResponseHead);

        // Where its parts lie may have changed.
        return head.ReadStartLine(head.Block[..head.Block.IndexOf((byte)'\r')], isLenient: false) ?? IndexFields(head, limits);
    }

    private static Fault? IndexFields(Head head, in HeadLimits limits)
    {
        ReadOnlySpan<byte> block = head.Block;
        bool allowSpaceBeforeColon = head is ResponseHead;
        int lineStart = block.IndexOf("\r\n"u8) + 2;
        int count = 0;
        while (block[lineStart] != '\r')
        {
            if (++count > limits.MaxFields)
            {
                return head.TooManyFields($"The head has more than {limits.MaxFields} fields (option MaxHeaderFields).");
            }

            int lineEnd = lineStart + block[lineStart..].IndexOf((byte)'\r');
            if (FieldLine.Read(block, lineStart, lineEnd, allowSpaceBeforeColon, out HeadField field) is { } problem)
            {
                return head.Malformed(problem);
            }

            head.Add(field);
            lineStart = lineEnd + 2;
        }

        return null;
    }
}
