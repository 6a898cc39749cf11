using Proximity.Content;

namespace Proximity.Flows.Tests.Content;

public class ContentChainTests
{
    [Theory]
    [InlineData("gzip, br")]
    [InlineData("gzip, gzip")]
    [InlineData("deflate, br, gzip")]
    public void StackedCodings_AreTakenOffFromTheLast(string codings)
    {
        var outcome = Decode(codings, Encodings.Encode(codings, Samples.Mixed()));
        Assert.Equal(ContentStatus.Done, outcome.Status);
        Assert.Equal(Samples.Mixed(), outcome.Output);
    }

    [Fact]
    public void OrderOfCodings_IsThatOfTheField()
    {
        byte[] bytes = Encodings.Encode("br", Samples.Gzip);
        Assert.Equal(Samples.Text, Decode("gzip, br", bytes).Text);
        Assert.Equal(ContentStatus.Invalid, Decode("br, gzip", bytes).Status);
    }

    [Fact]
    public void CutOfTheOuterCoding_IsTheReasonAndLeavesWhatItHeld()
    {
        byte[] bytes = Encodings.Encode("gzip, deflate", Samples.Mixed());
        var outcome = Decode("gzip, deflate", bytes[..(bytes.Length / 2)]);
        Assert.Equal((ContentStatus.Truncated, "The data ends within its deflated data."), (outcome.Status, outcome.Problem));
        Assert.True(outcome.Output.Length > 1000 && Samples.Mixed().AsSpan().StartsWith(outcome.Output));
    }

    [Fact]
    public void CutOfTheInnerCoding_IsTheReason()
    {
        var outcome = Decode("gzip, deflate", Encodings.Encode("deflate", Samples.Gzip[..^2]));
        Assert.Equal((ContentStatus.Truncated, Samples.Text), (outcome.Status, outcome.Text));
        Assert.Contains("trailer of a gzip member", outcome.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void BrokenOuterCoding_IsTheReasonAndLeavesWhatItHeld()
    {
        byte[] bytes = Encodings.Encode("deflate", Samples.Gzip);
        bytes[^1] ^= 1;
        var outcome = Decode("gzip, deflate", bytes);
        Assert.Equal((ContentStatus.Invalid, Samples.Text), (outcome.Status, outcome.Text));
        Assert.Contains("RFC 1950", outcome.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void TrailingBytesOfEither_AreMarked()
    {
        using var decoder = ContentCodings.BuiltIn.Resolve(["gzip, deflate"]).CreateDecoder();
        Piecewise.Run(decoder, Encodings.Encode("deflate", [.. Samples.Gzip, 7]));
        Assert.True(decoder.HasTrailingBytes);
    }

    [Fact]
    public void EmptyBody_IsDone() => Assert.Equal(ContentStatus.Done, Decode("gzip, br, deflate", []).Status);

    [Theory]
    [InlineData(18, ContentStatus.LimitExceeded)]
    [InlineData(19, ContentStatus.Done)]
    [InlineData(0, ContentStatus.LimitExceeded)]
    public void OutputBeyondTheLimit_EndsTheBody(int limit, ContentStatus status)
    {
        foreach (string coding in new[] { "gzip", "deflate", "br", "identity" })
        {
            byte[] bytes = Encodings.Encode(coding, "hello, hello, hello"u8.ToArray());
            foreach (int piece in new[] { 1, 5, 1000 })
            {
                using var decoder = ContentCodings.BuiltIn.Resolve([coding]).CreateDecoder(limit);
                var outcome = Piecewise.Run(decoder, bytes, piece, piece);
                Assert.Equal((status, Samples.Text[..limit]), (outcome.Status, outcome.Text));
                Assert.Equal(status == ContentStatus.LimitExceeded, outcome.Problem is not null);
            }
        }
    }

    /// <summary>A million bytes between two codings that come to nothing at the end.</summary>
    [Fact]
    public void OutputBetweenTwoCodings_IsLimited()
    {
        byte[] emptyMembers = [.. Enumerable.Repeat(Encodings.Encode("gzip", []), 50_000).SelectMany(member => member)];
        byte[] bytes = Encodings.Encode("br", emptyMembers);
        using var unlimited = ContentCodings.BuiltIn.Resolve(["gzip, br"]).CreateDecoder();
        Assert.Equal(ContentStatus.Done, Piecewise.Run(unlimited, bytes).Status);
        using var decoder = ContentCodings.BuiltIn.Resolve(["gzip, br"]).CreateDecoder(100_000);
        Assert.Equal(ContentStatus.LimitExceeded, Piecewise.Run(decoder, bytes).Status);
    }

    private static Piecewise.Outcome Decode(string codings, byte[] bytes)
    {
        using var decoder = ContentCodings.BuiltIn.Resolve([codings]).CreateDecoder();
        return Piecewise.Run(decoder, bytes);
    }
}
