using Proximity.Content;

namespace Proximity.Flows.Tests.Content;

/// <summary>Runs a transform over an input in pieces, and checks at every call that it keeps its word.</summary>
internal static class Piecewise
{
    private const int Fill = 0xA5;

    /// <summary>Feeds pieces of one size, and gives destinations of another.</summary>
    public static Outcome Run(IContentTransform transform, byte[] input, int inputPiece = int.MaxValue, int outputPiece = 4096)
        => Run(transform, input.Length == 0 ? [input] : input.Chunk(Math.Min(inputPiece, input.Length)), outputPiece);

    /// <summary>Feeds the input in two pieces, either of which may be empty.</summary>
    public static Outcome RunSplit(IContentTransform transform, byte[] input, int at, int outputPiece = 4096)
        => Run(transform, [input[..at], input[at..]], outputPiece);

    public static Outcome Run(IContentTransform transform, IEnumerable<byte[]> pieces, int outputPiece)
    {
        var output = new List<byte>();
        byte[][] all = [.. pieces];
        var status = ContentStatus.NeedMore;
        for (int i = 0; i < all.Length && status == ContentStatus.NeedMore; i++)
        {
            status = Feed(transform, all[i], isLast: i == all.Length - 1, outputPiece, output);
        }

        Assert.Equal(status, transform.Process([1, 2, 3], new byte[8], isLast: true, out _, out int further));
        Assert.Equal(0, further);
        return new Outcome(status, [.. output], transform.Problem);
    }

    private static ContentStatus Feed(IContentTransform transform, byte[] piece, bool isLast, int outputPiece, List<byte> output)
    {
        byte[] destination = new byte[outputPiece + 1];
        int at = 0;
        int idle = 0;
        while (true)
        {
            destination.AsSpan().Fill(Fill);
            var status = transform.Process(piece.AsSpan(at), destination.AsSpan(0, outputPiece), isLast, out int consumed, out int written);
            Assert.InRange(consumed, 0, piece.Length - at);
            Assert.InRange(written, 0, outputPiece);
            Assert.Equal(Fill, destination[^1]);
            at += consumed;
            output.AddRange(destination.AsSpan(0, written));
            idle = consumed + written > 0 ? 0 : idle + 1;
            Assert.InRange(idle, 0, 2);
            if (status == ContentStatus.NeedMore)
            {
                Assert.False(isLast);
                Assert.Equal(piece.Length, at);
            }

            if (status != ContentStatus.DestinationFull)
            {
                return status;
            }
        }
    }

    internal sealed record Outcome(ContentStatus Status, byte[] Output, string? Problem)
    {
        public string Text => System.Text.Encoding.Latin1.GetString(Output);
    }
}
