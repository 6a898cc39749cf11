using Proximity.Protocol.Heads;
using Proximity.Protocol.WebSockets;

namespace Proximity.Protocol.Tests.WebSockets;

public class FrameHeaderTests
{
    public static TheoryData<byte[], long, bool> Lengths { get; } = new()
    {
        { [0x82, 0x00], 0, true },
        { [0x82, 0x7D], 125, true },
        { [0x82, 0x7E, 0x00, 0x7E], 126, true },
        { [0x82, 0x7E, 0xFF, 0xFF], 65_535, true },
        { [0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0], 65_536, true },
        { [0x82, 0x7F, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], long.MaxValue, true },
        { [0x82, 0x7E, 0x00, 0x7D], 125, false },
        { [0x82, 0x7F, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], 65_535, false },
    };

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Length_IsReadInEveryForm_AndNeedsAllItsBytes(byte[] bytes, long length, bool isShortest)
    {
        for (int count = 0; count < bytes.Length; count++)
        {
            Assert.Equal(ParseState.NeedMore, FrameHeader.Read(bytes.AsSpan(0, count), out _, out _));
        }

        Assert.Equal(ParseState.Done, FrameHeader.Read([.. bytes, 1, 2, 3], out FrameHeader header, out int consumed));
        Assert.Equal((length, isShortest, bytes.Length), (header.Length, header.IsShortest, consumed));
    }

    [Fact]
    public void HighestBitOfALength_IsTheOneFault() =>
        Assert.Equal(ParseState.Fault, FrameHeader.Read([0x82, 0x7F, 0x80, 0, 0, 0, 0, 0, 0, 0], out _, out _));

    [Fact]
    public void EveryBit_IsRead()
    {
        FrameHeader.Read([0b0111_1011, 0x81, 0x37, 0xFA, 0x21, 0x3D], out FrameHeader header, out int consumed);
        Assert.Equal(new FrameHeader(IsFinal: false, ReservedBits: 7, (Opcode)0xB, 0x3D21FA37, 1, IsShortest: true), header);
        Assert.Equal(6, consumed);
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(125L)]
    [InlineData(126L)]
    [InlineData(65_535L)]
    [InlineData(65_536L)]
    [InlineData(1L << 40)]
    public void Written_IsReadAsTheSame(long length)
    {
        foreach (uint? key in (uint?[])[null, 0xDDCCBBAA])
        {
            var header = new FrameHeader(IsFinal: true, FrameHeader.Compressed, Opcode.Text, key, length, IsShortest: true);
            byte[] bytes = new byte[FrameHeader.MaxBytes];
            int written = header.Write(bytes);
            Assert.Equal(ParseState.Done, FrameHeader.Read(bytes.AsSpan(0, written), out FrameHeader again, out int consumed));
            Assert.Equal((header, written), (again, consumed));
        }
    }

    [Fact]
    public void Mask_IsTheSameInAnyPieces()
    {
        byte[] payload = [.. Enumerable.Range(0, 40).Select(value => (byte)value)];
        byte[] expected = [.. payload.Select((value, index) => (byte)(value ^ ((byte[])[0x37, 0xFA, 0x21, 0x3D])[index % 4]))];
        for (int cut = 0; cut <= payload.Length; cut++)
        {
            byte[] masked = new byte[payload.Length];
            FrameMask.Apply(payload.AsSpan(0, cut), masked, 0x3D21FA37, 0);
            FrameMask.Apply(payload.AsSpan(cut), masked.AsSpan(cut), 0x3D21FA37, cut);
            Assert.Equal(expected, masked);
        }
    }
}
