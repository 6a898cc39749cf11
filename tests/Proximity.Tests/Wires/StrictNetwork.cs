using System.Collections.Concurrent;
using System.Net;
using Proximity.Wires;

namespace Proximity.Tests.Wires;

/// <summary>A network whose wires are strict ones: for the proxy of a test, not for its peers, which may misbehave.</summary>
internal sealed class StrictNetwork(Network inner) : Network
{
    private readonly ConcurrentQueue<StrictWire> wires = new();

    /// <summary>How many of the proxy's wires are open.</summary>
    public int OpenWires => wires.Count(wire => !wire.HasEnded);

    public override int SpareDescriptors => inner.SpareDescriptors;

    public override DescriptorBudget Budget => inner.Budget;

    public override Listener Listen(IPAddress? address, int port) => new StrictListener(this, inner.Listen(address, port));

    public override ValueTask<Resolution> ResolveAsync(string host, CancellationToken cancellationToken)
        => inner.ResolveAsync(host, cancellationToken);

    public override async ValueTask<Connected> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        Connected connected = await inner.ConnectAsync(endPoint, cancellationToken);
        return connected.Wire is null ? connected : new Connected(Wrap(connected.Wire), null);
    }

    public override void Close() => inner.Close();

    private StrictWire Wrap(Wire wire)
    {
        var strict = new StrictWire(wire);
        wires.Enqueue(strict);
        return strict;
    }

    private sealed class StrictListener(StrictNetwork network, Listener inner) : Listener
    {
        public override IPEndPoint EndPoint => inner.EndPoint;

        public override bool IsCrowded => inner.IsCrowded;

        public override async ValueTask<Wire?> AcceptAsync() => await inner.AcceptAsync() is { } wire ? network.Wrap(wire) : null;

        public override void Close() => inner.Close();
    }
}
