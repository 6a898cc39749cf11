using Proximity.Protocol.Messages;
using static Proximity.Protocol.Tests.Messages.ProtobufInput;

namespace Proximity.Protocol.Tests.Messages;

/// <summary>What a value is taken for, and how it is shown.</summary>
public class ProtobufGuessTests
{
    [Theory]
    [InlineData("0A 00", ProtobufGuess.Text, "Text")]
    [InlineData("0A 02 6869", ProtobufGuess.Text, "Text Message PackedVarints")]
    [InlineData("0A 05 0A03616263", ProtobufGuess.Message, "Message PackedVarints")]
    [InlineData("0A 0F 0A0D 61616161616161616161616161", ProtobufGuess.Message, "Message Text PackedVarints")]
    [InlineData("0A 04 610A620A", ProtobufGuess.Text, "Text PackedVarints")]
    [InlineData("0A 02 C3A9", ProtobufGuess.Text, "Text")]
    [InlineData("0A 02 C285", ProtobufGuess.Bytes, "")]
    [InlineData("0A 01 C3", ProtobufGuess.Bytes, "")]
    [InlineData("0A 01 7F", ProtobufGuess.PackedVarints, "PackedVarints")]
    [InlineData("0A 01 00", ProtobufGuess.PackedVarints, "PackedVarints")]
    [InlineData("0A 02 8000", ProtobufGuess.Bytes, "")]
    [InlineData("0A 05 FFFFFFFF0F", ProtobufGuess.PackedVarints, "PackedVarints")]
    [InlineData("0A 05 8080808010", ProtobufGuess.Bytes, "PackedVarints")]
    [InlineData("0A 03 01 FF80", ProtobufGuess.Bytes, "")]
    internal void Value_IsGuessed(string message, ProtobufGuess guess, string possible)
    {
        ProtobufField field = Read(message).Fields[0];
        Assert.Equal(guess, ProtobufGuesser.Guess(field));
        Assert.Equal(possible, string.Join(" ", ProtobufGuesser.Possible(field)));
    }

    [Theory]
    [InlineData("08 9601", "1: 150  # or zigzag 75")]
    [InlineData("08 01", "1: 1  # or zigzag -1, true")]
    [InlineData("08 00", "1: 0  # or zigzag 0, false")]
    [InlineData("08 FEFFFFFFFFFFFFFFFF01", "1: 18446744073709551614  # or -2, zigzag 9223372036854775807")]
    [InlineData("0D 0000803F", "1: 0x3f800000  # or 1065353216, float 1")]
    [InlineData("09 000000000000F8BF", "1: 0xbff8000000000000  # or -4613937818241073152, double -1.5")]
    [InlineData("0A 02 6869", "1: \"hi\"  # or a message, packed varints")]
    [InlineData("0A 02 0801", "1 {  # or packed varints   1: 1  # or zigzag -1, true }")]
    [InlineData("0B 0C", "1 group { }")]
    [InlineData("0A 01 FF", "1: hex ff")]
    public void Alternatives_AreShownWhenAskedFor(string message, string shown)
        => Assert.Equal(shown, Show(message, withAlternatives: true));

    [Fact]
    public void Text_IsShownOnOneLine()
        => Assert.Equal("1: \"a\\\"b\\\\c\\n\\r\\td é\"\n", ProtobufText.Show(Read("0A 0C 612262 5C63 0A0D09 64 20 C3A9")));

    [Theory]
    [InlineData(1000, "")]
    [InlineData(1001, "… (1001 characters)")]
    public void LongText_IsCut(int length, string end)
        => Assert.EndsWith($"x\"{end}\n", Shown((byte)'x', length), StringComparison.Ordinal);

    [Theory]
    [InlineData(256, "ff\n")]
    [InlineData(257, "ff… (257 bytes)\n")]
    public void LongBytes_AreCut(int length, string end)
    {
        string shown = Shown(0xFF, length);
        Assert.EndsWith(end, shown, StringComparison.Ordinal);
        Assert.StartsWith($"1: hex {string.Concat(Enumerable.Repeat("ff", 256))}", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100, "1]\n")]
    [InlineData(101, "1]… (101 values)\n")]
    public void ManyPackedVarints_AreCut(int length, string end) => Assert.EndsWith(end, Shown(1, length), StringComparison.Ordinal);

    [Fact]
    public void LongText_IsNotCutWithinACharacter()
    {
        byte[] text = [(byte)'a', .. Enumerable.Repeat("🙂"u8.ToArray(), 500).SelectMany(bytes => bytes)];
        string shown = ProtobufText.Show(Read([0x0A, .. Varint((ulong)text.Length), .. text], ProtobufLimits.Default));
        Assert.Equal($"1: \"a{string.Concat(Enumerable.Repeat("🙂", 499))}\"… (1001 characters)\n", shown);
    }

    private static string Shown(byte value, int count)
        => ProtobufText.Show(Read([0x0A, .. Varint((ulong)count), .. Enumerable.Repeat(value, count)], ProtobufLimits.Default));

    private static byte[] Varint(ulong value) => value < 128 ? [(byte)value] : [(byte)(value | 128), .. Varint(value >> 7)];
}
