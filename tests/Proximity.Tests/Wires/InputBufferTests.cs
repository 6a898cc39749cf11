using Proximity.Protocol;
using Proximity.Wires;

namespace Proximity.Tests.Wires;

/// <summary>How much a read of a body asks for.</summary>
public sealed class InputBufferTests
{
    private const int Small = 4096 - InputBuffer.Headroom - InputBuffer.Tailroom;
    private const int Medium = (16 * 1024) - InputBuffer.Headroom - InputBuffer.Tailroom;
    private const int Large = (64 * 1024) - InputBuffer.Headroom - InputBuffer.Tailroom;

    [Theory]
    [InlineData(long.MaxValue, new[] { Small, Medium, Large, Large })]
    [InlineData(1_000_000, new[] { Small, Medium, Large, Large })]
    [InlineData(12_000, new[] { Small, Medium, Medium })]
    [InlineData(100, new[] { Small, Small, Small })]
    public async Task Buffers_GrowOnceReadsFillThem(long wanted, int[] expected)
    {
        var pool = new BufferPool();
        (MemoryWire near, MemoryWire far) = MemoryWire.CreatePair(1024 * 1024);
        await far.WriteAsync(new byte[512 * 1024]);
        var input = new InputBuffer(near, pool);
        var counts = new List<int>();
        foreach (int _ in expected)
        {
            counts.Add((await input.FillBodyAsync(wanted)).Count);
            input.Consume(input.Length);
        }

        Assert.Equal(expected, counts);
        input.Release();
        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public async Task ReadThatIsNotFilled_EndsTheGrowth()
    {
        (MemoryWire near, MemoryWire far) = MemoryWire.CreatePair(1024 * 1024);
        var input = new InputBuffer(near, new BufferPool());
        await far.WriteAsync(new byte[Small + 10]);
        await input.FillBodyAsync(long.MaxValue);
        input.Consume(input.Length);
        Assert.Equal(10, (await input.FillBodyAsync(long.MaxValue)).Count);
        input.Consume(input.Length);
        input.Release();
        await far.WriteAsync(new byte[Large]);
        Assert.Equal(Small, (await input.FillBodyAsync(long.MaxValue)).Count);
    }

    [Fact]
    public async Task BytesBehindTheBody_AreKept()
    {
        (MemoryWire near, MemoryWire far) = MemoryWire.CreatePair();
        var input = new InputBuffer(near, new BufferPool());
        await far.WriteAsync("bodyGET "u8.ToArray());
        await input.FillBodyAsync(wanted: 4);
        input.Consume(4);
        Assert.Equal("GET "u8, input.Span);
    }
}
