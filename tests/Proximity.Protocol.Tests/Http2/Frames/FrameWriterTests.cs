using Proximity.Protocol.Http2;
using Proximity.Protocol.Http2.Frames;

namespace Proximity.Protocol.Tests.Http2.Frames;

public class FrameWriterTests
{
    [Fact]
    public void Data_IsWritten()
        => AssertWritten("000001 00 01 00000003 61", output => FrameWriter.WriteData(3, "a"u8, endsStream: true, output));

    [Theory]
    [InlineData(3, true, "000003 01 05 00000003 616263")]
    [InlineData(3, false, "000003 01 04 00000003 616263")]
    [InlineData(2, true, "000002 01 01 00000003 6162 000001 09 04 00000003 63")]
    [InlineData(1, false, "000001 01 00 00000003 61 000001 09 00 00000003 62 000001 09 04 00000003 63")]
    public void Fields_AreCutAtTheLargestFrame(int maxPayload, bool endsStream, string bytes)
        => AssertWritten(bytes, output => FrameWriter.WriteFields(3, "abc"u8, endsStream, maxPayload, output));

    [Fact]
    public void Reset_IsWritten()
        => AssertWritten("000004 03 00 00000003 00000008", output => FrameWriter.WriteReset(3, Http2ErrorCode.Cancel, output));

    [Fact]
    public void WindowUpdate_IsWritten()
        => AssertWritten("000004 08 00 00000000 7FFFFFFF", output => FrameWriter.WriteWindowUpdate(0, int.MaxValue, output));

    [Fact]
    public void Settings_AreWritten() => AssertWritten(
        "00000C 04 00 00000000 0003 00000064 0004 00010000",
        output => FrameWriter.WriteSettings([new(SettingId.MaxConcurrentStreams, 100), new(SettingId.InitialWindowSize, 65_536)], output));

    [Fact]
    public void Acknowledgement_IsWritten() => AssertWritten("000000 04 01 00000000", FrameWriter.WriteSettingsAck);

    [Theory]
    [InlineData(true, "000008 06 01 00000000 3132333435363738")]
    [InlineData(false, "000008 06 00 00000000 3132333435363738")]
    public void Ping_IsWritten(bool isAck, string bytes)
        => AssertWritten(bytes, output => FrameWriter.WritePing("12345678"u8, isAck, output));

    [Fact]
    public void GoAway_IsWritten() => AssertWritten(
        "00000A 07 00 00000000 00000005 0000000B 6869",
        output => FrameWriter.WriteGoAway(5, Http2ErrorCode.EnhanceYourCalm, "hi"u8, output));

    [Fact]
    public void PriorityUpdate_IsWritten()
        => AssertWritten("000007 10 00 00000000 00000005 753D31", output => FrameWriter.WritePriorityUpdate(5, "u=1"u8, output));

    private static void AssertWritten(string bytes, Action<ByteBuffer> write)
    {
        var output = new ByteBuffer(new BufferPool());
        write(output);
        Assert.Equal(Convert.ToHexString(Http2Input.Hex(bytes)), Convert.ToHexString(output.Span));
    }
}
