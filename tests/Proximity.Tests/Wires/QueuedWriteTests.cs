using System.Net.Sockets;
using Proximity.Wires;
using Proximity.Wires.Linux;

namespace Proximity.Tests.Wires;

/// <summary>Writes that are over for their writer before the system has the bytes: nothing is lost, nothing overtakes, and what fails is reported.</summary>
public sealed class QueuedWriteTests : TurnEndTests
{
    [Fact]
    public async Task Writer_DoesNotWait_AndTheBytesLeaveAtTheEndOfTheTurn()
    {
        (Wire near, Socket far) = await ConnectAsync();
        await new WireTurn(near);
        ValueTask<WireResult> writing = near.QueueWriteAsync("hello"u8.ToArray());
        Assert.Equal(5, (await writing).Count);
        Assert.Equal(0, far.Available);
        Assert.True((await near.FlushAsync()).IsOk);
        Assert.True(far.Poll(Limit, SelectMode.SelectRead));
        Assert.Equal(5, far.Available);
        await AssertReceivesAsync(far, "hello"u8.ToArray());
        Assert.True(near.FlushAsync().AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task OffTheLoop_ItIsAnOrdinaryWrite()
    {
        (Wire near, Socket far) = await ConnectAsync();
        await Task.Run(async () => Assert.Equal(5, (await near.QueueWriteAsync("hello"u8.ToArray())).Count), TestContext.Current.CancellationToken);
        Assert.True(near.FlushAsync().AsTask().IsCompletedSuccessfully);
        await AssertReceivesAsync(far, "hello"u8.ToArray());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3000, 700)]
    [InlineData(SendBatch.MaxBytes, SendBatch.MaxBytes)]
    [InlineData(100, 100_000)]
    public async Task ManyWrites_KeepTheirOrder_WhetherThePeerReadsOrNot(int behind, int ordinary)
    {
        const int Count = 3000;
        (Wire near, Socket far) = await ConnectAsync();
        Task writing = WriteByTurnsAsync(near, behind, ordinary, Count);
        byte[] first = new byte[behind];
        byte[] second = new byte[ordinary];
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, TestContext.Current.CancellationToken);
        for (int index = 0; index < Count; index++)
        {
            await ReceiveAsync(far, first);
            Assert.Equal(Pattern(behind, index), first);
            await ReceiveAsync(far, second);
            Assert.Equal(Pattern(ordinary, index + 7), second);
        }

        await writing.WaitAsync(Limit, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task WithoutRoom_FlushWaitsForThePeer()
    {
        (Wire near, Socket far) = await ConnectAsync();
        (long written, Task<WireResult> flushing) = await FillAsync(near);
        Assert.False(flushing.IsCompleted);
        await ReceiveAsync(far, new byte[written]);
        Assert.True((await flushing).IsOk);
        Assert.Equal(0, far.Available);
    }

    [Fact]
    public async Task WithoutRoom_TheWireIsNotQuiet()
    {
        (Wire near, Socket far) = await ConnectAsync();
        (long written, Task<WireResult> flushing) = await FillAsync(near);
        Assert.False(near.IsQuiet);
        await ReceiveAsync(far, new byte[written]);
        await flushing;
        Assert.True(near.IsQuiet);
    }

    [Fact]
    public async Task WithoutRoom_TheEndOfOurSideComesBehindTheBytes()
    {
        (Wire near, Socket far) = await ConnectAsync();
        (long written, Task<WireResult> _) = await FillAsync(near);
        near.ShutdownWrite();
        await ReceiveAsync(far, new byte[written]);
        Assert.Equal(0, await far.ReceiveAsync(new byte[8]).WaitAsync(Limit, TimeProvider.System, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ClosedInTheSameTurn_TheBytesArriveBeforeTheEnd()
    {
        (Wire near, Socket far) = await ConnectAsync();
        await new WireTurn(near);
        Assert.Equal(4, (await near.QueueWriteAsync("last"u8.ToArray())).Count);
        near.Close();
        await AssertReceivesAsync(far, "last"u8.ToArray());
        Assert.Equal(0, await far.ReceiveAsync(new byte[8]).WaitAsync(Limit, TimeProvider.System, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ClosedWithoutRoom_ThePeerSeesThatSomethingIsMissing_AndWhoFlushesThatItIsClosed()
    {
        (Wire near, Socket far) = await ConnectAsync();
        (long written, Task<WireResult> flushing) = await FillAsync(near);
        near.Close();
        Assert.False((await flushing.WaitAsync(Limit, TimeProvider.System, TestContext.Current.CancellationToken)).IsOk);
        SocketException met = await Assert.ThrowsAsync<SocketException>(() => ReceiveAsync(far, new byte[written]));
        Assert.Equal(SocketError.ConnectionReset, met.SocketErrorCode);
    }

    [Fact]
    public async Task BrokenPeer_IsToldOfByTheNextReadAndWriteAndFlush()
    {
        (Wire near, Socket far) = await ConnectAsync();
        (long _, Task<WireResult> flushing) = await FillAsync(near);
        far.LingerState = new LingerOption(enable: true, 0);
        far.Dispose();
        Assert.False((await flushing.WaitAsync(Limit, TimeProvider.System, TestContext.Current.CancellationToken)).IsOk);
        Assert.False((await near.FlushAsync()).IsOk);
        Assert.False((await near.WriteAsync("x"u8.ToArray())).IsOk);
        Assert.False((await near.QueueWriteAsync("x"u8.ToArray())).IsOk);
        Assert.Equal(0, (await near.ReadAsync(new byte[8])).Count);
    }

    [Fact]
    public async Task AbortElsewhere_EndsWhoeverWaits()
    {
        for (int time = 0; time < 100; time++)
        {
            (Wire near, Socket far) = await ConnectAsync();
            await new WireTurn(near);
            Assert.Equal(1, (await near.QueueWriteAsync("x"u8.ToArray())).Count);
            ValueTask<WireResult> next = near.WriteAsync("y"u8.ToArray());
            var aborting = Task.Run(near.Abort, TestContext.Current.CancellationToken);
            await next.AsTask().WaitAsync(Limit, TimeProvider.System, TestContext.Current.CancellationToken);
            await aborting;
            Assert.False((await near.QueueWriteAsync("z"u8.ToArray())).IsOk);
            far.Dispose();
        }
    }

    [Fact]
    public async Task WriterOnAnotherThread_WaitsForWhatIsBehind()
    {
        for (int time = 0; time < 300; time++)
        {
            (Wire near, Socket far) = await ConnectAsync();
            await new WireTurn(near);
            Assert.Equal(1, (await near.QueueWriteAsync("a"u8.ToArray())).Count);
            Task<WireResult> next = Task.Run(() => near.WriteAsync("b"u8.ToArray()).AsTask(), TestContext.Current.CancellationToken);
            Assert.Equal(1, (await next.WaitAsync(Limit, TimeProvider.System, TestContext.Current.CancellationToken)).Count);
            await AssertReceivesAsync(far, "ab"u8.ToArray());
            near.Close();
            far.Dispose();
        }
    }

    /// <summary>Writes until the system has no room and something is behind; says how much was written, and lets a caller wait for the rest.</summary>
    private static async Task<(long Written, Task<WireResult> Flushing)> FillAsync(Wire near)
    {
        byte[] piece = new byte[SendBatch.MaxBytes];
        long written = 0;
        while (true)
        {
            await new WireTurn(near);
            Assert.Equal(piece.Length, (await near.QueueWriteAsync(piece)).Count);
            written += piece.Length;
            Task<WireResult> flushing = near.FlushAsync().AsTask();
            var patience = Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
            if (await Task.WhenAny(flushing, patience) == patience)
            {
                return (written, flushing);
            }
        }
    }

    private static async Task WriteByTurnsAsync(Wire wire, int behind, int ordinary, int count)
    {
        await new WireTurn(wire);
        for (int index = 0; index < count; index++)
        {
            Assert.Equal(behind, (await wire.QueueWriteAsync(Pattern(behind, index)).ConfigureAwait(false)).Count);
            Assert.Equal(ordinary, (await wire.WriteAsync(Pattern(ordinary, index + 7)).ConfigureAwait(false)).Count);
        }
    }
}
