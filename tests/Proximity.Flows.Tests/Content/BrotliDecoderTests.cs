using System.IO.Compression;
using Proximity.Content;

namespace Proximity.Flows.Tests.Content;

public class BrotliDecoderTests
{
    [Fact]
    public void Data_IsDecoded()
    {
        var outcome = Decode(Samples.Brotli, out var hasTrailing);
        Assert.Equal((ContentStatus.Done, Samples.Text, null, false), (outcome.Status, outcome.Text, outcome.Problem, hasTrailing));
    }

    [Fact]
    public void EveryCut_IsTruncated()
    {
        for (int length = 1; length < Samples.Brotli.Length; length++)
        {
            var outcome = Decode(Samples.Brotli[..length], out _);
            Assert.Equal(ContentStatus.Truncated, outcome.Status);
            Assert.StartsWith(outcome.Text, Samples.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void BytesBehindTheEnd_AreLeftOutAndMarked()
    {
        var outcome = Decode([.. Samples.Brotli, 1, 2, 3], out var hasTrailing);
        Assert.Equal((ContentStatus.Done, Samples.Text, true), (outcome.Status, outcome.Text, hasTrailing));
    }

    /// <summary>The extension for windows of up to 1 GiB is no part of the coding (RFC 7932 §9.1).</summary>
    [Fact]
    public void LargeWindow_IsInvalid()
    {
        var outcome = Decode(Convert.FromHexString("115E4800E03752BA79132548195AB2B1BC453C91808E03"), out _);
        Assert.Equal((ContentStatus.Invalid, ""), (outcome.Status, outcome.Text));
        Assert.NotNull(outcome.Problem);
    }

    /// <summary>What a call decodes before it comes upon a broken place is lost; calls are small.</summary>
    [Fact]
    public void BrokenPlace_LeavesWhatCameLongBefore()
    {
        byte[] original = Samples.Mixed();
        using var encoder = ContentCodings.BuiltIn.Find("br")!.CreateEncoder(CompressionLevel.Optimal);
        byte[] bytes = new byte[original.Length];
        encoder.Process(original, bytes, isLast: false, out _, out int begun);
        encoder.Flush(bytes.AsSpan(begun), out int flushed);

        // A block of metadata with a reserved bit set (RFC 7932 §9.2).
        bytes[begun + flushed] = 0x0E;
        var outcome = Decode(bytes[..(begun + flushed + 1)], out _);
        Assert.Equal(ContentStatus.Invalid, outcome.Status);
        Assert.InRange(outcome.Output.Length, original.Length / 2, original.Length);
        Assert.True(original.AsSpan().StartsWith(outcome.Output));
    }

    private static Piecewise.Outcome Decode(byte[] bytes, out bool hasTrailing)
    {
        using var decoder = ContentCodings.BuiltIn.Find("br")!.CreateDecoder();
        var outcome = Piecewise.Run(decoder, bytes);
        hasTrailing = decoder.HasTrailingBytes;
        return outcome;
    }
}
