using Proximity.Protocol;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;

namespace Proximity.Fuzz.Bodies;

/// <summary>
/// A chunked body gives the same payload, trailers, end and refusal however its bytes arrive, and what was accepted, put into chunks again, decodes to the same.
/// </summary>
internal sealed class ChunkedBodyTarget : IFuzzTarget
{
    /// <summary>Cuts within size lines, data and line ends alike.</summary>
    private const int OddPiece = 7;

    private readonly BufferPool pool = new();
    private readonly ChunkedReading whole;
    private readonly ChunkedReading pieces;
    private readonly ByteBuffer written;

    public ChunkedBodyTarget()
    {
        (whole, pieces) = (new ChunkedReading(pool), new ChunkedReading(pool));
        written = new ByteBuffer(pool);
    }

    public string Name => "chunked-body";

    public void Run(ReadOnlySpan<byte> input)
    {
        whole.Read(input, Math.Max(1, input.Length));
        pieces.Read(input, 1);
        DemandSame("byte by byte");
        pieces.Read(input, OddPiece);
        DemandSame("in odd pieces");
        if (whole.State == ParseState.Done)
        {
            ReadAgain();
        }
        else if (whole.Fault is { } fault)
        {
            Demand.True(fault is { Code: ErrorCodes.MalformedRequestBody, Side: FaultSide.Client, Status: 400 }, $"a body is refused with {fault}");
        }

        whole.Release();
        pieces.Release();
        written.Release();
        Demand.Same(0, pool.Outstanding, "buffers lent in the end");
    }

    private void DemandSame(string how)
    {
        Demand.Same(whole.State, pieces.State, $"{how} the state");
        Demand.Same(whole.Fault?.Code, pieces.Fault?.Code, $"{how} the fault");
        Demand.Same(whole.Payload, pieces.Payload, $"{how} the payload");
        if (whole.State == ParseState.Done)
        {
            Demand.Same(whole.Consumed, pieces.Consumed, $"{how} the end");
            Demand.Same(whole.Trailers, pieces.Trailers, $"{how} the trailers");
        }
    }

    private void ReadAgain()
    {
        ChunkedWriting.Write(whole.Payload, OddPiece, whole.Trailers, written);
        int length = written.Length;

        // What follows a body is another message's, and stays out of it.
        written.Write("0\r\n"u8);
        pieces.Read(written.Span, written.Length);
        Demand.Same(ParseState.Done, pieces.State, "the state of the body written again");
        Demand.Same(length, pieces.Consumed, "the end of the body written again");
        Demand.Same(whole.Payload, pieces.Payload, "the payload written again");
        Demand.Same(whole.Trailers, pieces.Trailers, "the trailers written again");
    }
}
