using System.IO.Compression;
using CsCheck;
using Proximity.Content;

namespace Proximity.Flows.Tests.Content;

public class EncoderTests
{
    public static TheoryData<string> Codings => ["gzip", "deflate", "br", "identity", "gzip, br", "deflate, gzip, br"];

    /// <summary>Bytes of few kinds and of many, with repetitions.</summary>
    private static readonly Gen<byte[]> Bytes = Gen.OneOf(
        Gen.Byte.Array[0, 200],
        Gen.Byte[0, 3].Array[0, 3000],
        Gen.Select(Gen.Byte.Array[1, 40], Gen.Int[0, 400], Repeat));

    private static readonly Gen<CompressionLevel> Levels =
        Gen.Int[0, (int)CompressionLevel.SmallestSize].Select(level => (CompressionLevel)level);

    [Theory]
    [MemberData(nameof(Codings))]
    public void AnyBytesInAnyPieces_ComeBack(string codings) =>
        Gen.Select(Bytes, Levels, Gen.Int[1, 300], Gen.Int[1, 300]).Sample(
            (bytes, level, inputPiece, outputPiece) =>
            {
                var chain = ContentCodings.BuiltIn.Resolve([codings]);
                using var encoder = chain.CreateEncoder(level);
                var encoded = Piecewise.Run(encoder, bytes, inputPiece, outputPiece);
                using var decoder = chain.CreateDecoder();
                var decoded = Piecewise.Run(decoder, encoded.Output, outputPiece, inputPiece);
                return (encoded.Status, decoded.Status, decoder.HasTrailingBytes) == (ContentStatus.Done, ContentStatus.Done, false)
                    && decoded.Output.AsSpan().SequenceEqual(bytes);
            },
            iter: 100);

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public void EmptyBody_IsCodedAsTheFormatWants(string coding)
    {
        var encoded = Encodings.Encode(coding, []);
        Assert.NotEmpty(encoded);
        using var decoder = ContentCodings.BuiltIn.Find(coding)!.CreateDecoder();
        var outcome = Piecewise.Run(decoder, encoded);
        Assert.Equal((ContentStatus.Done, ""), (outcome.Status, outcome.Text));
    }

    [Fact]
    public void EmptyBodies_AreReadByTheBaseLibrary()
    {
        using var gzip = new GZipStream(new MemoryStream(Encodings.Encode("gzip", [])), CompressionMode.Decompress);
        using var zlib = new ZLibStream(new MemoryStream(Encodings.Encode("deflate", [])), CompressionMode.Decompress);
        Assert.Equal((-1, -1), (gzip.ReadByte(), zlib.ReadByte()));
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public void Flush_LetsAReceiverDecodeEverythingUpToThere(string codings)
    {
        var chain = ContentCodings.BuiltIn.Resolve([codings]);
        using var encoder = chain.CreateEncoder();
        using var decoder = chain.CreateDecoder();
        foreach (byte[] message in new[] { "data: one\n\n"u8.ToArray(), "data: two\n\n"u8.ToArray(), Samples.Mixed() })
        {
            byte[] sent = Send(encoder, message, outputPiece: 7);
            byte[] received = new byte[message.Length + 1];
            Assert.Equal(ContentStatus.NeedMore, decoder.Process(sent, received, isLast: false, out _, out int written));
            Assert.Equal(message, received[..written]);
        }
    }

    [Fact]
    public void FlushOfNothing_GivesNothingMore()
    {
        using var encoder = ContentCodings.BuiltIn.Find("gzip")!.CreateEncoder(CompressionLevel.Fastest);
        Assert.NotEmpty(Send(encoder, [1, 2, 3], outputPiece: 5));
        Assert.Empty(Send(encoder, [], outputPiece: 5));
    }

    /// <summary>What is kept between calls does not grow with the body.</summary>
    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public void LargePiece_IsTakenInParts(string coding)
    {
        using var encoder = ContentCodings.BuiltIn.Find(coding)!.CreateEncoder(CompressionLevel.NoCompression);
        Assert.Equal(ContentStatus.DestinationFull, encoder.Process(new byte[1 << 20], new byte[1], isLast: true, out int consumed, out _));
        Assert.InRange(consumed, 1, 200_000);
    }

    private static byte[] Send(IContentEncoder encoder, byte[] message, int outputPiece)
    {
        var sent = new List<byte>();
        byte[] destination = new byte[outputPiece];
        ContentStatus status;
        int at = 0;
        do
        {
            status = encoder.Process(message.AsSpan(at), destination, isLast: false, out int consumed, out int written);
            at += consumed;
            sent.AddRange(destination.AsSpan(0, written));
        }
        while (status == ContentStatus.DestinationFull);

        do
        {
            status = encoder.Flush(destination, out int written);
            sent.AddRange(destination.AsSpan(0, written));
        }
        while (status == ContentStatus.DestinationFull);

        return [.. sent];
    }

    private static byte[] Repeat(byte[] part, int times) => [.. Enumerable.Repeat(part, times).SelectMany(bytes => bytes)];
}
