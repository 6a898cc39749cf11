using Proximity.Content;

namespace Proximity.Flows.Tests.Content;

/// <summary>However the bytes arrive and whatever room the output has, a body decodes to the same.</summary>
public class SplitTests
{
    public static TheoryData<string, byte[]> Bodies => new()
    {
        { "gzip", Samples.Gzip },
        { "gzip", Samples.GzipWithAllParts },
        { "gzip", [.. Samples.Gzip, .. Samples.GzipWithAllParts, 0x1F] },
        { "gzip", Samples.Gzip[..^3] },
        { "gzip", [.. Samples.Gzip[..^1], 1] },
        { "gzip", Encodings.Encode("gzip", Samples.Mixed()) },
        { "deflate", Samples.Zlib },
        { "deflate", Samples.RawDeflate },
        { "deflate", Samples.RawStored },
        { "deflate", Encodings.Encode("deflate", Samples.Mixed())[..^10] },
        { "deflate", [.. Samples.RawStored[1..], 7, 7] },
        { "br", Samples.Brotli },
        { "br", [.. Samples.Brotli, 9] },
        { "br", Encodings.Encode("br", Samples.Mixed())[..^40] },
        { "br", Encodings.Encode("br", Samples.Mixed()) },
        { "identity", Samples.Gzip },
        { "gzip, br", Encodings.Encode("gzip, br", Samples.Mixed()) },
        { "gzip, gzip", Encodings.Encode("gzip, gzip", Samples.Mixed())[..^20] },
        { "deflate, gzip", Encodings.Encode("gzip", Samples.Zlib[..^2]) },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void EverySplit_GivesTheSame(string coding, byte[] bytes)
    {
        var whole = Whole(coding, bytes);
        for (int at = 0; at <= bytes.Length; at++)
        {
            using var decoder = Decoder(coding);
            AssertSame(whole, Piecewise.RunSplit(decoder, bytes, at));
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void ByteByByte_GivesTheSame(string coding, byte[] bytes)
    {
        using var decoder = Decoder(coding);
        AssertSame(Whole(coding, bytes), Piecewise.Run(decoder, bytes, inputPiece: 1));
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void RoomForOneByte_GivesTheSame(string coding, byte[] bytes)
    {
        using var decoder = Decoder(coding);
        AssertSame(Whole(coding, bytes), Piecewise.Run(decoder, bytes, outputPiece: 1));
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void ByteByByteIntoRoomForOneByte_GivesTheSame(string coding, byte[] bytes)
    {
        using var decoder = Decoder(coding);
        AssertSame(Whole(coding, bytes), Piecewise.Run(decoder, bytes, inputPiece: 1, outputPiece: 1));
    }

    private static Piecewise.Outcome Whole(string coding, byte[] bytes)
    {
        using var decoder = Decoder(coding);
        return Piecewise.Run(decoder, bytes, outputPiece: 1 << 20);
    }

    private static IContentDecoder Decoder(string coding) => ContentCodings.BuiltIn.Resolve([coding]).CreateDecoder();

    private static void AssertSame(Piecewise.Outcome expected, Piecewise.Outcome actual)
    {
        Assert.Equal((expected.Status, expected.Problem), (actual.Status, actual.Problem));
        Assert.Equal(expected.Output, actual.Output);
    }
}
