using Proximity.Protocol.WebSockets;
using static Proximity.Protocol.Tests.WebSockets.ReadMessages;

namespace Proximity.Protocol.Tests.WebSockets;

/// <summary>Frames as bytes, read at every split; the first ones are the examples of RFC 6455 §5.7.</summary>
public class MessageReaderTests
{
    [Fact]
    public void UnmaskedText_IsRead() => AssertReads(FromOrigin, "Text 5 Hello", 0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f);

    [Fact]
    public void MaskedText_IsUnmasked() => AssertReads(FromClient, "Text 5 Hello", 0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58);

    [Fact]
    public void FragmentedText_IsPutTogether() => AssertReads(FromOrigin, "Text 5 Hello", 0x01, 0x03, 0x48, 0x65, 0x6c, 0x80, 0x02, 0x6c, 0x6f);

    [Fact]
    public void MaskedPing_AndPong_AreRead()
    {
        AssertReads(FromOrigin, "Ping Hello", 0x89, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f);
        AssertReads(FromClient, "Pong Hello", 0x8a, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58);
    }

    [Fact]
    public void ControlFramesWithinAMessage_LeaveItAlone() => AssertReads(
        FromOrigin, "Ping a | Pong  | Binary 4 abcd | Close \u0003\u00E8ok", 0x02, 1, (byte)'a', 0x89, 1, (byte)'a', 0x00, 2, (byte)'b', (byte)'c', 0x8A, 0, 0x80, 1, (byte)'d', 0x88, 4, 0x03, 0xE8, (byte)'o', (byte)'k');

    [Fact]
    public void EmptyFrames_AreMessagesToo() => AssertReads(FromOrigin, "Text 0  | Binary 0  | Text 1 x", 0x81, 0, 0x02, 0, 0x00, 0, 0x80, 0, 0x01, 0, 0x80, 1, (byte)'x');

    [Fact]
    public void LongMessage_KeepsItsBeginning()
    {
        ReadMessages read = AtEverySplit(FromOrigin with { KeptBytes = 3 }, 0x02, 2, 1 + (byte)'0', (byte)'2', 0x80, 3, (byte)'3', (byte)'4', (byte)'5', 0x82, 1, (byte)'x');
        Assert.Equal("Binary 5 123 | Binary 1 x (None)", read.ToString());
    }

    [Fact]
    public void MessageBeyondTheBound_StopsWhoeverAsksForThat()
    {
        ReadMessages read = AtEverySplit(FromOrigin with { KeptBytes = 3, StopsBeyond = true }, 0x82, 3, 1, 2, 3, 0x02, 2, 1, 2, 0x80, 2, 1, 2, 0x82, 1, 1);
        Assert.Equal("Binary 3 \u0001\u0002\u0003 | TooLong (None)", read.ToString());
    }

    [Theory]
    [InlineData(FrameProblems.ReservedBits, "Text 1 x", new byte[] { 0xC1, 1, (byte)'x' })]
    [InlineData(FrameProblems.ReservedBits, "Text 1 x", new byte[] { 0x91, 1, (byte)'x' })]
    [InlineData(FrameProblems.ReservedOpcode, "Text 1 x", new byte[] { 0x83, 2, 1, 2, 0x81, 1, (byte)'x' })]
    [InlineData(FrameProblems.ReservedOpcode, "Text 1 x", new byte[] { 0x01, 0, 0x8B, 2, 1, 2, 0x80, 1, (byte)'x' })]
    [InlineData(FrameProblems.Masked, "Text 1 x", new byte[] { 0x81, 0x81, 0, 0, 0, 0, (byte)'x' })]
    [InlineData(FrameProblems.FragmentedControl, "Ping x", new byte[] { 0x09, 1, (byte)'x' })]
    [InlineData(FrameProblems.LengthNotShortest, "Text 1 x", new byte[] { 0x81, 0x7E, 0, 1, (byte)'x' })]
    [InlineData(FrameProblems.LengthTooLarge, "Unreadable", new byte[] { 0x81, 0x7F, 0xFF, 0, 0, 0, 0, 0, 0, 1, (byte)'x' })]
    [InlineData(FrameProblems.LostContinuation, "Text 1 x", new byte[] { 0x80, 1, (byte)'y', 0x81, 1, (byte)'x' })]
    [InlineData(FrameProblems.UnfinishedMessage, "Text 1 x", new byte[] { 0x02, 1, (byte)'y', 0x81, 1, (byte)'x' })]
    [InlineData(FrameProblems.AfterClose, "Close  | Text 1 x", new byte[] { 0x88, 0, 0x81, 1, (byte)'x' })]
    [InlineData(FrameProblems.InvalidClose, "Close \u0003", new byte[] { 0x88, 1, 0x03 })]
    [InlineData(FrameProblems.InvalidClose, "Close \u0003\u00ED", new byte[] { 0x88, 2, 0x03, 0xED })]
    [InlineData(FrameProblems.InvalidClose, "Close \u0003\u00E8\u00FF", new byte[] { 0x88, 3, 0x03, 0xE8, 0xFF })]
    internal void BrokenRule_IsToldOf_AndTheRestIsRead(FrameProblems problem, string lines, byte[] frames) =>
        Assert.Equal($"{lines} ({problem})", AtEverySplit(FromOrigin, frames).ToString());

    [Fact]
    public void UnmaskedFrameOfTheClient_IsToldOf() => Assert.Equal("Text 1 x (Unmasked)", AtEverySplit(FromClient, 0x81, 1, (byte)'x').ToString());

    [Fact]
    public void LongControlFrame_IsToldOf_AndKeepsWhatItMayHave()
    {
        byte[] frame = [0x89, 0x7E, 0, 126, .. Enumerable.Repeat((byte)'p', 126), 0x81, 1, (byte)'x'];
        Assert.Equal($"Ping {new string('p', 125)} | Text 1 x (LongControl)", AtEverySplit(FromOrigin, frame).ToString());
    }

    [Fact]
    public void ProblemThatComesAgain_IsToldOnce()
    {
        using var reader = new MessageReader(new BufferPool(), FromOrigin);
        reader.Read([0x91, 0], out _);
        Assert.Equal(FrameProblems.ReservedBits, reader.TakeProblems());
        reader.Read([0x91, 0], out _);
        Assert.Equal(FrameProblems.None, reader.TakeProblems());
    }

    [Theory]
    [InlineData("\u00C3\u00A9")]
    [InlineData("\u00E2\u0082\u00AC x \u00F0\u009F\u0098\u0080")]
    public void CharacterCutByFrames_IsText(string octets)
    {
        byte[] text = System.Text.Encoding.Latin1.GetBytes(octets);
        for (int cut = 0; cut <= text.Length; cut++)
        {
            byte[] frames = [0x01, (byte)cut, .. text[..cut], 0x80, (byte)(text.Length - cut), .. text[cut..]];
            Assert.Equal($"Text {text.Length} {octets} (None)", AtEverySplit(FromOrigin, frames).ToString());
        }
    }

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC0, 0x80 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })]
    [InlineData(new byte[] { (byte)'a', 0xE2, 0x82 })]
    [InlineData(new byte[] { 0xE2, 0x82, (byte)'a' })]
    public void TextThatIsNotUtf8_IsToldOf_BinaryIsNot(byte[] payload)
    {
        Assert.Equal(FrameProblems.InvalidText, AtEverySplit(FromOrigin, [0x81, (byte)payload.Length, .. payload]).Problems);
        Assert.Equal(FrameProblems.None, AtEverySplit(FromOrigin, [0x82, (byte)payload.Length, .. payload]).Problems);
    }

    [Fact]
    public void UnknownExtension_LeavesPayloadsAndBitsAlone() =>
        Assert.Equal("Text 2 \u00FF\u0001 encoded (None)", AtEverySplit(FromOrigin with { IsOpaque = true }, 0xF1, 2, 0xFF, 0x01, 0x83, 1, 1).ToString());

    private static void AssertReads(MessageReaderSettings settings, string lines, params byte[] frames) => Assert.Equal($"{lines} (None)", AtEverySplit(settings, frames).ToString());
}
