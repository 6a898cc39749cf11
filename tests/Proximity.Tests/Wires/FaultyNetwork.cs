using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Proximity.Wires;

namespace Proximity.Tests.Wires;

/// <summary>A network where what the proxy does can fail: on its wires to clients, or in looking up, connecting and on its wires to origins.</summary>
internal sealed class FaultyNetwork(Network inner, FaultPlan? client, FaultPlan? origin) : Network
{
    private readonly ConcurrentQueue<FaultyWire> wires = new();

    /// <summary>Every wire the proxy has had.</summary>
    public IReadOnlyCollection<FaultyWire> Wires => wires;

    public override Listener Listen(IPAddress? address, int port) => new FaultyListener(this, inner.Listen(address, port), client);

    public override async ValueTask<Resolution> ResolveAsync(string host, CancellationToken cancellationToken)
        => origin?.NextFails() == true ? new Resolution([], await FailAsync(origin, cancellationToken)) : await inner.ResolveAsync(host, cancellationToken);

    public override async ValueTask<Connected> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        if (origin?.NextFails() == true)
        {
            return new Connected(null, await FailAsync(origin, cancellationToken));
        }

        Connected connected = await inner.ConnectAsync(endPoint, cancellationToken);
        return connected.Wire is null ? connected : new Connected(Wrap(connected.Wire, origin), null);
    }

    public override void Close() => inner.Close();

    private static async Task<Exception> FailAsync(FaultPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Kind == FaultKind.Throw)
        {
            throw new InvalidOperationException("planned");
        }

        if (plan.Kind != FaultKind.Stall)
        {
            return new SocketException((int)SocketError.ConnectionRefused);
        }

        var end = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = cancellationToken.Register(() => end.TrySetResult(new OperationCanceledException(cancellationToken)));
        return await end.Task;
    }

    private FaultyWire Wrap(Wire wire, FaultPlan? plan)
    {
        var faulty = new FaultyWire(wire, plan ?? FaultPlan.None);
        wires.Enqueue(faulty);
        return faulty;
    }

    private sealed class FaultyListener(FaultyNetwork network, Listener inner, FaultPlan? plan) : Listener
    {
        public override IPEndPoint EndPoint => inner.EndPoint;

        public override async ValueTask<Wire?> AcceptAsync() => await inner.AcceptAsync() is { } wire ? network.Wrap(wire, plan) : null;

        public override void Close() => inner.Close();
    }
}
