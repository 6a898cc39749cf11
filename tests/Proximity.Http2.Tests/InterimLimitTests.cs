using Proximity.Http2.Clients;
using Proximity.Http2.Tests.Rig;
using Proximity.Protocol;
using Proximity.Protocol.Faults;
using Proximity.Wires;

namespace Proximity.Http2.Tests;

/// <summary>Interim responses that a client does not take.</summary>
public class InterimLimitTests
{
    private const byte Headers = 1;
    private const byte Reset = 3;
    private const byte EndStream = 1;
    private const byte EndHeaders = 4;
    private const int FrameBytes = 16 * 1024;
    private const int FramesThatWait = FrameOutput.MaxInterimBytes / FrameBytes;

    [Fact]
    public async Task FrameBeyondTheLimit_WaitsForOneToLeave()
    {
        (MemoryWire client, MemoryWire proxy) = MemoryWire.CreatePair(1024);
        var output = new FrameOutput(proxy, new BufferPool());
        await FillAsync(output);

        Task<bool> beyond = output.InsertAsync(new byte[FrameBytes], CancellationToken.None).AsTask();
        Assert.False(beyond.IsCompleted);
        await ReadAsync(client, FrameBytes);

        Assert.True(await beyond.WithinStep());
    }

    [Fact]
    public async Task WaitThatIsCancelled_LeavesNothing()
    {
        (MemoryWire client, MemoryWire proxy) = MemoryWire.CreatePair(1024);
        var output = new FrameOutput(proxy, new BufferPool());
        using var cancellation = new CancellationTokenSource();
        await FillAsync(output);

        Task<bool> beyond = output.InsertAsync(new byte[FrameBytes], cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => beyond);
        await ReadAsync(client, FrameOutput.MaxInterimBytes);
        await output.SentAsync().WithinStep();
        proxy.Close();

        Assert.Equal(0, (await client.ReadAsync(new byte[1])).Count);
    }

    [Fact]
    public async Task FrameBehindKestrelsEnd_IsNotTaken()
    {
        (_, MemoryWire proxy) = MemoryWire.CreatePair(1024);
        var output = new FrameOutput(proxy, new BufferPool());
        await FillAsync(output);
        Task<bool> beyond = output.InsertAsync(new byte[FrameBytes], CancellationToken.None).AsTask();

        output.Complete();

        Assert.False(await beyond.WithinStep());
    }

    [Fact]
    public async Task MoreThanTheLimit_ReachesAClientThatTakesIt()
    {
        await using var origin = new RawOrigin(0, [.. Hints(), "HTTP/1.1 204 No Content\r\n\r\n"]);
        await using var proxy = new TestProxy(OriginKind.Http1);
        RawClient client = await AskAsync(proxy, origin);

        for (int frames = 0; frames < 64; frames++)
        {
            (_, _, _, byte[] payload) = await client.NextAsync(Headers);
            Assert.Equal([8, 3, .. "103"u8], payload[..5]);
        }

        (_, byte flags, _, _) = await client.NextAsync(Headers);
        Assert.Equal(EndStream, flags & EndStream);
    }

    [Fact]
    public async Task ClientThatResetsItsStream_EndsTheWait()
    {
        await using var origin = new RawOrigin(0, [.. Hints()]);
        await using var proxy = new TestProxy(OriginKind.Http1);
        RawClient client = await AskAsync(proxy, origin);
        await client.NextAsync(Headers);

        await client.SendAsync(Reset, 0, 1, [0, 0, 0, 8]);

        await proxy.EndedAsync();
    }

    [Fact]
    public async Task ClientThatDoesNotRead_IsWaitedForWithinTheTimeout()
    {
        await using var origin = new RawOrigin(0, [.. Hints()]);
        await using var proxy = new TestProxy(OriginKind.Http1, new ProxyOptions { Timeout = TimeSpan.FromMilliseconds(300) });
        RawClient client = await AskAsync(proxy, origin);
        await client.NextAsync(Headers);

        await proxy.EndedAsync();

        Assert.Equal(ErrorCodes.ConnectionTimeout, proxy.Flows.Single().ErrorCode);
    }

    private static IEnumerable<string> Hints()
        => Enumerable.Repeat($"HTTP/1.1 103 Early Hints\r\nLink: <{new string('a', 15 * 1024)}>\r\n\r\n", 64);

    private static async Task<RawClient> AskAsync(TestProxy proxy, RawOrigin origin)
    {
        var client = new RawClient(proxy.NewConnection());
        await client.StartAsync();
        byte[] fields = RawClient.Fields((":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", origin.Authority));
        await client.SendAsync(Headers, EndStream | EndHeaders, 1, fields);
        return client;
    }

    private static async Task FillAsync(FrameOutput output)
    {
        for (int frames = 0; frames < FramesThatWait; frames++)
        {
            Assert.True(await output.InsertAsync(new byte[FrameBytes], CancellationToken.None).AsTask().WithinStep());
        }
    }

    private static async Task ReadAsync(MemoryWire client, int count)
    {
        byte[] buffer = new byte[FrameBytes];
        while (count > 0)
        {
            int read = (await client.ReadAsync(buffer.AsMemory(0, Math.Min(count, buffer.Length))).AsTask().WithinStep()).Count;
            Assert.NotEqual(0, read);
            count -= read;
        }
    }
}
