using Proximity.Wires;

namespace Proximity.Tests.Wires;

/// <summary>What a proxy and its peers are joined by.</summary>
/// <param name="ForProxy">The proxy's side; closed with the proxy.</param>
/// <param name="ForPeers">Its clients' and origins'.</param>
internal sealed record Ground(Network ForProxy, Network ForPeers)
{
    public static Ground Of(GroundKind kind)
    {
        if (kind == GroundKind.EventLoops)
        {
            return new Ground(LoopbackNetwork.OfEventLoops(), new LoopbackNetwork(new SocketNetwork()));
        }

        var memory = new MemoryNetwork();
        return new Ground(memory, memory);
    }
}
