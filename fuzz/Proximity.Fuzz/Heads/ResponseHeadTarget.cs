using Proximity.Protocol;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;

namespace Proximity.Fuzz.Heads;

/// <summary>
/// A response head gets one verdict however its bytes arrive, and what is written for the client of an accepted one is a head with the same status, reason, framing and end-to-end
/// fields, that written once more stays as it is.
/// </summary>
internal sealed class ResponseHeadTarget : IFuzzTarget
{
    private static readonly MethodKind[] Methods = [MethodKind.Get, MethodKind.Head, MethodKind.Connect];

    private readonly BufferPool pool = new();
    private readonly ResponseHead received;
    private readonly ResponseHead resent;
    private readonly ByteBuffer first;
    private readonly ByteBuffer second;

    public ResponseHeadTarget()
    {
        (received, resent) = (new ResponseHead(pool), new ResponseHead(pool));
        (first, second) = (new ByteBuffer(pool), new ByteBuffer(pool));
    }

    public string Name => "response-head";

    public void Run(ReadOnlySpan<byte> input)
    {
        ParseResult verdict = HeadFeed.Everyhow(input, HeadParser.ParseResponse, received, lender => new ResponseHead(lender));
        if (verdict.State == ParseState.Done)
        {
            Demand.Same(input[..verdict.Consumed], received.Block, "the block");
            Demand.True(received.Status is >= 100 and <= 999, "a status that has not three digits");
            foreach (MethodKind method in Methods)
            {
                SendOn(method);
            }
        }
        else if (verdict.Fault is { } fault)
        {
            Demand.True(fault is { Side: FaultSide.Origin, Status: 502 }, $"a response head is refused with {fault}");
        }

        received.Release();
        Demand.Same(0, pool.Outstanding, "buffers lent in the end");
    }

    private void SendOn(MethodKind method)
    {
        Fault? fault = MessageFraming.OfResponse(received, method, out BodyFraming framing);
        if (fault is null)
        {
            Write(received, method, framing, first);
            int scanned = 0;
            ParseResult again = HeadParser.ParseResponse(first.Span, HeadLimits.Default, resent, ref scanned);
            Demand.True(again.State == ParseState.Done, $"what is sent on is not a head: {again.Fault}");
            Demand.Same(first.Length, again.Consumed, "the length of the head sent on");
            DemandSameMeaning(method, framing);
            Write(resent, method, framing, second);
            Demand.Same(first.Span, second.Span, "a head written once more");
        }
        else
        {
            Demand.True(fault is { Side: FaultSide.Origin, Status: 502 }, $"a response is refused with {fault}");
        }

        resent.Release();
        first.Release();
        second.Release();
    }

    private static void Write(ResponseHead head, MethodKind method, BodyFraming framing, ByteBuffer output) => HeadWriter.WriteResponse(
        head,
        new ResponseOutline { Framing = framing, KeepDeclaredFraming = HeadMeaning.DeclaresOnly(head, method), KeepUpgrade = head.Status == 101 },
        output);

    private void DemandSameMeaning(MethodKind method, BodyFraming framing)
    {
        Demand.Same(received.Status, resent.Status, "the status");
        Demand.Same(received.Reason, resent.Reason, "the reason");
        Demand.True(MessageFraming.OfResponse(resent, method, out BodyFraming framingAgain) is null, "the framing sent on is refused");
        Demand.Same(framing, framingAgain, "the framing");
        Demand.True(resent.Count(FieldKind.ContentLength) + resent.Count(FieldKind.TransferEncoding) <= 1, "more than one field says where the body ends");
        if (HeadMeaning.DeclaresOnly(received, method))
        {
            Demand.Same(MessageFraming.Declared(received), MessageFraming.Declared(resent), "the framing declared");
        }

        HeadMeaning.DemandSame(HeadMeaning.PassedOn(received), HeadMeaning.PassedOn(resent), "the end-to-end fields");
        if (received.Status == 101)
        {
            HeadMeaning.DemandSame(HeadMeaning.Values(received, "Upgrade"), HeadMeaning.Values(resent, "Upgrade"), "the protocol switched to");
        }
    }
}
