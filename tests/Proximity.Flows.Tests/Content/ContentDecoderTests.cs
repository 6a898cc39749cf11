using System.IO.Compression;
using Proximity.Content;

namespace Proximity.Flows.Tests.Content;

public class ContentDecoderTests
{
    private const int MiB = 1024 * 1024;

    /// <summary>64 MiB of zeros in 55 bytes, as an encoder with a window of 16 MiB wrote them.</summary>
    private static readonly byte[] BrotliBomb = Convert.FromHexString(
        "CFFFFF7FF82700E2B14020F7FE9FFFFFFFF04F00C4610180EEFD3FFFFFFFE19F0088C32200DDFBFFFCFFFFC73F0110870500BAF7FF");

    [Fact]
    public void GoodBody_IsComplete()
    {
        var content = Decode(Samples.Gzip, "gzip");
        Assert.Equal((ContentState.Complete, Samples.Text), (content.State, Text(content)));
        Assert.Equal((null, null, null, false), (content.Problem, content.Limit, content.UnknownCoding, content.HasTrailingBytes));
    }

    [Theory]
    [InlineData("X-GZIP")]
    [InlineData("identity, gzip")]
    public void OtherSpelling_IsComplete(string value) => Assert.Equal(Samples.Text, Text(Decode(Samples.Gzip, value)));

    [Theory]
    [InlineData("identity")]
    [InlineData(null)]
    public void BodyWithoutACoding_IsTheSameMemory(string? value)
    {
        ReadOnlyMemory<byte> body = Samples.Gzip;
        var content = new ContentDecoder(ContentCodings.BuiltIn).Decode(body, value is null ? [] : [value]);
        Assert.Equal((ContentState.Complete, body), (content.State, content.Bytes));
    }

    [Theory]
    [InlineData("aws-chunked", "aws-chunked")]
    [InlineData("gzip, compress", "compress")]
    [InlineData("", "")]
    public void UnknownCoding_IsNamedAndTheBodyStays(string value, string name)
    {
        ReadOnlyMemory<byte> body = Samples.Gzip;
        var content = new ContentDecoder(ContentCodings.BuiltIn).Decode(body, [value]);
        Assert.Equal((ContentState.UnknownCoding, name, body), (content.State, content.UnknownCoding, content.Bytes));
        Assert.NotNull(content.Problem);
    }

    [Fact]
    public void CutBody_IsTruncatedWithWhatItHeld()
    {
        var content = Decode(Samples.Gzip[..^8], "gzip");
        Assert.Equal((ContentState.Truncated, Samples.Text), (content.State, Text(content)));
        Assert.Contains("trailer", content.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void BrokenBody_IsInvalidWithWhatItHeldAndWhy()
    {
        var content = Decode([.. Samples.Gzip[..^8], 0, 0, 0, 0, 0, 0, 0, 0], "gzip");
        Assert.Equal((ContentState.Invalid, Samples.Text), (content.State, Text(content)));
        Assert.Contains("check sum", content.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void PlainTextUnderACoding_IsInvalidAndEmpty()
    {
        foreach (string coding in new[] { "gzip", "br" })
        {
            var content = Decode("<!doctype html><title>not coded</title>"u8.ToArray(), coding);
            Assert.Equal(ContentState.Invalid, content.State);
        }
    }

    [Fact]
    public void TrailingBytes_AreMarked() => Assert.True(Decode([.. Samples.Gzip, 0], "gzip").HasTrailingBytes);

    [Fact]
    public void EmptyBody_IsComplete() => Assert.Equal((ContentState.Complete, ""), (Decode([], "gzip").State, Text(Decode([], "gzip"))));

    [Fact]
    public void TooManyCodings_NameTheLimit()
    {
        var content = Decode(Samples.Gzip, "gzip, gzip, gzip, gzip, gzip, gzip");
        Assert.Equal((ContentState.LimitExceeded, "MaxStackedCodings"), (content.State, content.Limit));
    }

    [Fact]
    public void OutputBeyondTheLimit_IsCutThereAndNamesIt()
    {
        var content = Decode(Samples.Gzip, "gzip", new ContentLimits { MaxOutputBytes = 7 });
        Assert.Equal((ContentState.LimitExceeded, "MaxOutputBytes", Samples.Text[..7]), (content.State, content.Limit, Text(content)));
        Assert.Contains("MaxOutputBytes", content.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void OutputOfJustTheLimit_IsComplete()
    {
        var limits = new ContentLimits { MaxOutputBytes = Samples.Text.Length };
        Assert.Equal(ContentState.Complete, Decode(Samples.Gzip, "gzip", limits).State);
    }

    [Fact]
    public void Ratio_IsNamedAndLeavesTheFirstMebibyteAlone()
    {
        byte[] small = Encodings.Encode("br", new byte[MiB]);
        byte[] large = Encodings.Encode("br", new byte[MiB + 1]);
        Assert.Equal(ContentState.Complete, Decode(small, "br").State);
        var content = Decode(large, "br");
        Assert.Equal((ContentState.LimitExceeded, "MaxRatio", MiB), (content.State, content.Limit, content.Bytes.Length));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("gzip, br")]
    public void Bomb_CostsItsBound(string codings)
    {
        byte[] bomb = codings == "br" ? BrotliBomb : Encodings.Encode(codings, new byte[64 * MiB], CompressionLevel.Fastest);
        var decoder = new ContentDecoder(ContentCodings.BuiltIn, new ContentLimits { MaxOutputBytes = 2 * MiB, MaxRatio = int.MaxValue });
        decoder.Decode(bomb, [codings]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var content = decoder.Decode(bomb, [codings]);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal((ContentState.LimitExceeded, "MaxOutputBytes", 2 * MiB), (content.State, content.Limit, content.Bytes.Length));

        // The result, and while it grows a buffer of up to twice its size with the one before it; those are lent.
        Assert.InRange(allocated, 2 * MiB, 9 * MiB);
    }

    [Fact]
    public void ClaimedLength_TakesNoMemory()
    {
        // A stored block that says 65535 bytes, and a Brotli block that says 16 MiB; nothing follows.
        Decode([1, 0xFF, 0xFF, 0, 0], "deflate");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(ContentState.Truncated, Decode([1, 0xFF, 0xFF, 0, 0], "deflate").State);
        Assert.Equal(ContentState.Truncated, Decode(BrotliBomb[..5], "br").State);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 200_000);
    }

    [Fact]
    public void LimitsThatAreNone_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ContentLimits { MaxOutputBytes = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ContentLimits { MaxRatio = 0 });
    }

    private static DecodedContent Decode(byte[] body, string contentEncoding, ContentLimits? limits = null)
        => new ContentDecoder(ContentCodings.BuiltIn, limits).Decode(body, [contentEncoding]);

    private static string Text(DecodedContent content) => System.Text.Encoding.Latin1.GetString(content.Bytes.Span);
}
