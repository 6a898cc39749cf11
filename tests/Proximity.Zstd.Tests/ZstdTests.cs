using System.IO.Compression;
using CsCheck;
using Proximity.Content;
using Proximity.Flows.Tests.Content;

namespace Proximity.Zstd.Tests;

public class ZstdTests
{
    private const int MiB = 1024 * 1024;
    private const string Text = "hello, hello, hello";

    /// <summary>The text as the reference program wrote it, with a check sum of the content.</summary>
    private static readonly byte[] Frame = Convert.FromHexString("28B52FFD04586D00003868656C6C6F2C200100E28A1175F3988E");

    /// <summary>The same without a check sum.</summary>
    private static readonly byte[] PlainFrame = Convert.FromHexString("28B52FFD00586D00003868656C6C6F2C200100E28A11");

    private static readonly byte[] SkippableFrame = [0x5A, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3];

    private static readonly ContentCodings Codings = ContentCodings.BuiltIn.With(new ZstdCoding());

    /// <summary>Bytes of few kinds and of many, with repetitions.</summary>
    private static readonly Gen<byte[]> Bytes = Gen.OneOf(
        Gen.Byte.Array[0, 200],
        Gen.Byte[0, 3].Array[0, 3000],
        Gen.Select(Gen.Byte.Array[1, 40], Gen.Int[0, 400], Repeat));

    public static TheoryData<byte[]> Bodies => new(
        Frame,
        PlainFrame,
        Join(SkippableFrame, PlainFrame, SkippableFrame, Frame),
        Join(Frame, [0x28, 0xB5]),
        Join(Frame, [1, 2, 3, 4, 5]),
        Frame[..^2],
        Join(Frame[..^1], [0]),
        Noise(3000));

    [Theory]
    [InlineData("zstd")]
    [InlineData("ZSTD")]
    public void Name_IsFoundInATableItWasAddedTo(string name) => Assert.Equal("zstd", Codings.Find(name)?.Name);

    [Fact]
    public void OneFrame_IsDecoded()
    {
        var outcome = Decode(Frame, out var hasTrailing);
        Assert.Equal((ContentStatus.Done, Text, null, false), (outcome.Status, outcome.Text, outcome.Problem, hasTrailing));
    }

    [Fact]
    public void SeveralFramesWithSkippableOnes_AreOneBody()
    {
        var outcome = Decode([.. SkippableFrame, .. Frame, .. SkippableFrame, .. PlainFrame], out var hasTrailing);
        Assert.Equal((ContentStatus.Done, Text + Text, false), (outcome.Status, outcome.Text, hasTrailing));
    }

    [Fact]
    public void EveryCut_IsTruncated()
    {
        for (int length = 1; length < Frame.Length; length++)
        {
            var outcome = Decode(Frame[..length], out _);
            Assert.Equal(ContentStatus.Truncated, outcome.Status);
            Assert.StartsWith(outcome.Text, Text, StringComparison.Ordinal);
            Assert.NotNull(outcome.Problem);
        }
    }

    [Theory]
    [InlineData("00")]
    [InlineData("28B52F")]
    [InlineData("68656C6C6F2C20")]
    public void BytesBehindTheEnd_AreLeftOutAndMarked(string trailing)
    {
        var outcome = Decode([.. Frame, .. Convert.FromHexString(trailing)], out var hasTrailing);
        Assert.Equal((ContentStatus.Done, Text, true), (outcome.Status, outcome.Text, hasTrailing));
    }

    [Fact]
    public void OtherBeginning_IsInvalid() => Assert.Equal(ContentStatus.Invalid, Decode("hello"u8.ToArray(), out _).Status);

    [Fact]
    public void WrongCheckSum_IsInvalidBehindTheWholeText()
    {
        var outcome = Decode([.. Frame[..^1], 0], out _);
        Assert.Equal((ContentStatus.Invalid, Text), (outcome.Status, outcome.Text));
        Assert.NotNull(outcome.Problem);
    }

    [Fact]
    public void FrameThatNeedsADictionary_IsInvalid()
        => Assert.Equal(ContentStatus.Invalid, Decode([0x28, 0xB5, 0x2F, 0xFD, 0x21, 5, 5, 1, 0, 0, 0, 0], out _).Status);

    /// <summary>Windows of 8 and 16 MiB (RFC 9659 §3); a raw block of one byte follows.</summary>
    [Theory]
    [InlineData(0x68, ContentStatus.Done)]
    [InlineData(0x70, ContentStatus.Invalid)]
    [InlineData(0xFF, ContentStatus.Invalid)]
    public void Window_IsLimitedTo8MiB(byte window, ContentStatus status)
        => Assert.Equal(status, Decode([0x28, 0xB5, 0x2F, 0xFD, 0, window, 9, 0, 0, (byte)'a'], out _).Status);

    [Fact]
    public void BrokenPlace_LeavesTheBlocksBefore()
    {
        // A raw block of one byte, and one of a type that does not exist (RFC 8878 §3.1.1.2.2).
        var outcome = Decode([0x28, 0xB5, 0x2F, 0xFD, 0, 0x58, 8, 0, 0, (byte)'a', 7, 0, 0], out _);
        Assert.Equal((ContentStatus.Invalid, "a"), (outcome.Status, outcome.Text));
    }

    [Fact]
    public void NoByte_IsAnEmptyBody() => Assert.Equal(ContentStatus.Done, Decode([], out _).Status);

    [Theory]
    [MemberData(nameof(Bodies))]
    public void EverySplit_GivesTheSame(byte[] bytes)
    {
        var whole = Decode(bytes, out _);
        for (int at = 0; at <= bytes.Length; at++)
        {
            using var decoder = Decoder();
            AssertSame(whole, Piecewise.RunSplit(decoder, bytes, at));
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void SmallPiecesAndLittleRoom_GiveTheSame(byte[] bytes)
    {
        var whole = Decode(bytes, out _);
        foreach (var (inputPiece, outputPiece) in new[] { (1, 4096), (int.MaxValue, 1), (1, 1) })
        {
            using var decoder = Decoder();
            AssertSame(whole, Piecewise.Run(decoder, bytes, inputPiece, outputPiece));
        }
    }

    /// <summary>The library takes many calls without bytes for an error.</summary>
    [Fact]
    public void ManyCallsWithoutBytes_ChangeNothing()
    {
        using var decoder = Decoder();
        byte[] destination = new byte[100];
        decoder.Process(Frame.AsSpan(0, 10), destination, isLast: false, out _, out _);
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(ContentStatus.NeedMore, decoder.Process([], destination, isLast: false, out _, out _));
        }

        Assert.Equal(ContentStatus.Done, decoder.Process(Frame.AsSpan(10), destination, isLast: true, out _, out int written));
        Assert.Equal(Text.Length, written);
    }

    [Fact]
    public void AnyBytesInAnyPieces_ComeBack() =>
        Gen.Select(Bytes, Gen.Int[0, (int)CompressionLevel.SmallestSize], Gen.Int[1, 300], Gen.Int[1, 300]).Sample(
            (bytes, level, inputPiece, outputPiece) =>
            {
                using var encoder = Codings.Find("zstd")!.CreateEncoder((CompressionLevel)level);
                var encoded = Piecewise.Run(encoder, bytes, inputPiece, outputPiece);
                var decoded = Decode(encoded.Output, out var hasTrailing, outputPiece, inputPiece);
                return (encoded.Status, decoded.Status, hasTrailing) == (ContentStatus.Done, ContentStatus.Done, false)
                    && decoded.Output.AsSpan().SequenceEqual(bytes);
            },
            iter: 100);

    /// <summary>Blocks of every kind: compressed, repeated and raw ones.</summary>
    [Fact]
    public void BodyOfManyBlocks_ComesBack()
    {
        byte[] noise = new byte[200_000];
        new Random(5).NextBytes(noise);
        byte[] bytes = [.. noise, .. new byte[300_000], .. Enumerable.Range(0, 300_000).Select(i => (byte)(i * i >> 8))];
        using var encoder = Codings.Find("zstd")!.CreateEncoder(CompressionLevel.Fastest);
        byte[] encoded = Piecewise.Run(encoder, bytes).Output;
        Assert.Equal(bytes, Decode(encoded, out _, 10_000, 7_777).Output);
        Assert.Equal(ContentStatus.Truncated, Decode(encoded[..^1], out _).Status);
    }

    [Fact]
    public void Flush_LetsAReceiverDecodeEverythingUpToThere()
    {
        using var encoder = Codings.Find("zstd")!.CreateEncoder(CompressionLevel.Fastest);
        using var decoder = Decoder();
        byte[] sent = new byte[100];
        byte[] received = new byte[100];
        foreach (byte[] message in new[] { "data: one\n\n"u8.ToArray(), "data: two\n\n"u8.ToArray() })
        {
            Assert.Equal(ContentStatus.NeedMore, encoder.Process(message, sent, isLast: false, out _, out int begun));
            Assert.Equal(ContentStatus.NeedMore, encoder.Flush(sent.AsSpan(begun), out int flushed));
            var coded = sent.AsSpan(0, begun + flushed);
            Assert.Equal(ContentStatus.NeedMore, decoder.Process(coded, received, isLast: false, out _, out int written));
            Assert.Equal(message, received[..written]);
        }
    }

    [Fact]
    public void Bomb_CostsItsBound()
    {
        using var encoder = Codings.Find("zstd")!.CreateEncoder(CompressionLevel.Fastest);
        byte[] bomb = Piecewise.Run(encoder, new byte[64 * MiB], outputPiece: MiB).Output;
        var decoder = new ContentDecoder(Codings, new ContentLimits { MaxOutputBytes = 2 * MiB, MaxRatio = int.MaxValue });
        decoder.Decode(bomb, ["zstd"]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var content = decoder.Decode(bomb, ["zstd"]);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal((ContentState.LimitExceeded, "MaxOutputBytes", 2 * MiB), (content.State, content.Limit, content.Bytes.Length));
        Assert.InRange(allocated, 2 * MiB, 9 * MiB);
    }

    [Fact]
    public void StackedCodings_AreTakenOffFromTheLast()
    {
        var chain = Codings.Resolve(["gzip, zstd"]);
        using var encoder = chain.CreateEncoder();
        using var decoder = chain.CreateDecoder();
        Assert.Equal(Frame, Piecewise.Run(decoder, Piecewise.Run(encoder, Frame).Output).Output);
    }

    private static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    private static byte[] Noise(int length)
    {
        byte[] noise = new byte[length];
        new Random(3).NextBytes(noise);
        using var encoder = Codings.Find("zstd")!.CreateEncoder(CompressionLevel.Optimal);
        return Piecewise.Run(encoder, noise).Output;
    }

    private static IContentDecoder Decoder() => Codings.Find("zstd")!.CreateDecoder();

    private static Piecewise.Outcome Decode(byte[] bytes, out bool hasTrailing, int inputPiece = int.MaxValue, int outputPiece = 4096)
    {
        using var decoder = Decoder();
        var outcome = Piecewise.Run(decoder, bytes, inputPiece, outputPiece);
        hasTrailing = decoder.HasTrailingBytes;
        return outcome;
    }

    private static void AssertSame(Piecewise.Outcome expected, Piecewise.Outcome actual)
    {
        Assert.Equal((expected.Status, expected.Problem), (actual.Status, actual.Problem));
        Assert.Equal(expected.Output, actual.Output);
    }

    private static byte[] Repeat(byte[] part, int times) => [.. Enumerable.Repeat(part, times).SelectMany(bytes => bytes)];
}
