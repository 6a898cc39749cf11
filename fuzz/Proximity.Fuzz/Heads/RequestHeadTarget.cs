using Proximity.Protocol;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;
using Proximity.Protocol.Targets;

namespace Proximity.Fuzz.Heads;

/// <summary>
/// A request head gets one verdict however its bytes arrive, and what is written for the next hop of an accepted one is a head with the same method, target, host, framing and
/// end-to-end fields, that written once more stays as it is.
/// </summary>
internal sealed class RequestHeadTarget : IFuzzTarget
{
    private readonly BufferPool pool = new();
    private readonly RequestHead received;
    private readonly RequestHead resent;
    private readonly ByteBuffer target;
    private readonly ByteBuffer first;
    private readonly ByteBuffer second;

    public RequestHeadTarget()
    {
        (received, resent) = (new RequestHead(pool), new RequestHead(pool));
        (target, first, second) = (new ByteBuffer(pool), new ByteBuffer(pool), new ByteBuffer(pool));
    }

    public string Name => "request-head";

    public void Run(ReadOnlySpan<byte> input)
    {
        ParseResult verdict = HeadFeed.Everyhow(input, HeadParser.ParseRequest, received, lender => new RequestHead(lender));
        if (verdict.State == ParseState.Done)
        {
            Demand.True(input[..verdict.Consumed].EndsWith(received.Block), "the block is not what was received");
            SendOn(absolute: false);
            SendOn(absolute: true);
        }
        else if (verdict.Fault is { } fault)
        {
            Demand.True(fault is { Side: FaultSide.Client, Status: 400 or 501 or 505 }, $"a request head is refused with {fault}");
        }

        received.Release();
        Demand.Same(0, pool.Outstanding, "buffers lent in the end");
    }

    private void SendOn(bool absolute)
    {
        Fault? fault = MessageFraming.OfRequest(received, out BodyFraming framing) ?? RequestTarget.Read(received, out _);
        if (fault is null && received.MethodKind != MethodKind.Connect)
        {
            Write(received, absolute, first);
            int scanned = 0;
            ParseResult again = HeadParser.ParseRequest(first.Span, HeadLimits.Default, resent, ref scanned);
            Demand.True(again.State == ParseState.Done, $"what is sent on is not a head: {again.Fault}");
            Demand.Same(first.Length, again.Consumed, "the length of the head sent on");
            DemandSameMeaning(framing);
            Write(resent, absolute, second);
            Demand.Same(first.Span, second.Span, "a head written once more");
        }
        else if (fault is not null)
        {
            Demand.True(fault is { Side: FaultSide.Client, Status: 400 or 501 }, $"a request is refused with {fault}");
        }

        resent.Release();
        first.Release();
        second.Release();
    }

    private void Write(RequestHead head, bool absolute, ByteBuffer output)
    {
        Demand.True(MessageFraming.OfRequest(head, out BodyFraming framing) is null, "the framing sent on is refused");
        Demand.True(RequestTarget.Read(head, out RequestTarget read) is null, "the target sent on is refused");
        if (absolute)
        {
            read.WriteAbsoluteForm(head, target);
        }
        else
        {
            read.WriteOriginForm(head, target);
        }

        HeadWriter.WriteRequest(
            head,
            new RequestOutline { Target = target.Span, Host = read.AuthorityBytes(head), Framing = framing, KeepUpgrade = HeadMeaning.WantsUpgrade(head) },
            output);
        target.Release();
    }

    private void DemandSameMeaning(BodyFraming framing)
    {
        Demand.Same(received.Method, resent.Method, "the method");
        Demand.Same(1, resent.VersionMinor, "the version");
        MessageFraming.OfRequest(resent, out BodyFraming framingAgain);
        Demand.Same(framing, framingAgain, "the framing");
        Demand.True(resent.Count(FieldKind.ContentLength) + resent.Count(FieldKind.TransferEncoding) <= 1, "more than one field says where the body ends");

        RequestTarget.Read(received, out RequestTarget read);
        RequestTarget.Read(resent, out RequestTarget readAgain);
        Demand.Same(read.AuthorityBytes(received), readAgain.AuthorityBytes(resent), "the authority");
        Demand.Same(read.Authority, readAgain.Authority, "what the authority means");
        Demand.Same(1, resent.Count(FieldKind.Host), "how many Host fields there are");

        HeadMeaning.DemandSame(HeadMeaning.PassedOn(received), HeadMeaning.PassedOn(resent), "the end-to-end fields");
        Demand.Same(received.ListContains(FieldKind.TE, "trailers"u8), resent.ListContains(FieldKind.TE, "trailers"u8), "whether trailers are taken");
        Demand.Same(HeadMeaning.WantsUpgrade(received), HeadMeaning.WantsUpgrade(resent), "whether another protocol is wanted");
        if (HeadMeaning.WantsUpgrade(received))
        {
            HeadMeaning.DemandSame(HeadMeaning.Values(received, "Upgrade"), HeadMeaning.Values(resent, "Upgrade"), "the protocols wanted");
        }
    }
}
