using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Proximity.Wires;
using Proximity.Wires.Linux;

namespace Proximity.Tests.Wires;

/// <summary>What happens on a loop while it is busy, and between two loops.</summary>
public sealed class EventLoopHandOffTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly EpollNetwork network;
    private readonly Listener listener;

    public EventLoopHandOffTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Event loops over epoll run on Linux only.");
        network = EpollNetwork.TryCreate()!;
        listener = network.Listen(IPAddress.Loopback, 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        listener.Close();
        network.Close();
    }

    /// <summary>The request of a client and the end of a pooled connection come in one batch of events, in this order.</summary>
    [Fact]
    public async Task EndThatWaitsBehindThePresentEvent_IsSeenForSure()
    {
        (EpollWire client, Socket clientEnd) = await ConnectAsync();
        (EpollWire origin, Socket originEnd) = await ConnectOnAsync(client.Affinity!);
        await ReadOneAsync(origin, originEnd);
        await LeaveLoopAsync();
        Task<bool> seen = LooksAfterReadingAsync(client, origin);
        using (HoldLoop(client))
        {
            await clientEnd.SendAsync("x"u8.ToArray());
            originEnd.Shutdown(SocketShutdown.Send);
        }

        Assert.True(await seen.WaitAsync(Limit, TestContext.Current.CancellationToken), "the connection has ended, and looks quiet");
    }

    [Fact]
    public async Task EventThatAnotherThreadBrings_GoesOnOnTheWiresLoop()
    {
        (EpollWire wire, Socket end) = await ConnectAsync();
        await ReadOneAsync(wire, end);
        await LeaveLoopAsync();
        Task<bool> isOnLoop = ReadsOnItsLoopAsync(wire);
        using (HoldLoop(wire))
        {
            await end.SendAsync("x"u8.ToArray());
            ((IEventOwner)wire).OnEvents(Kernel.EventIn);
            Assert.False(isOnLoop.IsCompleted);
        }

        Assert.True(await isOnLoop.WaitAsync(Limit, TestContext.Current.CancellationToken));
    }

    private static async Task<bool> LooksAfterReadingAsync(EpollWire client, EpollWire origin)
    {
        Assert.Equal(1, (await client.ReadAsync(new byte[8]).ConfigureAwait(false)).Count);
        Assert.Same(client.Affinity, EventLoop.Current);
        return !origin.IsQuietForSure;
    }

    private static async Task<bool> ReadsOnItsLoopAsync(EpollWire wire)
    {
        Assert.Equal(1, (await wire.ReadAsync(new byte[8]).ConfigureAwait(false)).Count);
        return EventLoop.Current == wire.Affinity;
    }

    /// <summary>The loop is to be held, not the test: it is the test's own await that leaves it.</summary>
    private static ConfiguredTaskAwaitable LeaveLoopAsync() => Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    /// <summary>Keeps the wire's loop from looking at events until it is disposed.</summary>
    private static Hold HoldLoop(EpollWire wire)
    {
        var hold = new Hold();
        wire.RunInTurn(hold.Wait);
        hold.Begun.Wait(Limit, TestContext.Current.CancellationToken);
        return hold;
    }

    private async Task<(EpollWire Wire, Socket End)> ConnectAsync()
    {
        var end = new Socket(SocketType.Stream, ProtocolType.Tcp);
        Task connecting = end.ConnectAsync(listener.EndPoint, TestContext.Current.CancellationToken).AsTask();
        var wire = (EpollWire)(await listener.AcceptAsync())!;
        await connecting;
        return (wire, end);
    }

    private async Task<(EpollWire Wire, Socket End)> ConnectOnAsync(object affinity)
    {
        (EpollWire wire, Socket end) = await ConnectAsync();
        wire.Join(affinity);
        return (wire, end);
    }

    /// <summary>From its first wait on a wire is watched.</summary>
    private static async Task ReadOneAsync(EpollWire wire, Socket end)
    {
        ValueTask<WireResult> reading = wire.ReadAsync(new byte[8]);
        await end.SendAsync("a"u8.ToArray());
        Assert.Equal(1, (await reading).Count);
    }

    private sealed class Hold : IDisposable
    {
        private readonly ManualResetEventSlim released = new();

        public ManualResetEventSlim Begun { get; } = new();

        public void Wait()
        {
            Begun.Set();
            released.Wait(Limit);
        }

        public void Dispose() => released.Set();
    }
}
