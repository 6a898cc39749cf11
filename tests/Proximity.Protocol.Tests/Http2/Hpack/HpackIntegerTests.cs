using Proximity.Protocol.Http2.Hpack;

namespace Proximity.Protocol.Tests.Http2.Hpack;

/// <summary>RFC 7541 §5.1, with the examples of Appendix C.1.</summary>
public class HpackIntegerTests
{
    [Theory]
    [InlineData("0A", 5, 10)]
    [InlineData("1F 9A 0A", 5, 1337)]
    [InlineData("2A", 8, 42)]
    [InlineData("7F 00", 7, 127)]
    [InlineData("7F 80 80 00", 7, 127)]
    [InlineData("0F F0 FF FF 7F", 4, 268435455)]
    public void Integer_IsRead(string bytes, int prefixBits, int value)
    {
        ReadOnlySpan<byte> rest = Http2Input.Hex(bytes + "EE");
        Assert.True(HpackInteger.TryTake(ref rest, prefixBits, out int read));
        Assert.Equal(value, read);
        Assert.Equal(1, rest.Length);
    }

    [Theory]
    [InlineData("", 5)]
    [InlineData("1F", 5)]
    [InlineData("1F 9A", 5)]
    [InlineData("0F F1 FF FF 7F", 4)]
    [InlineData("0F FF FF FF FF 0F", 4)]
    [InlineData("0F 80 80 80 80 80 00", 4)]
    public void IntegerThatIsCutOffOrBeyondTheBound_IsRefused(string bytes, int prefixBits)
    {
        ReadOnlySpan<byte> rest = Http2Input.Hex(bytes);
        Assert.False(HpackInteger.TryTake(ref rest, prefixBits, out _));
    }

    [Theory]
    [InlineData(10, 5, "EA")]
    [InlineData(1337, 5, "FF 9A 0A")]
    [InlineData(31, 5, "FF 00")]
    [InlineData(127, 7, "FF 00")]
    [InlineData(255, 7, "FF 80 01")]
    public void Integer_IsWrittenBehindItsPattern(int value, int prefixBits, string bytes)
    {
        var output = new ByteBuffer(new BufferPool());
        HpackInteger.Write((byte)(0xFF << prefixBits), prefixBits, value, output);
        Assert.Equal(Http2Input.Hex(bytes), output.Span.ToArray());
    }
}
