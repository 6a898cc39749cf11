using System.Net;
using System.Net.Sockets;
using Proximity.Wires;
using Proximity.Wires.Linux;

namespace Proximity.Tests.Wires;

/// <summary>Two networks on one group of loops, which lives on when one of them is closed.</summary>
public sealed class SharedLoopsTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly EpollNetwork network;
    private readonly EpollNetwork other;

    public SharedLoopsTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Event loops over epoll run on Linux only.");
        other = EpollNetwork.TryCreate()!;
        network = EpollNetwork.TryCreate()!;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        network.Close();
        other.Close();
    }

    [Fact]
    public async Task ClosedNetwork_BreaksOffAnAcceptedWireThatNobodyHasReadFrom()
    {
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await AcceptAsync(network, client);
        network.Close();
        var broken = await Assert.ThrowsAsync<SocketException>(() => ReceiveAsync(client));
        Assert.Equal(SocketError.ConnectionReset, broken.SocketErrorCode);
    }

    [Fact]
    public async Task ClosedNetwork_LeavesTheWiresOfOthersAlone()
    {
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        Wire wire = await AcceptAsync(other, client);
        network.Close();
        Assert.True((await wire.WriteAsync("x"u8.ToArray())).IsOk);
        Assert.Equal(1, await ReceiveAsync(client));
        wire.Close();
    }

    [Fact]
    public async Task ClosedNetwork_ConnectsNoMore()
    {
        Listener listener = other.Listen(IPAddress.Loopback, 0);
        network.Close();
        Connected connected = await network.ConnectAsync(listener.EndPoint, TestContext.Current.CancellationToken);
        Assert.Null(connected.Wire);
        listener.Close();
    }

    private static Task<int> ReceiveAsync(Socket client)
        => client.ReceiveAsync(new byte[8]).WaitAsync(Limit, TimeProvider.System, TestContext.Current.CancellationToken);

    private static async Task<Wire> AcceptAsync(EpollNetwork from, Socket client)
    {
        Listener listener = from.Listen(IPAddress.Loopback, 0);
        Task connecting = client.ConnectAsync(listener.EndPoint, TestContext.Current.CancellationToken).AsTask();
        Wire wire = (await listener.AcceptAsync())!;
        await connecting;
        listener.Close();
        return wire;
    }
}
