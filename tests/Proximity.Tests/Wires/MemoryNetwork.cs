using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Proximity.Wires;

namespace Proximity.Tests.Wires;

/// <summary>A network that exists in memory only: every name resolves to one address, and a listener on the port is connected to.</summary>
/// <param name="windowBytes">How many unread bytes one direction of a connection holds before writing waits.</param>
internal sealed class MemoryNetwork(int windowBytes = 64 * 1024) : Network
{
    private readonly Dictionary<int, MemoryListener> listeners = [];
    private readonly Lock gate = new();
    private readonly List<MemoryWire> wires = [];
    private int nextPort = 20_000;

    /// <summary>How many ends of connections are open.</summary>
    public int OpenWires
    {
        get
        {
            lock (gate)
            {
                return wires.Count(wire => !wire.IsClosed);
            }
        }
    }

    public override Listener Listen(IPAddress? address, int port)
    {
        lock (gate)
        {
            var listener = new MemoryListener(new IPEndPoint(address ?? IPAddress.Loopback, port == 0 ? nextPort++ : port), windowBytes);
            listeners.Add(listener.EndPoint.Port, listener);
            return listener;
        }
    }

    public override ValueTask<Resolution> ResolveAsync(string host, CancellationToken cancellationToken)
        => new(host.EndsWith(".invalid", StringComparison.Ordinal)
            ? new Resolution([], new SocketException((int)SocketError.HostNotFound))
            : new Resolution([IPAddress.Loopback], null));

    public override ValueTask<Connected> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!listeners.TryGetValue(endPoint.Port, out MemoryListener? listener) || listener.TryConnect() is not { } pair)
            {
                return new(new Connected(null, new SocketException((int)SocketError.ConnectionRefused)));
            }

            wires.Add(pair.Near);
            wires.Add(pair.Far);
            return new(new Connected(pair.Near, null));
        }
    }

    private sealed class MemoryListener(IPEndPoint endPoint, int windowBytes) : Listener
    {
        private readonly Channel<Wire> waiting = Channel.CreateUnbounded<Wire>();

        public override IPEndPoint EndPoint { get; } = endPoint;

        public (MemoryWire Near, MemoryWire Far)? TryConnect()
        {
            (MemoryWire Near, MemoryWire Far) pair = MemoryWire.CreatePair(windowBytes);
            return waiting.Writer.TryWrite(pair.Far) ? pair : null;
        }

        public override async ValueTask<Wire?> AcceptAsync()
            => await waiting.Reader.WaitToReadAsync() && waiting.Reader.TryRead(out Wire? wire) ? wire : null;

        public override void Close() => waiting.Writer.TryComplete();
    }
}
