using Proximity.Protocol.Messages;
using static Proximity.Protocol.Tests.Messages.ProtobufInput;

namespace Proximity.Protocol.Tests.Messages;

/// <summary>What is written of a tree: the bytes as they came, but for a field that was replaced and the lengths around it.</summary>
public class ProtobufReplaceTests
{
    [Theory]
    [InlineData("8800 9681808000 8A8000 828000 6869", "padded varints, tags and lengths")]
    [InlineData("0801 1A", "an unread rest")]
    [InlineData("0B 0801", "an open group")]
    [InlineData("0B 8C00", "a padded end of a group")]
    public void UntouchedMessage_IsWrittenAsItCame(string message, string what)
        => Assert.True(Hex(Read(message)) == Convert.ToHexString(Bytes(message)), what);

    [Theory]
    [InlineData("08 9601 1001", 1UL, "08 01 1001")]
    [InlineData("8800 01", 300UL, "8800 AC02")]
    [InlineData("0D 01000000", 2UL, "0D 02000000")]
    [InlineData("09 0100000000000000", ulong.MaxValue, "09 FFFFFFFFFFFFFFFF")]
    public void Number_IsReplaced(string message, ulong value, string expected)
    {
        ProtobufMessage read = Read(message);
        ProtobufMessage changed = read.Replace([0], read.Fields[0].WithNumber(value));
        Assert.Equal(Convert.ToHexString(Bytes(expected)), Hex(changed));
        Assert.Equal(value, changed.Fields[0].Unsigned);
        Assert.Equal(Convert.ToHexString(Bytes(message)), Hex(read));
    }

    [Theory]
    [InlineData("1001 0A 02 6869 1001", "1001 0A 05 68656C6C6F 1001")]
    [InlineData("1001 8A00 8200 6869", "1001 8A00 05 68656C6C6F")]
    [InlineData("1001 0A 858000 6869686968", "1001 0A 858000 68656C6C6F")]
    public void Text_IsReplaced_AndALengthThatChangesIsWrittenAnew(string message, string expected)
    {
        ProtobufMessage read = Read(message);
        Assert.Equal(Convert.ToHexString(Bytes(expected)), Hex(read.Replace([1], read.Fields[1].WithPayload("hello"u8))));
    }

    [Fact]
    public void NestedField_IsReplaced_AndTheLengthsAroundItFollow()
    {
        const string Original = "0801 12 0A 1B 0801 22 02 6869 1C 10 01 1801";
        Assert.Equal("1: 1 2 {   3 group {     1: 1     4: \"hi\"   }   2: 1 } 3: 1", Show(Original));
        ProtobufMessage read = Read(Original);
        ProtobufField text = read.Fields[1].Message!.Fields[0].Message!.Fields[1];
        ProtobufMessage changed = read.Replace([1, 0, 1], text.WithPayload(new byte[130]));
        Assert.Equal($"0801128B011B0801228201{new string('0', 260)}1C10011801", Hex(changed));
        Assert.Equal(130, changed.Fields[1].Message!.Fields[0].Message!.Fields[1].Payload.Length);
    }

    [Fact]
    public void NewValue_IsGuessedAnew()
    {
        ProtobufField field = Read("0A 01 FF").Fields[0];
        Assert.Null(field.Message);
        Assert.Equal(1UL, field.WithPayload([0x08, 0x01]).Message!.Fields[0].Unsigned);
    }

    [Fact]
    public void ValueOfAnotherKind_IsRefused()
    {
        ProtobufMessage read = Read("0801 12 01 FF 1D 00000000 23 24");
        Assert.Throws<InvalidOperationException>(() => read.Fields[1].WithNumber(1));
        Assert.Throws<InvalidOperationException>(() => read.Fields[3].WithNumber(1));
        Assert.Throws<InvalidOperationException>(() => read.Fields[0].WithPayload([]));
        Assert.Throws<InvalidOperationException>(() => read.Fields[3].WithPayload([]));
        Assert.Throws<InvalidOperationException>(() => read.Fields[0].WithMessage(read));
        Assert.Throws<InvalidOperationException>(() => read.Replace([1, 0], read.Fields[0]));
        Assert.Throws<OverflowException>(() => read.Fields[2].WithNumber(1UL << 32));
    }
}
