using System.Text;
using Proximity.Fuzz.Heads;
using Proximity.Protocol;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;
using Proximity.Protocol.Targets;

namespace Proximity.Fuzz.Onward;

/// <summary>Understands a request and sends it on, as far as the pure core does that.</summary>
internal sealed class RequestSending
{
    private readonly BufferPool pool = new();
    private readonly RequestHead received;
    private readonly RequestHead resent;
    private readonly ByteBuffer target;
    private readonly ByteBuffer output;
    private readonly BodySending body;

    public RequestSending()
    {
        (received, resent) = (new RequestHead(pool), new RequestHead(pool));
        (target, output) = (new ByteBuffer(pool), new ByteBuffer(pool));
        body = new BodySending(pool);
    }

    /// <summary>Null when the request is refused, not whole, or a CONNECT, which is not sent on.</summary>
    public SentMessage? Send(ReadOnlySpan<byte> input)
    {
        int scanned = 0;
        ParseResult result = HeadParser.ParseRequest(input, HeadLimits.Default, received, ref scanned);
        SentMessage? sent = result.State == ParseState.Done ? Send(input[result.Consumed..], received.MethodKind) : null;
        received.Release();
        resent.Release();
        target.Release();
        output.Release();
        Demand.Same(0, pool.Outstanding, "buffers lent in the end");
        return sent;
    }

    private SentMessage? Send(ReadOnlySpan<byte> rest, MethodKind method)
    {
        if (method == MethodKind.Connect || MessageFraming.OfRequest(received, out BodyFraming framing) is not null || RequestTarget.Read(received, out RequestTarget read) is not null)
        {
            return null;
        }

        read.WriteOriginForm(received, target);
        HeadWriter.WriteRequest(received, new RequestOutline { Target = target.Span, Host = read.AuthorityBytes(received), Framing = framing, KeepUpgrade = HeadMeaning.WantsUpgrade(received) }, output);
        int scanned = 0;
        ParseResult again = HeadParser.ParseRequest(output.Span, HeadLimits.Default, resent, ref scanned);
        Demand.True(again.State == ParseState.Done, "what is sent on is not a head");
        int headLength = output.Length;
        return body.TrySend(framing, rest, output)
            ? new SentMessage(output.Span.ToArray(), headLength, new ParsedMessage(StartLine(), SentMessage.Fields(resent), body.Body, body.Trailers))
            : null;
    }

    private string StartLine() => $"{Encoding.Latin1.GetString(resent.Method)} {Encoding.Latin1.GetString(resent.Target)}";
}
