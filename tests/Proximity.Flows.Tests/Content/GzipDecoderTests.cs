using Proximity.Content;

namespace Proximity.Flows.Tests.Content;

public class GzipDecoderTests
{
    private const int TrailerBytes = 8;

    [Fact]
    public void OneMember_IsDecoded()
    {
        var outcome = Decode(Samples.Gzip, out var hasTrailing);
        Assert.Equal((ContentStatus.Done, Samples.Text, null, false), (outcome.Status, outcome.Text, outcome.Problem, hasTrailing));
    }

    [Fact]
    public void EveryPartOfAHeader_IsPassedOver()
    {
        var outcome = Decode(Samples.GzipWithAllParts, out _);
        Assert.Equal((ContentStatus.Done, Samples.Text), (outcome.Status, outcome.Text));
    }

    [Fact]
    public void EmptyExtraField_IsPassedOver()
    {
        var outcome = Decode([0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 3, 0, 0, .. Samples.Gzip[10..]], out _);
        Assert.Equal((ContentStatus.Done, Samples.Text), (outcome.Status, outcome.Text));
    }

    [Fact]
    public void SeveralMembers_AreOneBody()
    {
        var outcome = Decode([.. Samples.Gzip, .. Samples.GzipWithAllParts, .. Samples.Gzip], out var hasTrailing);
        Assert.Equal((ContentStatus.Done, Samples.Text + Samples.Text + Samples.Text, false), (outcome.Status, outcome.Text, hasTrailing));
    }

    /// <summary>Deflated data ends within a byte, at each of its bits.</summary>
    [Fact]
    public void MembersOfEveryLength_AreOneBody()
    {
        byte[][] texts = [.. Enumerable.Range(0, 40).Select(length => Samples.Mixed()[..length])];
        var outcome = Decode([.. texts.SelectMany(text => Encodings.Encode("gzip", text))], out var hasTrailing);
        Assert.Equal((ContentStatus.Done, false), (outcome.Status, hasTrailing));
        Assert.Equal(texts.SelectMany(text => text), outcome.Output);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("1F")]
    [InlineData("1F1F8B")]
    [InlineData("0000000000000000000000000000000000000000")]
    [InlineData("8B1F8B08")]
    public void BytesBehindTheEnd_AreLeftOutAndMarked(string trailing)
    {
        var outcome = Decode([.. Samples.Gzip, .. Convert.FromHexString(trailing)], out var hasTrailing);
        Assert.Equal((ContentStatus.Done, Samples.Text, true), (outcome.Status, outcome.Text, hasTrailing));
    }

    [Fact]
    public void EveryCut_IsTruncatedAndGivesWhatWasThere()
    {
        for (int length = 1; length < Samples.Gzip.Length; length++)
        {
            var outcome = Decode(Samples.Gzip[..length], out _);
            Assert.Equal(ContentStatus.Truncated, outcome.Status);
            Assert.StartsWith(outcome.Text, Samples.Text, StringComparison.Ordinal);
            Assert.NotNull(outcome.Problem);
            Assert.Equal(length >= Samples.Gzip.Length - TrailerBytes, outcome.Text == Samples.Text);
        }
    }

    [Fact]
    public void CutWithinTheSecondMember_IsTruncated()
    {
        byte[] two = [.. Samples.Gzip, .. Samples.Gzip];
        for (int length = Samples.Gzip.Length + 2; length < two.Length; length++)
        {
            Assert.Equal(ContentStatus.Truncated, Decode(two[..length], out _).Status);
        }
    }

    [Theory]
    [InlineData(0, "does not begin as gzip")]
    [InlineData(1, "does not begin as gzip")]
    [InlineData(2, "compression method")]
    public void OtherFirstBytes_AreInvalid(int at, string problem)
    {
        var outcome = Decode(Changed(Samples.Gzip, at), out _);
        Assert.Equal((ContentStatus.Invalid, ""), (outcome.Status, outcome.Text));
        Assert.Contains(problem, outcome.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void FlagsWithoutMeaning_AreInvalid()
    {
        byte[] bytes = [.. Samples.Gzip];
        bytes[3] = 0x20;
        Assert.Contains("flags", Decode(bytes, out _).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void WrongCheckSumOfTheHeader_IsInvalid()
    {
        var outcome = Decode(Changed(Samples.GzipWithAllParts, 16), out _);
        Assert.Equal((ContentStatus.Invalid, ""), (outcome.Status, outcome.Text));
        Assert.Contains("header", outcome.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TrailerBytes, "check sum")]
    [InlineData(4, "length")]
    public void WrongTrailer_IsInvalidBehindTheWholeText(int fromEnd, string problem)
    {
        var outcome = Decode(Changed(Samples.Gzip, Samples.Gzip.Length - fromEnd), out _);
        Assert.Equal((ContentStatus.Invalid, Samples.Text), (outcome.Status, outcome.Text));
        Assert.Contains(problem, outcome.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void NoByte_IsAnEmptyBody()
    {
        var outcome = Decode([], out _);
        Assert.Equal((ContentStatus.Done, ""), (outcome.Status, outcome.Text));
    }

    private static byte[] Changed(byte[] bytes, int at)
    {
        byte[] changed = [.. bytes];
        changed[at] ^= 0x40;
        return changed;
    }

    private static Piecewise.Outcome Decode(byte[] bytes, out bool hasTrailing)
    {
        using var decoder = ContentCodings.BuiltIn.Find("gzip")!.CreateDecoder();
        var outcome = Piecewise.Run(decoder, bytes);
        hasTrailing = decoder.HasTrailingBytes;
        return outcome;
    }
}
