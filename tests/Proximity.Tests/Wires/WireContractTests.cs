using System.Net;
using System.Net.Sockets;
using System.Text;
using Proximity.Wires;
using Proximity.Wires.Linux;

namespace Proximity.Tests.Wires;

/// <summary>What every wire promises, asked of each kind.</summary>
public abstract class WireContractTests
{
    [Fact]
    public async Task WrittenBytes_AreRead()
    {
        (Wire near, Wire far) = await ConnectAsync();
        Assert.True((await near.WriteAsync("hello"u8.ToArray())).IsOk);
        Assert.Equal("hello", await ReadTextAsync(far, 5));
        Close(near, far);
    }

    [Fact]
    public async Task ShutdownWrite_IsAnEndThere_WhileTheOtherWayGoesOn()
    {
        (Wire near, Wire far) = await ConnectAsync();
        near.ShutdownWrite();
        Assert.True((await far.ReadAsync(new byte[8])).IsEnd);
        await far.WriteAsync("still"u8.ToArray());
        Assert.Equal("still", await ReadTextAsync(near, 5));
        Close(near, far);
    }

    [Fact]
    public async Task Close_LetsWrittenBytesArriveThenEnds()
    {
        (Wire near, Wire far) = await ConnectAsync();
        await near.WriteAsync("last"u8.ToArray());
        near.Close();
        Assert.Equal("last", await ReadTextAsync(far, 4));
        Assert.True((await far.ReadAsync(new byte[8])).IsEnd);
        Close(near, far);
    }

    [Fact]
    public async Task WrittenBehind_ArrivesInOrder_AndBeforeTheEnd()
    {
        (Wire near, Wire far) = await ConnectAsync();
        await new WireTurn(near);
        Assert.Equal(2, (await near.QueueWriteAsync("ab"u8.ToArray())).Count);
        Assert.Equal(2, (await near.WriteAsync("cd"u8.ToArray())).Count);
        Assert.Equal(2, (await near.QueueWriteAsync("ef"u8.ToArray())).Count);
        Assert.True((await near.FlushAsync()).IsOk);
        near.Close();
        Assert.Equal("abcdef", await ReadTextAsync(far, 6));
        Assert.True((await far.ReadAsync(new byte[8])).IsEnd);
        Close(near, far);
    }

    [Fact]
    public async Task Abort_IsSeenAsAReset()
    {
        (Wire near, Wire far) = await ConnectAsync();
        near.Abort();
        WireResult result = await far.ReadAsync(new byte[8]);
        Assert.Equal(WireError.Reset, result.Error);
        Close(near, far);
    }

    [Fact]
    public async Task BrokenConnection_IsToldOfThoughNobodyReads()
    {
        (Wire near, Wire far) = await ConnectAsync();
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        near.WatchForBreak(() => told.TrySetResult());
        Assert.False(told.Task.IsCompleted);
        far.Abort();
        await told.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Close(near, far);
    }

    [Fact]
    public async Task ConnectionThatIsBrokenAlready_IsToldOfAtOnce()
    {
        (Wire near, Wire far) = await ConnectAsync();
        far.Abort();
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        near.WatchForBreak(() => told.TrySetResult());
        await told.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Close(near, far);
    }

    [Fact]
    public async Task BytesAndAnEnd_AreNoBreakAndStayToBeRead()
    {
        (Wire near, Wire far) = await ConnectAsync();
        bool isTold = false;
        near.WatchForBreak(() => isTold = true);
        await far.WriteAsync("hello"u8.ToArray());
        far.ShutdownWrite();
        Assert.Equal("hello", await ReadTextAsync(near, 5));
        Assert.True((await near.ReadAsync(new byte[8])).IsEnd);
        Assert.False(isTold);

        // Half closed, it can still break.
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        near.WatchForBreak(() => told.TrySetResult());
        Assert.True((await near.WriteAsync("still"u8.ToArray())).IsOk);
        Close(near, far);
    }

    [Fact]
    public async Task CancelReads_EndsThePendingReadAndLaterOnes_ButNotWrites()
    {
        (Wire near, Wire far) = await ConnectAsync();
        ValueTask<WireResult> pending = near.ReadAsync(new byte[8]);
        near.CancelReads();
        Assert.Equal(WireError.Canceled, (await pending).Error);
        Assert.Equal(WireError.Canceled, (await near.ReadAsync(new byte[8])).Error);
        Assert.True((await near.WriteAsync("x"u8.ToArray())).IsOk);
        Assert.Equal("x", await ReadTextAsync(far, 1));
        Close(near, far);
    }

    [Fact]
    public async Task AbortOfOwnEnd_EndsItsPendingRead()
    {
        (Wire near, Wire far) = await ConnectAsync();
        ValueTask<WireResult> pending = near.ReadAsync(new byte[8]);
        near.Abort();
        Assert.False((await pending).IsOk);
        Close(near, far);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AbortOfOwnEnd_EndsItsPendingWrite(bool isAcceptedEnd)
    {
        (Wire near, Wire far) = await ConnectAsync();
        (near, far) = isAcceptedEnd ? (far, near) : (near, far);
        Task<WireResult> pending = near.WriteAsync(new byte[32 * 1024 * 1024]).AsTask();
        near.Abort();
        Assert.False((await pending.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).IsOk);
        Close(near, far);
    }

    [Fact]
    public async Task WaitReadable_CompletesWhenBytesCome_AndTakesNone()
    {
        (Wire near, Wire far) = await ConnectAsync();
        ValueTask<WireResult> waiting = far.WaitReadableAsync();
        await near.WriteAsync("abc"u8.ToArray());
        Assert.True((await waiting).IsOk);
        Assert.Equal("abc", await ReadTextAsync(far, 3));
        Close(near, far);
    }

    [Fact]
    public async Task IsQuiet_IsFalseOnceBytesOrTheEndWait()
    {
        (Wire near, Wire far) = await ConnectAsync();
        Assert.True(near.IsQuiet);
        await far.WriteAsync("x"u8.ToArray());
        await near.WaitReadableAsync();
        Assert.False(near.IsQuiet);
        await ReadTextAsync(near, 1);
        Assert.True(near.IsQuiet);
        far.Close();
        await near.WaitReadableAsync();
        Assert.False(near.IsQuiet);
        Close(near, far);
    }

    [Theory]
    [InlineData("bytes")]
    [InlineData("end")]
    [InlineData("reset")]
    public async Task ObservedWire_TellsOnceItIsNotQuiet(string what)
    {
        (Wire near, Wire far) = await ConnectAsync();
        await far.WriteAsync("x"u8.ToArray());
        await ReadTextAsync(near, 1);
        var observer = new QuietObserver();
        Assert.True(near.TryObserve(observer));
        Assert.False(observer.Told.IsCompleted);
        await DisturbAsync(far, what);
        await observer.Told.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.False(near.IsQuiet);
        Close(near, far);
    }

    [Fact]
    public async Task WireWithBytes_CannotBeObserved()
    {
        (Wire near, Wire far) = await ConnectAsync();
        await far.WriteAsync("x"u8.ToArray());
        await near.WaitReadableAsync();
        Assert.False(near.TryObserve(new QuietObserver()));
        Close(near, far);
    }

    [Fact]
    public async Task WireThatWasObserved_IsReadAsEver()
    {
        (Wire near, Wire far) = await ConnectAsync();
        await far.WriteAsync("x"u8.ToArray());
        await ReadTextAsync(near, 1);
        var observer = new QuietObserver();
        for (int round = 0; round < 3; round++)
        {
            Assert.True(near.TryObserve(observer));
            near.StopObserving();
            await far.WriteAsync("abc"u8.ToArray());
            Assert.True((await near.WaitReadableAsync()).IsOk);
            Assert.Equal("abc", await ReadTextAsync(near, 3));
            Assert.True((await near.WriteAsync("y"u8.ToArray())).IsOk);
            Assert.Equal("y", await ReadTextAsync(far, 1));
        }

        Assert.False(observer.Told.IsCompleted);
        Close(near, far);
    }

    private static async Task DisturbAsync(Wire wire, string what)
    {
        switch (what)
        {
            case "bytes":
                await wire.WriteAsync("x"u8.ToArray());
                break;
            case "end":
                wire.Close();
                break;
            default:
                wire.Abort();
                break;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WriterIsHeld_UntilTheReaderReads(bool isAcceptedEnd)
    {
        (Wire near, Wire far) = await ConnectAsync();
        (near, far) = isAcceptedEnd ? (far, near) : (near, far);
        var written = 0L;
        Task writing = Task.Run(async () =>
        {
            byte[] block = new byte[1024 * 1024];
            for (int i = 0; i < 32; i++)
            {
                Assert.True((await near.WriteAsync(block)).IsOk);
                Interlocked.Add(ref written, block.Length);
            }

            near.ShutdownWrite();
        });

        long read = 0;
        byte[] buffer = new byte[64 * 1024];
        for (WireResult result = await far.ReadAsync(buffer); result.Count > 0; result = await far.ReadAsync(buffer))
        {
            read += result.Count;

            // At no time may more be in flight than the windows of a connection hold.
            Assert.True(Interlocked.Read(ref written) - read < 16 * 1024 * 1024);
        }

        await writing;
        Assert.Equal(32L * 1024 * 1024, read);
        Close(near, far);
    }

    private protected abstract Task<(Wire Near, Wire Far)> ConnectAsync();

    private static async Task<string> ReadTextAsync(Wire wire, int length)
    {
        byte[] bytes = new byte[length];
        int have = 0;
        while (have < length)
        {
            WireResult result = await wire.ReadAsync(bytes.AsMemory(have));
            Assert.True(result.Count > 0, $"ended after {have} bytes: {result}");
            have += result.Count;
        }

        return Encoding.Latin1.GetString(bytes);
    }

    private protected virtual void Close(Wire near, Wire far)
    {
        near.Close();
        far.Close();
    }
}

public sealed class MemoryWireTests : WireContractTests
{
    private protected override Task<(Wire Near, Wire Far)> ConnectAsync()
    {
        (MemoryWire near, MemoryWire far) = MemoryWire.CreatePair();
        return Task.FromResult<(Wire, Wire)>((near, far));
    }
}

public abstract class NetworkWireTests : WireContractTests
{
    private Network? network;

    private protected abstract Network CreateNetwork();

    private protected override async Task<(Wire Near, Wire Far)> ConnectAsync()
    {
        network = CreateNetwork();
        Listener listener = network.Listen(IPAddress.Loopback, 0);
        Connected connected = await network.ConnectAsync(listener.EndPoint, TestContext.Current.CancellationToken);
        Wire? accepted = await listener.AcceptAsync();
        listener.Close();
        return (connected.Wire!, accepted!);
    }

    private protected override void Close(Wire near, Wire far)
    {
        base.Close(near, far);
        network!.Close();
    }

    /// <summary>More clients than one turn of a loop has room for: who accepts the first is held until all of them stand in the queue.</summary>
    [Fact]
    public async Task CrowdThatComesAtOnce_IsHeardToTheLast()
    {
        const int Crowd = 100;
        network = CreateNetwork();
        Listener listener = network.Listen(IPAddress.Loopback, 0);
        using var isHere = new ManualResetEventSlim();
        Task accepting = AcceptAllAsync(listener, Crowd, isHere);
        Socket[] clients = [.. Enumerable.Range(0, Crowd).Select(_ => new Socket(SocketType.Stream, ProtocolType.Tcp))];
        foreach (Socket client in clients)
        {
            await client.ConnectAsync(listener.EndPoint, TestContext.Current.CancellationToken);
        }

        isHere.Set();
        await accepting;
        foreach (Socket client in clients)
        {
            await client.SendAsync("x"u8.ToArray());
            Assert.Equal(1, await client.ReceiveAsync(new byte[8]).WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, TestContext.Current.CancellationToken));
            client.Dispose();
        }

        listener.Close();
        network.Close();
    }

    private static async Task AcceptAllAsync(Listener listener, int crowd, ManualResetEventSlim isHere)
    {
        for (int accepted = 0; accepted < crowd; accepted++)
        {
            Wire wire = (await listener.AcceptAsync())!;
            isHere.Wait(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            _ = EchoAsync(wire);
        }
    }

    private static async Task EchoAsync(Wire wire)
    {
        byte[] buffer = new byte[8];
        WireResult result = await wire.ReadAsync(buffer);
        await wire.WriteAsync(buffer.AsMemory(0, result.Count));
        wire.Close();
    }
}

public sealed class EpollWireTests : NetworkWireTests
{
    private protected override Network CreateNetwork()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Event loops over epoll run on Linux only.");
        return EpollNetwork.TryCreate()!;
    }

    /// <summary>Clients that stay are shared out, although each is served where it was accepted as long as that is no burden.</summary>
    [Fact]
    public async Task ClientsThatStay_AreSpreadOverTheLoops()
    {
        Network network = CreateNetwork();
        Listener listener = network.Listen(IPAddress.Loopback, 0);
        var wires = new List<Wire>();
        var waits = new List<Task>();
        var clients = new List<Socket>();
        for (int index = 0; index < 50 * Environment.ProcessorCount; index++)
        {
            var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
            Task connecting = client.ConnectAsync(listener.EndPoint, TestContext.Current.CancellationToken).AsTask();
            Wire wire = (await listener.AcceptAsync())!;
            waits.Add(wire.WaitReadableAsync().AsTask());
            await connecting;
            wires.Add(wire);
            clients.Add(client);
        }

        int[] counts = [.. wires.GroupBy(wire => wire.Affinity).Select(group => group.Count())];
        clients.ForEach(client => client.Dispose());
        await Task.WhenAll(waits);
        listener.Close();
        network.Close();
        Assert.Equal(Environment.ProcessorCount, counts.Length);
        Assert.True(counts.Min() > 25, string.Join(", ", counts));
    }
}
