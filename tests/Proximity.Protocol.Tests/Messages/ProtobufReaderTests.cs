using Proximity.Protocol.Messages;
using static Proximity.Protocol.Tests.Messages.ProtobufInput;

namespace Proximity.Protocol.Tests.Messages;

/// <summary>Messages of the encoding guide of Protocol Buffers and others, encoded by hand.</summary>
public class ProtobufReaderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("08 9601", "1: 150")]
    [InlineData("12 07 74657374696E67", "2: \"testing\"")]
    [InlineData("1A 03 089601", "3 {   1: 150 }")]
    [InlineData("22 05 68656C6C6F 2801 2802 2803", "4: \"hello\" 5: 1 5: 2 5: 3")]
    [InlineData("32 06 038E029EA705", "6: [3, 270, 86942]")]
    [InlineData("0D 0000803F 11 000000000000F03F", "1: 0x3f800000 2: 0x3ff0000000000000")]
    [InlineData("43 0801 12 03 666F6F 44", "8 group {   1: 1   2: \"foo\" }")]
    [InlineData("0B 0B 0C 13 14 0C", "1 group {   1 group {   }   2 group {   } }")]
    [InlineData("0A 05 0B08010C10", "1: [11, 8, 1, 12, 16]")]
    [InlineData("F8FFFFFF0F 01", "536870911: 1")]
    [InlineData("08 FEFFFFFFFFFFFFFFFF01", "1: 18446744073709551614")]
    [InlineData("8800 00", "1: 0")]
    public void Fields_AreShownALineEach(string message, string shown)
        => Assert.Equal(shown, Show(message));

    [Theory]
    [InlineData("08 FEFFFFFFFFFFFFFFFF01", 18446744073709551614UL, -2L, 9223372036854775807L, null)]
    [InlineData("08 00", 0UL, 0L, 0L, false)]
    [InlineData("08 01", 1UL, 1L, -1L, true)]
    [InlineData("08 02", 2UL, 2L, 1L, null)]
    [InlineData("08 FFFFFFFFFFFFFFFFFF01", ulong.MaxValue, -1L, long.MinValue, null)]
    [InlineData("0D FEFFFFFF", 4294967294UL, -2L, 2147483647L, null)]
    [InlineData("09 FEFFFFFFFFFFFFFF", 18446744073709551614UL, -2L, 9223372036854775807L, null)]
    public void Number_HasSeveralMeanings(string message, ulong isUnsigned, long isSigned, long zigZag, bool? boolean)
    {
        ProtobufField field = Read(message).Fields[0];
        Assert.Equal((isUnsigned, isSigned, zigZag, boolean), (field.Unsigned, field.Signed, field.ZigZag, field.Boolean));
    }

    [Theory]
    [InlineData("0D 0000C03F", 1.5)]
    [InlineData("09 000000000000F8BF", -1.5)]
    [InlineData("08 01", null)]
    [InlineData("0A 00", null)]
    public void FixedNumber_MayBeFloatingPoint(string message, double? value) => Assert.Equal(value, Read(message).Fields[0].FloatingPoint);

    [Theory]
    [InlineData("08", ProtobufProblemKind.Cut, 1, 1)]
    [InlineData("88", ProtobufProblemKind.Cut, 0, 1)]
    [InlineData("0801 10 8080", ProtobufProblemKind.Cut, 3, 3)]
    [InlineData("0801 15 010203", ProtobufProblemKind.Cut, 3, 4)]
    [InlineData("11 01020304050607", ProtobufProblemKind.Cut, 1, 8)]
    [InlineData("0A 03 6162", ProtobufProblemKind.Cut, 2, 4)]
    [InlineData("0A FFFFFFFFFFFFFFFFFF01 61", ProtobufProblemKind.Cut, 11, 12)]
    [InlineData("08 8080808080808080808001", ProtobufProblemKind.LongVarint, 1, 12)]
    [InlineData("08 FFFFFFFFFFFFFFFFFF02", ProtobufProblemKind.LongVarint, 1, 11)]
    [InlineData("0801 00 01", ProtobufProblemKind.FieldNumber, 2, 2)]
    [InlineData("02 00", ProtobufProblemKind.FieldNumber, 0, 2)]
    [InlineData("8080808010 01", ProtobufProblemKind.FieldNumber, 0, 6)]
    [InlineData("0801 0E", ProtobufProblemKind.WireType, 2, 1)]
    [InlineData("0F", ProtobufProblemKind.WireType, 0, 1)]
    [InlineData("0801 0C", ProtobufProblemKind.EndGroup, 2, 1)]
    [InlineData("0B 0801 14 0C", ProtobufProblemKind.EndGroup, 3, 2)]
    [InlineData("0B 0801", ProtobufProblemKind.UnclosedGroup, 3, 0)]
    [InlineData("0B 13 0801 1801 1A", ProtobufProblemKind.Cut, 7, 1)]
    internal void BrokenMessage_IsReadUpToThere(string message, ProtobufProblemKind kind, int offset, int rest)
    {
        ProtobufMessage read = Read(message);
        Assert.Equal(new ProtobufProblem(kind, offset), read.Problem);
        Assert.Equal(rest, read.Rest.Length);
    }

    [Fact]
    public void BrokenGroup_KeepsItsFirstFields()
        => Assert.Equal(
            "1 group {   2 group {     1: 1   } } # The input ends within a field. Broken at offset 5; 2 bytes are left unread.",
            Show("0B 13 0801 18 80"));

    [Fact]
    public void EveryBeginningOfAMessage_IsReadAsFarAsItGoes()
    {
        byte[] bytes = Bytes("08 9601 12 07 74657374696E67 1B 25 01000000 2A 03 089601 1C 31 0102030405060708 3A 02 8001");
        ProtobufMessage whole = Read(bytes, ProtobufLimits.Default);
        Assert.Null(whole.Problem);
        int[] ends = [.. whole.Fields.Select((_, index) => whole.Fields.Take(index + 1).Sum(field => field.Raw.Length))];
        for (int length = 0; length < bytes.Length; length++)
        {
            ProtobufMessage beginning = Read(bytes[..length], ProtobufLimits.Default);
            int wholeCount = ends.Count(end => end <= length);
            Assert.Equal(ends.Contains(length) || length == 0, beginning.Problem is null);
            Assert.Equal(Raw(whole, wholeCount), Raw(beginning, wholeCount));
        }
    }

    [Theory]
    [InlineData(1, "0A 02 0801", "1: [8, 1] ")]
    [InlineData(2, "0A 02 0801", "1 {   1: 1 } ")]
    [InlineData(2, "0A 04 0A02 0801", "1 {   1: [8, 1] } ")]
    [InlineData(2, "0B 0C 0B 0B 0C 0C", "1 group { } 1 group { } # Groups nest too deep. Broken at offset 3; 3 bytes are left unread. ")]
    public void Depth_IsBounded(int depth, string message, string shown)
    {
        ProtobufMessage read = Read(Bytes(message), ProtobufLimits.Default with { MaxDepth = depth });
        Assert.Equal(shown, ProtobufText.Show(read).ReplaceLineEndings(" "));
    }

    [Theory]
    [InlineData(2, "0801 0802 0803", "1: 1 1: 2 ", 4)]
    [InlineData(3, "0801 0802 0803", "1: 1 1: 2 1: 3 ", null)]
    [InlineData(2, "0A 04 0801 0801 0802", "1: [8, 1, 8, 1] 1: 2 ", null)]
    [InlineData(3, "0A 04 0801 0801 0802", "1 {   1: 1   1: 1 } ", 6)]
    [InlineData(2, "0B 0801 0801 0C", "1 group {   1: 1 } ", 3)]
    public void Fields_AreBounded(int count, string message, string shown, int? offset)
    {
        ProtobufMessage read = Read(Bytes(message), ProtobufLimits.Default with { MaxFields = count });
        Assert.Equal(offset, read.Problem is { Kind: ProtobufProblemKind.TooManyFields } problem ? problem.Offset : null);
        Assert.Equal(shown, ProtobufText.Show(read with { Problem = null }).ReplaceLineEndings(" "));
    }

    [Fact]
    public void WhatIsBrokenBeforeTheLimit_IsSaidAsElsewhere()
    {
        ProtobufMessage read = Read(Bytes("0801 0E 00 00"), ProtobufLimits.Default with { MaxBytes = 4 });
        Assert.Equal(new ProtobufProblem(ProtobufProblemKind.WireType, 2), read.Problem);
    }

    [Theory]
    [InlineData(2, "0801 0802", 2, 2)]
    [InlineData(3, "0801 0802", 3, 2)]
    [InlineData(4, "0801 0A 03 616263", 4, 5)]
    [InlineData(3, "0B 0801 0C", 3, 1)]
    public void Bytes_AreBounded(int count, string message, int offset, int rest)
    {
        ProtobufMessage read = Read(Bytes(message), ProtobufLimits.Default with { MaxBytes = count });
        Assert.Equal(new ProtobufProblem(ProtobufProblemKind.TooLong, offset), read.Problem);
        Assert.Equal(rest, read.Rest.Length);
    }

    [Fact]
    public void ManyOpenGroups_EndTheReadingAtTheLimit()
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)0x0B, 100_000)];
        Assert.Equal(new ProtobufProblem(ProtobufProblemKind.TooDeep, 49), Read(bytes, ProtobufLimits.Default).Problem);
    }

    private static IEnumerable<byte[]> Raw(ProtobufMessage message, int count)
        => message.Fields.Take(count).Select(field => field.Raw.ToArray());
}
