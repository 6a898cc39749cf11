using Proximity.Protocol;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Framing;
using Proximity.Protocol.Heads;

namespace Proximity.Fuzz.Bodies;

/// <summary>Feeds a body to the decoder in pieces of one size and keeps what came out.</summary>
internal sealed class ChunkedReading(BufferPool pool)
{
    private readonly ChunkedDecoder decoder = new(pool);
    private readonly ByteBuffer payload = new(pool);

    public ParseState State { get; private set; }

    public Fault? Fault { get; private set; }

    /// <summary>How many bytes belong to the body, when it is done.</summary>
    public int Consumed { get; private set; }

    public ReadOnlySpan<byte> Payload => payload.Span;

    public ReadOnlySpan<byte> Trailers => decoder.Trailers;

    public void Read(ReadOnlySpan<byte> body, int pieceLength)
    {
        decoder.Start(ErrorCodes.MalformedRequestBody, null);
        payload.Clear();
        (State, Fault, Consumed) = (ParseState.NeedMore, null, 0);
        byte[] piece = new byte[Math.Min(pieceLength, body.Length)];
        while (State == ParseState.NeedMore && Consumed < body.Length)
        {
            ReadOnlySpan<byte> next = body[Consumed..Math.Min(body.Length, Consumed + pieceLength)];
            next.CopyTo(piece);
            Take(piece.AsSpan(0, next.Length), next);
        }
    }

    public void Release()
    {
        decoder.Release();
        payload.Release();
    }

    private void Take(Span<byte> piece, ReadOnlySpan<byte> original)
    {
        State = decoder.Decode(piece, out int consumed, out int payloadLength, out Fault? fault);
        Fault = fault;
        Consumed += consumed;
        payload.Write(piece[..payloadLength]);
        Demand.Same(State == ParseState.Fault, fault is not null, "a refusal without a fault, or a fault without refusal");
        Demand.True(payloadLength <= consumed && consumed <= piece.Length, "more came out of the decoder than went in");
        Demand.True(State != ParseState.NeedMore || consumed == piece.Length, "the decoder wants more and leaves bytes unread");
        Demand.Same(original[consumed..], piece[consumed..], "bytes behind the body");
    }
}
