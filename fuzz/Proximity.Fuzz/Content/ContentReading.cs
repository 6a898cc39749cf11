using Proximity.Content;

namespace Proximity.Fuzz.Content;

/// <summary>What a body decodes to when it comes in pieces of one size, into destinations of another.</summary>
internal sealed record ContentReading(ContentStatus Status, byte[] Output, string? Problem, bool HasTrailingBytes)
{
    public static ContentReading Read(ContentChain chain, ReadOnlySpan<byte> body, int inputPiece, int outputPiece, long limit)
    {
        using IContentDecoder decoder = chain.CreateDecoder(limit);
        (ContentStatus status, byte[] output) = Run(decoder, body, inputPiece, outputPiece);
        return new ContentReading(status, output, decoder.Problem, decoder.HasTrailingBytes);
    }

    public static byte[] Write(ContentChain chain, ReadOnlySpan<byte> body, int inputPiece, int outputPiece)
    {
        using IContentEncoder encoder = chain.CreateEncoder();
        (ContentStatus status, byte[] output) = Run(encoder, body, inputPiece, outputPiece);
        Demand.Same(ContentStatus.Done, status, "the end of an encoded body");
        return output;
    }

    private static (ContentStatus Status, byte[] Output) Run(
        IContentTransform transform, ReadOnlySpan<byte> body, int inputPiece, int outputPiece)
    {
        List<byte> output = [];
        byte[] destination = new byte[outputPiece];
        while (true)
        {
            ReadOnlySpan<byte> piece = body[..Math.Min(inputPiece, body.Length)];
            bool isLast = piece.Length == body.Length;
            ContentStatus status = transform.Process(piece, destination, isLast, out int consumed, out int written);
            output.AddRange(destination.AsSpan(0, written));
            body = body[consumed..];
            if (status == ContentStatus.NeedMore)
            {
                Demand.True(!isLast && consumed == piece.Length, "more is needed though not all was taken");
            }
            else if (status != ContentStatus.DestinationFull)
            {
                return (status, [.. output]);
            }
        }
    }
}
