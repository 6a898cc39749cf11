using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Proximity.Network.Tests.Fixtures;

/// <summary>A listener on loopback that records what each connection brought and answers by script, one run per connection; the connection closes when its run ends.</summary>
public sealed class RawOrigin : IAsyncDisposable
{
    private static readonly ConcurrentBag<Socket> Closed = [];

    private readonly Socket listener;
    private readonly Func<RawPeer, Task> script;
    private readonly Task accepting;

    private RawOrigin(Socket listener, Func<RawPeer, Task> script)
    {
        this.listener = listener;
        this.script = script;
        accepting = AcceptAsync();
    }

    /// <summary>The connections so far, in order.</summary>
    public Recorder<RawPeer> Connections { get; } = new();

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)listener.LocalEndPoint!;

    /// <summary>Its host and port as a URL has them.</summary>
    public string Authority => EndPoint.ToString();

    /// <summary>Everything that all connections brought.</summary>
    public string Received => string.Concat(Connections.Items.Select(peer => peer.Received));

    /// <summary>The complete requests of all connections.</summary>
    public IReadOnlyList<RawMessage> Requests => [.. Connections.Items.SelectMany(peer => peer.Requests.Items)];

    /// <summary>Listens on an ephemeral port of 127.0.0.1 or the given address.</summary>
    public static RawOrigin Start(Func<RawPeer, Task> script, IPAddress? address = null)
    {
        var endPoint = new IPEndPoint(address ?? IPAddress.Loopback, 0);
        var listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(endPoint);
        listener.Listen(512);
        return new RawOrigin(listener, script);
    }

    /// <summary>Answers every complete request with the same bytes.</summary>
    public static RawOrigin Answering(string response, IPAddress? address = null)
        => Start(peer => AnswerAsync(peer, response), address);

    /// <summary>Answers one request per connection, then closes.</summary>
    public static RawOrigin AnsweringOnce(string response) => Start(async peer =>
    {
        await peer.ReadRequestAsync();
        await peer.SendAsync(response);
    });

    /// <summary>The script of <see cref="Answering"/>.</summary>
    public static async Task AnswerAsync(RawPeer peer, string response)
    {
        while (await peer.ReadRequestAsync() is { IsComplete: true })
        {
            await peer.SendAsync(response);
        }
    }

    /// <summary>A port where nobody listens, nor will: it stays bound, so that no other test is given it.</summary>
    public static int ClosedPort()
    {
        Socket bound = BindAnywhere();
        Closed.Add(bound);
        return ((IPEndPoint)bound.LocalEndPoint!).Port;
    }

    /// <summary>A port that was free a moment ago, for a program that is to listen there; somebody may take it first.</summary>
    public static int FreePort()
    {
        using Socket probe = BindAnywhere();
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    /// <summary>The n-th connection, from 0, now or when it comes.</summary>
    public async Task<RawPeer> ConnectionAsync(int index) => (await Connections.TakeAsync(index + 1))[index];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await accepting;
        foreach (RawPeer peer in Connections.Items)
        {
            await peer.DisposeAsync();
        }
    }

    private static Socket BindAnywhere()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var peer = new RawPeer(await listener.AcceptAsync());
                Connections.Add(peer);
                _ = RunAsync(peer);
            }
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException)
        {
            // The listener was disposed: the origin is going down.
        }
    }

    private async Task RunAsync(RawPeer peer)
    {
        try
        {
            await Task.Yield();
            await script(peer);
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException or EndOfStreamException or TimeoutException)
        {
            // The other end went away, or the test is over: what a test wants to know of that it asks the peer.
        }
        finally
        {
            await peer.DisposeAsync();
        }
    }
}
