using System.Globalization;
using System.Text;
using Proximity.Fuzz.Heads;
using Proximity.Protocol;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;

namespace Proximity.Fuzz.Onward;

/// <summary>Understands a final response and sends it on, as far as the pure core does that.</summary>
internal sealed class ResponseSending
{
    private readonly BufferPool pool = new();
    private readonly ResponseHead received;
    private readonly ResponseHead resent;
    private readonly ByteBuffer output;
    private readonly BodySending body;

    public ResponseSending()
    {
        (received, resent) = (new ResponseHead(pool), new ResponseHead(pool));
        output = new ByteBuffer(pool);
        body = new BodySending(pool);
    }

    /// <summary>True when the message last sent ends where the connection does.</summary>
    public bool EndsWithConnection { get; private set; }

    /// <summary>Null when the response is refused, not whole, or an interim one.</summary>
    public SentMessage? Send(ReadOnlySpan<byte> input, MethodKind method)
    {
        int scanned = 0;
        ParseResult result = HeadParser.ParseResponse(input, HeadLimits.Default, received, ref scanned);
        SentMessage? sent = result.State == ParseState.Done && received.Status >= 200 ? SendFinal(input[result.Consumed..], method) : null;
        received.Release();
        resent.Release();
        output.Release();
        Demand.Same(0, pool.Outstanding, "buffers lent in the end");
        return sent;
    }

    private SentMessage? SendFinal(ReadOnlySpan<byte> rest, MethodKind method)
    {
        if (MessageFraming.OfResponse(received, method, out BodyFraming framing) is not null)
        {
            return null;
        }

        EndsWithConnection = framing.Kind == BodyKind.UntilClose;
        bool declaresOnly = HeadMeaning.DeclaresOnly(received, method);
        HeadWriter.WriteResponse(received, new ResponseOutline { Framing = framing, KeepDeclaredFraming = declaresOnly }, output);
        int scanned = 0;
        ParseResult again = HeadParser.ParseResponse(output.Span, HeadLimits.Default, resent, ref scanned);
        Demand.True(again.State == ParseState.Done, "what is sent on is not a head");
        int headLength = output.Length;
        return body.TrySend(framing, rest, output)
            ? new SentMessage(output.Span.ToArray(), headLength, new ParsedMessage(StartLine(), SentMessage.Fields(resent), body.Body, body.Trailers))
            : null;
    }

    private string StartLine() => $"{resent.Status.ToString(CultureInfo.InvariantCulture)} {Encoding.Latin1.GetString(resent.Reason)}";
}
