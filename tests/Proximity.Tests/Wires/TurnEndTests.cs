using System.Net;
using System.Net.Sockets;
using Proximity.Wires;
using Proximity.Wires.Linux;

namespace Proximity.Tests.Wires;

/// <summary>Tests of wires on loops that make every short write at the end of a turn, and of the plain sockets at their far ends.</summary>
public abstract class TurnEndTests : IDisposable
{
    private protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly EpollNetwork network;
    private readonly Listener listener;

    private protected TurnEndTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Event loops over epoll run on Linux only.");
        Assert.SkipUnless(IsOffered(), "The kernel offers no io_uring, or forbids it; short writes are made at once.");
        network = EpollNetwork.TryCreate(SendRule.Together)!;
        listener = network.Listen(IPAddress.Loopback, 0);
    }

    private protected EpollNetwork Network => network;

    private protected IPEndPoint EndPoint => listener.EndPoint;

    /// <inheritdoc/>
    public void Dispose()
    {
        listener.Close();
        network.Close();
        GC.SuppressFinalize(this);
    }

    private static bool IsOffered()
    {
        SendBatch? batch = SendBatch.TryCreate();
        batch?.Free();
        return batch is not null;
    }

    private protected static byte[] Pattern(int length, int seed) => [.. Enumerable.Range(0, length).Select(index => (byte)(index + seed))];

    private protected static async Task AssertReceivesAsync(Socket socket, byte[] expected)
    {
        byte[] received = new byte[expected.Length];
        await ReceiveAsync(socket, received);
        Assert.Equal(expected, received);
    }

    private protected static async Task ReceiveAsync(Socket socket, Memory<byte> into)
    {
        while (!into.IsEmpty)
        {
            int count = await socket.ReceiveAsync(into, TestContext.Current.CancellationToken).AsTask().WaitAsync(Limit, TimeProvider.System, TestContext.Current.CancellationToken);
            Assert.NotEqual(0, count);
            into = into[count..];
        }
    }

    private protected async Task<(Wire Near, Socket Far)> ConnectAsync()
    {
        var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        Task connecting = far.ConnectAsync(listener.EndPoint, TestContext.Current.CancellationToken).AsTask();
        Wire near = (await listener.AcceptAsync())!;
        await connecting;
        return (near, far);
    }
}
