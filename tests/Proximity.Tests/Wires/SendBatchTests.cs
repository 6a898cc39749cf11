using System.Net.Sockets;
using Proximity.Wires;
using Proximity.Wires.Linux;

namespace Proximity.Tests.Wires;

/// <summary>Short writes that a loop makes together: they go out whole, in order, and end as they would alone.</summary>
public sealed class SendBatchTests : TurnEndTests
{
    [Fact]
    public async Task ShortWrite_IsMadeAtTheEndOfTheTurn()
    {
        (Wire near, Socket far) = await ConnectAsync();
        await new WireTurn(near);
        ValueTask<WireResult> writing = near.WriteAsync("hello"u8.ToArray());
        Assert.False(writing.IsCompleted);
        Assert.Equal(0, far.Available);
        Assert.Equal(5, (await writing).Count);
        await AssertReceivesAsync(far, "hello"u8.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(SendBatch.MaxBytes)]
    [InlineData(SendBatch.MaxBytes + 1)]
    public async Task ManyInOneTurn_EachGoesToItsOwnPeer(int length)
    {
        var pairs = new List<(Wire Near, Socket Far)>();
        for (int index = 0; index < 50 * Environment.ProcessorCount; index++)
        {
            pairs.Add(await ConnectAsync());
        }

        await new WireTurn(pairs[0].Near);
        object? here = pairs[0].Near.Affinity;
        (Wire Near, Socket Far)[] together = [.. pairs.Where(pair => pair.Near.Affinity == here)];
        ValueTask<WireResult>[] writes = [.. together.Select((pair, index) => pair.Near.WriteAsync(Pattern(length, index)))];
        foreach (ValueTask<WireResult> write in writes)
        {
            Assert.Equal(length, (await write).Count);
        }

        for (int index = 0; index < together.Length; index++)
        {
            await AssertReceivesAsync(together[index].Far, Pattern(length, index));
        }

        Assert.True(together.Length > 32, "too few for more than one batch");
    }

    [Fact]
    public async Task WritesToAPeerThatDoesNotRead_WaitForIt_AndKeepTheirOrder()
    {
        const int Size = 3000;
        const int Count = 4000;
        (Wire near, Socket far) = await ConnectAsync();
        var written = new StrongBox();
        Task writing = WriteAllAsync(near, Size, Count, written);
        int stalledAt = await StallAsync(written);
        Assert.True(stalledAt < Count, "nothing held the writer");
        byte[] received = new byte[Size];
        for (int index = 0; index < Count; index++)
        {
            await ReceiveAsync(far, received);
            Assert.Equal(Pattern(Size, index), received);
        }

        await writing.WaitAsync(Limit, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task WireThatIsClosedInTheSameTurn_HasSentWhatItWrote()
    {
        (Wire near, Socket far) = await ConnectAsync();
        await new WireTurn(near);
        ValueTask<WireResult> writing = near.WriteAsync("last"u8.ToArray());
        near.Close();
        await writing;
        await AssertReceivesAsync(far, "last"u8.ToArray());
        Assert.Equal(0, await far.ReceiveAsync(new byte[8]).WaitAsync(Limit, TimeProvider.System, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task WireThatIsAbortedElsewhere_EndsItsWrite()
    {
        for (int time = 0; time < 100; time++)
        {
            (Wire near, Socket far) = await ConnectAsync();
            await new WireTurn(near);
            ValueTask<WireResult> writing = near.WriteAsync("x"u8.ToArray());
            var aborting = Task.Run(near.Abort, TestContext.Current.CancellationToken);
            await writing.AsTask().WaitAsync(Limit, TimeProvider.System, TestContext.Current.CancellationToken);
            await aborting;
            Assert.False((await near.WriteAsync("y"u8.ToArray())).IsOk);
            far.Dispose();
        }
    }

    [Fact]
    public async Task PeerThatHasReset_FailsTheWrite()
    {
        (Wire near, Socket far) = await ConnectAsync();
        far.LingerState = new LingerOption(enable: true, 0);
        far.Dispose();
        Assert.Equal(WireError.Reset, (await near.ReadAsync(new byte[8])).Error);
        await new WireTurn(near);
        Assert.Equal(WireError.Reset, (await near.WriteAsync("x"u8.ToArray())).Error);
    }

    [Fact]
    public async Task LoopThatIsStopped_MakesTheWritesOfItsLastTurn()
    {
        (Wire near, Socket far) = await ConnectAsync();
        await new WireTurn(near);
        ValueTask<WireResult> writing = near.WriteAsync("bye"u8.ToArray());
        Network.Close();
        Assert.Equal(3, (await writing).Count);
        await AssertReceivesAsync(far, "bye"u8.ToArray());
    }

    [Fact]
    public async Task RuleAtOnce_WritesAtOnce()
    {
        EpollNetwork plain = EpollNetwork.TryCreate(SendRule.AtOnce)!;
        Connected connected = await plain.ConnectAsync(EndPoint, TestContext.Current.CancellationToken);
        await new WireTurn(connected.Wire!);
        ValueTask<WireResult> writing = connected.Wire!.WriteAsync("x"u8.ToArray());
        Assert.True(writing.IsCompletedSuccessfully);
        plain.Close();
    }

    private static async Task WriteAllAsync(Wire wire, int size, int count, StrongBox written)
    {
        await new WireTurn(wire);
        for (int index = 0; index < count; index++)
        {
            Assert.Equal(size, (await wire.WriteAsync(Pattern(size, index)).ConfigureAwait(false)).Count);
            Volatile.Write(ref written.Value, index + 1);
        }
    }

    private static async Task<int> StallAsync(StrongBox written)
    {
        int before = -1;
        while (Volatile.Read(ref written.Value) is var now && (now != before || now == 0))
        {
            before = now;
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        return before;
    }

    private sealed class StrongBox
    {
        public int Value;
    }
}
