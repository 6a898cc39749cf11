using System.Net;
using Microsoft.Extensions.Time.Testing;
using Proximity.Tls;
using Proximity.Wires;
using Proximity.Wires.Linux;

namespace Proximity.Tests.Tls;

/// <summary>TLS over the wires of an event loop, towards a peer that does not read.</summary>
public sealed class TlsOverEventLoopTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>More than the system's buffers take.</summary>
    private static readonly byte[] Large = new byte[32 * 1024 * 1024];

    private readonly FakeTimeProvider clock = TlsPair.Clock();
    private readonly EpollNetwork network;

    public TlsOverEventLoopTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Event loops over epoll run on Linux only.");
        network = EpollNetwork.TryCreate()!;
    }

    /// <inheritdoc/>
    public void Dispose() => network.Close();

    [Fact]
    public async Task CloseBehindABlockedWrite_EndsBoth()
    {
        (TlsWire client, TlsWire server) = await ConnectAsync();
        Task<WireResult> writing = client.WriteAsync(Large).AsTask();
        client.Close();
        Assert.False(client.Ended.IsCompleted);
        await EndAsync(client.Ended);
        Assert.Equal(WireError.Closed, (await writing.WaitAsync(Limit, TestContext.Current.CancellationToken)).Error);
        server.Abort();
    }

    [Fact]
    public async Task CloseNotifyBehindAWriteThatThePeerTakesInTheEnd_ComesBehindIt()
    {
        (TlsWire client, TlsWire server) = await ConnectAsync();
        Task<WireResult> writing = client.WriteAsync(Large).AsTask();
        client.ShutdownWrite();
        Assert.Equal(Large.Length, await ReadToEndAsync(server));
        Assert.True((await writing.WaitAsync(Limit, TestContext.Current.CancellationToken)).IsOk);
        client.Close();
        server.Close();
    }

    [Fact]
    public async Task AbortBehindABlockedWrite_EndsItAtOnce()
    {
        (TlsWire client, TlsWire server) = await ConnectAsync();
        Task<WireResult> writing = client.WriteAsync(Large).AsTask();
        client.ShutdownWrite();
        client.Abort();
        Assert.Equal(WireError.Closed, (await writing.WaitAsync(Limit, TestContext.Current.CancellationToken)).Error);
        server.Abort();
    }

    [Fact]
    public async Task TwoThreadsThatClose_SendCloseNotifyOnce()
    {
        for (int time = 0; time < 200; time++)
        {
            (TlsWire client, TlsWire server) = await ConnectAsync();
            using var barrier = new Barrier(2);
            Task[] closing =
            [
                .. Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
                {
                    barrier.SignalAndWait();
                    client.Close();
                })),
            ];
            await Task.WhenAll(closing);
            await client.Ended.WaitAsync(Limit, TestContext.Current.CancellationToken);
            Assert.True((await server.ReadAsync(new byte[8])).IsEnd);
            server.Abort();
        }
    }

    /// <summary>As TLS does on its own behalf, from within a read: an answer to a renegotiation or a KeyUpdate.</summary>
    [Fact]
    public async Task WriteThatTlsMakesWhileOneIsUnderWay_WaitsForIt()
    {
        (Wire near, Wire far) = await ConnectPlainAsync();
        var stream = new WireStream(near, default);
        Task writing = stream.WriteAsync(Large, TestContext.Current.CancellationToken).AsTask();
        Task second = stream.WriteAsync("x"u8.ToArray(), TestContext.Current.CancellationToken).AsTask();
        Assert.False(second.IsCompleted);
        long count = 0;
        byte[] buffer = new byte[64 * 1024];
        while (count < Large.Length + 1)
        {
            WireResult result = await far.ReadAsync(buffer).AsTask().WaitAsync(Limit, TestContext.Current.CancellationToken);
            Assert.True(result.Count > 0);
            count += result.Count;
        }

        await Task.WhenAll(writing, second).WaitAsync(Limit, TestContext.Current.CancellationToken);
        near.Close();
        far.Close();
    }

    private async Task EndAsync(Task ended)
    {
        while (!ended.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(3));
            await Task.Yield();
        }
    }

    private static async Task<long> ReadToEndAsync(TlsWire wire)
    {
        long count = 0;
        byte[] buffer = new byte[64 * 1024];
        WireResult result;
        while ((result = await wire.ReadAsync(buffer).AsTask().WaitAsync(Limit, TestContext.Current.CancellationToken)).Count > 0)
        {
            count += result.Count;
        }

        Assert.True(result.IsEnd);
        return count;
    }

    private async Task<(TlsWire Client, TlsWire Server)> ConnectAsync()
    {
        (Wire near, Wire far) = await ConnectPlainAsync();
        return await TlsPair.OverAsync(near, far, clock);
    }

    private async Task<(Wire Near, Wire Far)> ConnectPlainAsync()
    {
        Listener listener = network.Listen(IPAddress.Loopback, 0);
        Connected connected = await network.ConnectAsync(listener.EndPoint, TestContext.Current.CancellationToken);
        Wire accepted = (await listener.AcceptAsync())!;
        listener.Close();
        return (connected.Wire!, accepted);
    }
}
