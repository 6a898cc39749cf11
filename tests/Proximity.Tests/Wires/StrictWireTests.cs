using Proximity.Wires;

namespace Proximity.Tests.Wires;

/// <summary>The double sees what it is for.</summary>
public class StrictWireTests
{
    private readonly List<string> notes = [];

    [Fact]
    public async Task SecondRead_IsNoted()
    {
        (StrictWire near, _) = Connect();
        ValueTask<WireResult> first = near.ReadAsync(new byte[8]);
        await AssertNotedAsync(() => near.WaitReadableAsync().AsTask(), "a read while one is under way");
        near.Abort();
        await first;
    }

    [Fact]
    public async Task SecondWrite_IsNoted()
    {
        (StrictWire near, _) = Connect();
        ValueTask<WireResult> first = near.WriteAsync(new byte[100_000]);
        await AssertNotedAsync(() => near.WriteAsync("x"u8.ToArray()).AsTask(), "a write while one is under way");
        near.Abort();
        await first;
    }

    [Fact]
    public async Task CloseInTheMidstOfAWrite_IsNoted()
    {
        (StrictWire near, _) = Connect();
        ValueTask<WireResult> first = near.WriteAsync(new byte[100_000]);
        Assert.Throws<InvalidOperationException>(near.Close);
        Assert.Throws<InvalidOperationException>(near.ShutdownWrite);
        Assert.Equal(2, notes.Count);
        near.Abort();
        await first;
    }

    [Fact]
    public async Task BytesThatChangeWhileTheyAreWritten_AreNoted()
    {
        (StrictWire near, MemoryWire far) = Connect();
        byte[] bytes = new byte[100_000];
        Task<WireResult> writing = near.WriteAsync(bytes).AsTask();
        bytes[^1] = 1;
        far.Abort();
        await AssertNotedAsync(() => writing, "the bytes changed while they were written");
    }

    [Fact]
    public async Task UseBehindTheClose_IsNoted()
    {
        (StrictWire near, _) = Connect();
        near.Close();
        await AssertNotedAsync(() => near.WriteAsync("x"u8.ToArray()).AsTask(), "a write to a wire that its owner has closed");
    }

    [Fact]
    public async Task UseBehindAnAbort_IsNone_ForItMayComeFromAnybody()
    {
        (StrictWire near, _) = Connect();
        near.Abort();
        Assert.Equal(WireError.Closed, (await near.ReadAsync(new byte[8])).Error);
        Assert.Empty(notes);
    }

    private async Task AssertNotedAsync(Func<Task> misuse, string what)
    {
        await Assert.ThrowsAsync<InvalidOperationException>(misuse);
        Assert.Equal([what], notes);
    }

    private (StrictWire Near, MemoryWire Far) Connect()
    {
        (MemoryWire near, MemoryWire far) = MemoryWire.CreatePair(1024);
        return (new StrictWire(near, notes.Add), far);
    }
}
