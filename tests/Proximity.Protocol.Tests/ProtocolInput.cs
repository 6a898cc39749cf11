using System.Text;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;

namespace Proximity.Protocol.Tests;

/// <summary>Feeds bytes to the incremental parsers whole, at every split, and byte by byte, and insists that all of them say the same.</summary>
internal static class ProtocolInput
{
    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>What a request head parser says of the text: "more", or the code of a fault, or the head shown line by line.</summary>
    public static string ParseRequest(string text, HeadLimits? limits = null)
        => AtEverySplit(text, () => new RequestHead(new BufferPool()), (head, bytes, scanned) =>
        {
            ParseResult result = HeadParser.ParseRequest(bytes, limits ?? HeadLimits.Default, head, ref scanned);
            return (result.State, scanned, Describe(result.State, result.Fault, () => $"{Text(head.Method)} {Text(head.Target)} 1.{head.VersionMinor} +{result.Consumed} {Fields(head)}"));
        });

    /// <summary>The same for a response head.</summary>
    public static string ParseResponse(string text, HeadLimits? limits = null)
        => AtEverySplit(text, () => new ResponseHead(new BufferPool()), (head, bytes, scanned) =>
        {
            ParseResult result = HeadParser.ParseResponse(bytes, limits ?? HeadLimits.Default, head, ref scanned);
            return (result.State, scanned, Describe(result.State, result.Fault, () => $"{head.Status} '{Text(head.Reason)}' 1.{head.VersionMinor} +{result.Consumed} {Fields(head)}"));
        });

    /// <summary>What a refused request head is told.</summary>
    public static string RefusalOfRequest(string text, HeadLimits? limits = null)
    {
        int scanned = 0;
        return HeadParser.ParseRequest(Bytes(text), limits ?? HeadLimits.Default, new RequestHead(new BufferPool()), ref scanned).Fault!.Message;
    }

    /// <summary>What a refused response head is told.</summary>
    public static string RefusalOfResponse(string text, HeadLimits? limits = null)
    {
        int scanned = 0;
        return HeadParser.ParseResponse(Bytes(text), limits ?? HeadLimits.Default, new ResponseHead(new BufferPool()), ref scanned).Fault!.Message;
    }

    /// <summary>A head that must parse.</summary>
    public static RequestHead Request(string text, HeadLimits? limits = null)
    {
        var head = new RequestHead(new BufferPool());
        int scanned = 0;
        Assert.Equal(ParseState.Done, HeadParser.ParseRequest(Bytes(text), limits ?? HeadLimits.Default, head, ref scanned).State);
        return head;
    }

    /// <summary>A head that must parse.</summary>
    public static ResponseHead Response(string text, HeadLimits? limits = null)
    {
        var head = new ResponseHead(new BufferPool());
        int scanned = 0;
        Assert.Equal(ParseState.Done, HeadParser.ParseResponse(Bytes(text), limits ?? HeadLimits.Default, head, ref scanned).State);
        return head;
    }

    /// <summary>What the chunked decoder makes of the text: "payload|trailers|rest", or the code of a fault, or "more" with the payload so far.</summary>
    public static string Decode(string text, bool takesPadding = false)
    {
        string whole = DecodeInPieces(text, text.Length, takesPadding);
        for (int piece = 1; piece < text.Length; piece++)
        {
            Assert.Equal(whole, DecodeInPieces(text, piece, takesPadding));
        }

        return whole;
    }

    private static string DecodeInPieces(string text, int piece, bool takesPadding)
    {
        byte[] bytes = Bytes(text);
        var decoder = new ChunkedDecoder(new BufferPool());
        decoder.Start(ErrorCodes.MalformedRequestBody, null, takesPadding);
        var payload = new StringBuilder();
        for (int at = 0; at < bytes.Length; at += piece)
        {
            Span<byte> part = bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)).ToArray();
            ParseState state = decoder.Decode(part, out int consumed, out int length, out Fault? fault);
            payload.Append(Text(part[..length]));
            if (state == ParseState.Fault)
            {
                return fault!.Code;
            }

            if (state == ParseState.Done)
            {
                return $"{payload}|{Text(decoder.Trailers)}|{Text(bytes.AsSpan(at + consumed))}";
            }

            Assert.Equal(part.Length, consumed);
        }

        return "more " + payload;
    }

    private static string AtEverySplit<THead>(string text, Func<THead> create, Func<THead, byte[], int, (ParseState State, int Scanned, string Said)> parse)
    {
        byte[] bytes = Bytes(text);
        string whole = parse(create(), bytes, 0).Said;
        for (int split = 1; split < bytes.Length; split++)
        {
            THead head = create();
            (ParseState state, int scanned, string said) = parse(head, bytes[..split], 0);

            // A refusal may come before the last byte; a head may not.
            Assert.True(state == ParseState.NeedMore || said == whole, $"at {split}: {said} instead of {whole}");
            if (state == ParseState.NeedMore)
            {
                Assert.Equal(whole, parse(head, bytes, scanned).Said);
            }
        }

        return whole;
    }

    private static string Describe(ParseState state, Fault? fault, Func<string> head) => state switch
    {
        ParseState.NeedMore => "more",
        ParseState.Fault => $"{fault!.Code} {fault.Status}",
        _ => head(),
    };

    private static string Fields(Head head)
    {
        var text = new StringBuilder();
        foreach (HeadField field in head.Fields)
        {
            text.Append('[').Append(Text(head.Name(field))).Append('=').Append(Text(head.Value(field))).Append(']');
        }

        return text.ToString();
    }
}
