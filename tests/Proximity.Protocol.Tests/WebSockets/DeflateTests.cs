using System.Text;
using Proximity.Protocol.WebSockets;
using static Proximity.Protocol.Tests.WebSockets.ReadMessages;

namespace Proximity.Protocol.Tests.WebSockets;

/// <summary>permessage-deflate; the first bytes are the examples of RFC 7692 §7.2.3.</summary>
public class DeflateTests
{
    private static readonly MessageReaderSettings NoTakeover = Deflated with { Deflate = new DeflateParameters(NoContextTakeover: true, 15) };

    [Fact]
    public void CompressedMessage_IsInflated() => AssertReads("Text 5 Hello", 0xc1, 0x07, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00);

    [Fact]
    public void FragmentedCompressedMessage_IsInflated_WithAPingInside() =>
        AssertReads("Ping  | Text 5 Hello", 0x41, 0x03, 0xf2, 0x48, 0xcd, 0x89, 0x00, 0x80, 0x04, 0xc9, 0xc9, 0x07, 0x00);

    [Fact]
    public void SecondMessage_RefersToTheFirst() =>
        AssertReads("Text 5 Hello | Text 5 Hello", 0xc1, 0x07, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0xc1, 0x05, 0xf2, 0x00, 0x11, 0x00, 0x00);

    [Fact]
    public void StoredBlock_IsInflated() => AssertReads("Text 5 Hello", 0xc1, 0x0b, 0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00);

    [Fact]
    public void FinalBlock_EndsTheContext_AndTheNextMessageBeginsAnew() =>
        AssertReads("Text 5 Hello | Text 5 Hello", 0xc1, 0x08, 0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00, 0xc1, 0x07, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00);

    [Fact]
    public void TwoBlocks_AreOneMessage() =>
        AssertReads("Text 5 Hello", 0xc1, 0x0d, 0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00);

    [Fact]
    public void EmptyCompressedMessage_IsEmpty() => AssertReads("Text 0 ", 0xc1, 0x01, 0x00);

    [Fact]
    public void UncompressedMessage_MayStandBetween() =>
        AssertReads("Text 5 Hello | Binary 1 x | Text 5 Hello", 0xc1, 0x07, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x82, 0x01, (byte)'x', 0xc1, 0x05, 0xf2, 0x00, 0x11, 0x00, 0x00);

    [Fact]
    public void NoContextTakeover_ReferenceBack_CannotBeInflated() => Assert.Equal(
        FrameProblems.InvalidDeflate, AtEverySplit(NoTakeover, 0xc1, 0x07, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0xc1, 0x05, 0xf2, 0x00, 0x11, 0x00, 0x00).Problems);

    [Fact]
    public void BadDeflate_IsToldOf_AndLaterCompressedMessagesStayAsTheyAre()
    {
        ReadMessages read = AtEverySplit(Deflated, 0xc1, 0x02, 0xff, 0xff, 0xc1, 0x01, 0x00, 0x81, 0x01, (byte)'x');
        Assert.Equal(FrameProblems.InvalidDeflate, read.Problems);
        Assert.Equal(["Text 0  encoded", "Text 1 \0 encoded", "Text 1 x"], read.Lines);
    }

    [Fact]
    public void CompressedTextThatIsNotUtf8_IsToldOf()
    {
        byte[] compressed = Compressed([0xFF, 0xFE], 15);
        Assert.Equal(FrameProblems.InvalidText, AtEverySplit(Deflated, [0xC1, (byte)compressed.Length, .. compressed]).Problems);
    }

    [Fact]
    public void Bomb_IsGivenUp_WithLittleKept()
    {
        // A MiB of zeros, compressed to a thousandth; forty of them.
        byte[] compressed = Compressed(new byte[1024 * 1024], 15);
        byte[] frame = [0xC2, 0x7E, (byte)(compressed.Length >> 8), (byte)compressed.Length, .. compressed];
        ReadMessages read = Of(Deflated with { KeptBytes = 1 }, [.. Enumerable.Repeat(frame, 40)]);
        Assert.Equal(FrameProblems.InflatesTooFar, read.Problems);
        Assert.Equal(16, read.Lines.Count(line => line == "Binary 1048576 \0"));
        Assert.EndsWith(" encoded", read.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void BombBeyondTheBound_StopsAtOnce()
    {
        byte[] compressed = Compressed(new byte[16 * 1024 * 1024], 15);
        using var reader = new MessageReader(new BufferPool(), Deflated with { KeptBytes = 1000, StopsBeyond = true });
        Assert.Equal(MessageStep.TooLong, reader.Read([0xC2, 0x7E, (byte)(compressed.Length >> 8), (byte)compressed.Length, .. compressed], out _));
        Assert.InRange(reader.Length, 1001, 8192);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(12)]
    [InlineData(15)]
    public void Deflated_IsWithinItsWindow_AndInflatesToTheSame(int windowBits)
    {
        byte[] message = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 2_000).Select(number => $"{number % 700} {new string('x', 60)}")));
        byte[] compressed = Compressed(message, windowBits);
        Assert.True(compressed.Length < message.Length, "nothing was compressed");
        Assert.True(SmallWindow.Inflate(compressed, 1 << windowBits).SequenceEqual(message), "the message is another one");
    }

    [Fact]
    public void DeflatedMessages_FollowOneAnother_InOneContext()
    {
        var lines = new List<string>();
        List<byte> frames = [];
        foreach (string text in (string[])["one one one", "", "two two two"])
        {
            byte[] compressed = Compressed(Encoding.ASCII.GetBytes(text), 15);
            frames.AddRange([0xC1, (byte)compressed.Length, .. compressed]);
            lines.Add($"Text {text.Length} {text}");
        }

        AssertReads(string.Join(" | ", lines), [.. frames]);
    }

    private static byte[] Compressed(byte[] message, int windowBits)
    {
        var pool = new BufferPool();
        var output = new ByteBuffer(pool);
        MessageDeflater.Write(message, windowBits, output);
        byte[] compressed = output.Span.ToArray();
        output.Release();
        return compressed;
    }

    private static void AssertReads(string lines, params byte[] frames) => Assert.Equal($"{lines} (None)", AtEverySplit(Deflated, frames).ToString());
}
