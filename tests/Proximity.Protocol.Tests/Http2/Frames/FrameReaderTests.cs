using Proximity.Protocol.Heads;
using Proximity.Protocol.Http2;
using Proximity.Protocol.Http2.Frames;

namespace Proximity.Protocol.Tests.Http2.Frames;

/// <summary>
/// Each frame read at every split: it is there when its last byte is, and refused by its header alone or not before it is whole.
/// </summary>
public class FrameReaderTests
{
    private const int MaxPayload = 16_384;

    [Theory]
    [InlineData("000003 00 00 00000001 616263", "Data 0 1 616263")]
    [InlineData("000000 00 01 00000001", "Data 1 1 ")]
    [InlineData("000003 00 00 80000001 616263", "Data 0 1 616263")]
    [InlineData("000006 00 09 00000001 02 616263 0000", "Data 9 1 616263")]
    [InlineData("000001 00 08 00000001 00", "Data 8 1 ")]
    [InlineData("000001 01 05 00000001 82", "Headers 5 1 82")]
    [InlineData("000006 01 25 00000003 00000001 10 82", "Headers 37 3 82")]
    [InlineData("000009 01 2D 00000003 02 80000001 10 82 0000", "Headers 45 3 82")]
    [InlineData("000005 02 00 00000003 00000001 10", "Priority 0 3 0000000110")]
    [InlineData("000004 03 00 00000003 00000008", "RstStream 0 3 00000008")]
    [InlineData("000006 04 00 00000000 0003 00000064", "Settings 0 0 000300000064")]
    [InlineData("000000 04 01 00000000", "Settings 1 0 ")]
    [InlineData("000008 06 00 00000000 0102030405060708", "Ping 0 0 0102030405060708")]
    [InlineData("000009 07 00 00000000 00000001 00000000 61", "GoAway 0 0 000000010000000061")]
    [InlineData("000004 08 00 00000000 00000001", "WindowUpdate 0 0 00000001")]
    [InlineData("000001 09 04 00000001 82", "Continuation 4 1 82")]
    [InlineData("000007 10 00 00000000 00000001 753D31", "PriorityUpdate 0 0 00000001753D31")]
    [InlineData("000002 EE FF 80000007 0102", "238 255 7 0102")]
    public void Frame_IsRead(string bytes, string said) => Assert.Equal(said, ReadAtEverySplit(bytes));

    [Theory]
    [InlineData("004001 00 00 00000001", "FrameSizeError")]
    [InlineData("004001 EE 00 00000001", "FrameSizeError")]
    [InlineData("000000 00 00 00000000", "ProtocolError")]
    [InlineData("000000 01 00 00000000", "ProtocolError")]
    [InlineData("000005 02 00 00000000", "ProtocolError")]
    [InlineData("000004 03 00 00000000", "ProtocolError")]
    [InlineData("000004 05 00 00000000", "ProtocolError")]
    [InlineData("000000 09 00 00000000", "ProtocolError")]
    [InlineData("000000 04 00 00000001", "ProtocolError")]
    [InlineData("000008 06 00 00000001", "ProtocolError")]
    [InlineData("000008 07 00 00000001", "ProtocolError")]
    [InlineData("000004 10 00 00000001", "ProtocolError")]
    [InlineData("000000 00 08 00000001", "FrameSizeError")]
    [InlineData("000004 01 20 00000001", "FrameSizeError")]
    [InlineData("000005 01 28 00000001", "FrameSizeError")]
    [InlineData("000003 03 00 00000001", "FrameSizeError")]
    [InlineData("000006 04 01 00000000", "FrameSizeError")]
    [InlineData("000005 04 00 00000000", "FrameSizeError")]
    [InlineData("000007 06 00 00000000", "FrameSizeError")]
    [InlineData("000007 07 00 00000000", "FrameSizeError")]
    [InlineData("000005 08 00 00000000", "FrameSizeError")]
    [InlineData("000003 10 00 00000000", "FrameSizeError")]
    public void FrameWithAWrongHeader_IsRefusedByIt(string header, string code) => Assert.Equal($"{code} 0", ReadAtEverySplit(header));

    [Theory]
    [InlineData("000003 00 08 00000001 03 6162", "ProtocolError 0")]
    [InlineData("000007 01 28 00000001 02 00000001 10 82", "ProtocolError 0")]
    [InlineData("000004 02 00 00000003 00000001", "FrameSizeError 3")]
    public void FrameWithAWrongPayload_IsRefusedWhole(string bytes, string fault) => Assert.Equal(fault, ReadAtEverySplit(bytes));

    [Theory]
    [InlineData("000005 02 00 00000003 80000003 10", true)]
    [InlineData("000005 02 00 00000003 00000001 10", false)]
    [InlineData("000006 01 25 00000003 00000003 10 82", true)]
    [InlineData("000001 01 05 00000003 82", false)]
    public void DependencyOnItself_IsSeen(string bytes, bool isSeen)
    {
        Assert.Equal(ParseState.Done, FrameReader.Read(Http2Input.Hex(bytes), MaxPayload, out Frame frame, out _, out _));
        Assert.Equal(isSeen, frame.DependsOnItself);
    }

    private static string ReadAtEverySplit(string hex)
    {
        byte[] bytes = Http2Input.Hex(hex);
        string whole = Read(bytes);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Equal("more", Read(bytes.AsSpan(0, length)));
        }

        Assert.Equal(whole, Read([.. bytes, 1, 2, 3]));
        return whole;
    }

    private static string Read(ReadOnlySpan<byte> bytes)
    {
        ParseState state = FrameReader.Read(bytes, MaxPayload, out Frame frame, out int consumed, out Http2Fault? fault);
        if (state == ParseState.Done)
        {
            Assert.Equal(FrameHeader.Bytes + frame.Header.Length, consumed);
            return $"{frame.Type} {(byte)frame.Header.Flags} {frame.StreamId} {Convert.ToHexString(frame.Payload)}";
        }

        return state == ParseState.NeedMore ? "more" : $"{fault!.Code} {fault.StreamId}";
    }
}
