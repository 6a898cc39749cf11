using Proximity.Content;

namespace Proximity.Flows.Tests.Content;

public class DeflateDecoderTests
{
    public static TheoryData<byte[]> Forms => [Samples.Zlib, Samples.RawDeflate, Samples.RawStored];

    [Theory]
    [MemberData(nameof(Forms))]
    public void BothForms_AreDecoded(byte[] bytes)
    {
        var outcome = Decode(bytes, out var hasTrailing);
        Assert.Equal((ContentStatus.Done, Samples.Text, null, false), (outcome.Status, outcome.Text, outcome.Problem, hasTrailing));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void EveryCut_IsTruncated(byte[] bytes)
    {
        for (int length = 1; length < bytes.Length; length++)
        {
            var outcome = Decode(bytes[..length], out _);
            Assert.Equal(ContentStatus.Truncated, outcome.Status);
            Assert.StartsWith(outcome.Text, Samples.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void BytesBehindTheEnd_AreLeftOutAndMarked(byte[] bytes)
    {
        var outcome = Decode([.. bytes, 1, 2, 3], out var hasTrailing);
        Assert.Equal((ContentStatus.Done, Samples.Text, true), (outcome.Status, outcome.Text, hasTrailing));
    }

    [Fact]
    public void WrongCheckSum_IsInvalidBehindTheWholeText()
    {
        byte[] bytes = [.. Samples.Zlib];
        bytes[^1] ^= 1;
        var outcome = Decode(bytes, out _);
        Assert.Equal((ContentStatus.Invalid, Samples.Text), (outcome.Status, outcome.Text));
        Assert.Contains("check sum", outcome.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void PresetDictionary_IsInvalid()
    {
        // FDICT set, and the header's check adjusted.
        var outcome = Decode([0x78, 0xF9, 1, 2, 3, 4, .. Samples.RawDeflate], out _);
        Assert.Equal(ContentStatus.Invalid, outcome.Status);
        Assert.Contains("dictionary", outcome.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("07", "no known kind")]
    [InlineData("011300ECFE", "complement")]
    [InlineData("FDFF", "too many codes")]
    [InlineData("4B04C200", "begins before")]
    public void BrokenData_IsInvalid(string hex, string problem)
    {
        var outcome = Decode([.. Convert.FromHexString(hex), .. new byte[8]], out _);
        Assert.Equal(ContentStatus.Invalid, outcome.Status);
        Assert.Contains(problem, outcome.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void DataBeforeABrokenPlace_IsAllGiven()
    {
        // A stored block that is not the last one, and a block of no known kind.
        var outcome = Decode([0, 0x13, 0, 0xEC, 0xFF, .. Samples.RawStored[5..], 0x07], out _);
        Assert.Equal((ContentStatus.Invalid, Samples.Text), (outcome.Status, outcome.Text));
    }

    [Fact]
    public void NoByte_IsAnEmptyBody() => Assert.Equal(ContentStatus.Done, Decode([], out _).Status);

    private static Piecewise.Outcome Decode(byte[] bytes, out bool hasTrailing)
    {
        using var decoder = ContentCodings.BuiltIn.Find("deflate")!.CreateDecoder();
        var outcome = Piecewise.Run(decoder, bytes);
        hasTrailing = decoder.HasTrailingBytes;
        return outcome;
    }
}
