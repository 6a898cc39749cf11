using Proximity.Access;
using Proximity.Exchanges;
using Proximity.Origins;
using Proximity.Protocol;
using Proximity.Wires;

namespace Proximity.Tests.Exchanges;

public class OpenedTunnelTests
{
    private static readonly Route Route = new("origin.test", 443, null, new TargetAccess(443, null, [], null));

    private readonly OpenedTunnel tunnel = new() { Client = new ClientSocket(null, null), Route = Route };

    [Fact]
    public void ReservedConnection_IsTakenOnceByItsHop()
    {
        OriginConnection connection = Connect();
        tunnel.Reserve(connection);
        Assert.Null(tunnel.TakeReserved(new Hop("other.test", 443)));
        Assert.Same(connection, tunnel.TakeReserved(Route.Hop));
        Assert.Null(tunnel.TakeReserved(Route.Hop));
    }

    [Fact]
    public void ConnectionThatComesBehindTheEnd_IsClosed()
    {
        OriginConnection connection = Connect();
        Assert.Null(tunnel.Close());
        tunnel.Reserve(connection);
        Assert.True(((MemoryWire)connection.Wire).IsClosed);
        Assert.Null(tunnel.TakeReserved(Route.Hop));
    }

    [Fact]
    public void End_LeavesTheConnectionToOthers()
    {
        OriginConnection connection = Connect();
        tunnel.Reserve(connection);
        Assert.Same(connection, tunnel.Close());
        Assert.False(((MemoryWire)connection.Wire).IsClosed);
    }

    [Fact]
    public void OriginThatCloses_TakesItsConnectionAway()
    {
        (MemoryWire near, MemoryWire far) = MemoryWire.CreatePair();
        tunnel.Reserve(new OriginConnection(near, Route.Hop, new BufferPool()));
        far.Close();
        Assert.True(near.IsClosed);
        Assert.Null(tunnel.TakeReserved(Route.Hop));
    }

    private static OriginConnection Connect() => new(MemoryWire.CreatePair().Near, Route.Hop, new BufferPool());
}
