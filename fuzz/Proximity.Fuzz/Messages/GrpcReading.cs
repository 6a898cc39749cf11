using Proximity.Protocol.Messages;

namespace Proximity.Fuzz.Messages;

/// <summary>Feeds a gRPC body to a parser in pieces of one size and keeps what it said.</summary>
internal sealed class GrpcReading
{
    private readonly List<GrpcItem> messages = [];
    private string payload = "";

    public IReadOnlyList<GrpcItem> Messages => messages;

    /// <summary>How many bytes were read: all, or those before the invalid ones.</summary>
    public int Consumed { get; private set; }

    public bool IsInvalid { get; private set; }

    public bool IsIncomplete { get; private set; }

    public static GrpcReading Read(ReadOnlySpan<byte> body, GrpcMessageParser parser, int pieceLength)
    {
        var reading = new GrpcReading();
        for (int at = 0; at < body.Length && !reading.IsInvalid; at += pieceLength)
        {
            reading.Feed(parser, body[at..Math.Min(body.Length, at + pieceLength)]);
        }

        reading.IsIncomplete = parser.IsIncomplete;
        return reading;
    }

    private void Feed(GrpcMessageParser parser, ReadOnlySpan<byte> piece)
    {
        GrpcStep step = GrpcStep.Begin;
        while (step is not (GrpcStep.NeedMore or GrpcStep.Invalid))
        {
            step = parser.Read(piece, out int consumed, out ReadOnlySpan<byte> bytes);
            Demand.True(bytes.IsEmpty || (step == GrpcStep.Payload && bytes == piece[..consumed]), "a payload is no slice of what came");
            piece = piece[consumed..];
            Consumed += consumed;
            payload += Convert.ToHexString(bytes);
            if (step == GrpcStep.End)
            {
                messages.Add(new GrpcItem(parser.Header, parser.IsTooLong, payload));
                Demand.Same(parser.Header.Length, payload.Length / 2, "the length of a payload");
                payload = "";
            }
        }

        Demand.True(step != GrpcStep.NeedMore || piece.IsEmpty, "the parser wants more and leaves bytes unread");
        IsInvalid = step == GrpcStep.Invalid;
    }
}
