using Microsoft.Extensions.Time.Testing;
using Proximity.Origins;
using Proximity.Protocol;
using Proximity.Timing;
using Proximity.Wires;

namespace Proximity.Tests.Origins;

public sealed class OriginPoolTests : IDisposable
{
    private static readonly Hop Hop = new("origin.test", 80);

    private readonly FakeTimeProvider time = new();
    private readonly DeadlineClock clock;
    private readonly BufferPool buffers = new();

    public OriginPoolTests() => clock = new DeadlineClock(time);

    public void Dispose() => clock.Dispose();

    [Fact]
    public void ReturnedConnection_IsRentedAgainForItsHopOnly()
    {
        OriginPool pool = Pool(new OriginPoolLimits(TimeSpan.FromSeconds(60), 8, 8));
        (OriginConnection connection, _) = Connect(Hop);
        pool.Return(connection);
        Assert.Null(pool.TryRent(new Hop("origin.test", 81), null));
        Assert.Same(connection, pool.TryRent(new Hop("ORIGIN.test", 80), null));
        Assert.True(connection.IsReused);
        Assert.Null(pool.TryRent(Hop, null));
    }

    [Fact]
    public void LatestReturned_IsRentedFirst()
    {
        OriginPool pool = Pool(new OriginPoolLimits(TimeSpan.FromSeconds(60), 8, 8));
        (OriginConnection older, _) = Connect(Hop);
        (OriginConnection newer, _) = Connect(Hop);
        pool.Return(older);
        pool.Return(newer);
        Assert.Same(newer, pool.TryRent(Hop, null));
    }

    [Fact]
    public void ConnectionTheOriginClosed_IsPassedOver()
    {
        OriginPool pool = Pool(new OriginPoolLimits(TimeSpan.FromSeconds(60), 8, 8));
        (OriginConnection connection, MemoryWire origin) = Connect(Hop);
        pool.Return(connection);
        origin.Close();
        Assert.Null(pool.TryRent(Hop, null));
        Assert.True(((MemoryWire)connection.Wire).IsClosed);
    }

    [Fact]
    public async Task ConnectionTheOriginSpokeOn_IsPassedOver()
    {
        OriginPool pool = Pool(new OriginPoolLimits(TimeSpan.FromSeconds(60), 8, 8));
        (OriginConnection connection, MemoryWire origin) = Connect(Hop);
        pool.Return(connection);
        await origin.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray());
        Assert.Null(pool.TryRent(Hop, null));
        Assert.True(((MemoryWire)connection.Wire).IsClosed);
    }

    [Fact]
    public void IdleTimeOver_ConnectionIsClosedByItself()
    {
        OriginPool pool = Pool(new OriginPoolLimits(TimeSpan.FromSeconds(10), 8, 8));
        (OriginConnection connection, _) = Connect(Hop);
        pool.Return(connection);
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(1, pool.Count);
        for (int i = 0; i < 8; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }

        // The sweep runs on the thread pool.
        Assert.True(SpinWait.SpinUntil(() => clock.Count == 0, TimeSpan.FromSeconds(60)));
        Assert.Equal(0, pool.Count);
        Assert.True(((MemoryWire)connection.Wire).IsClosed);
    }

    [Fact]
    public void BoundPerRoute_ClosesWhatIsBeyond()
    {
        OriginPool pool = Pool(new OriginPoolLimits(TimeSpan.FromSeconds(60), 1, 8));
        (OriginConnection kept, _) = Connect(Hop);
        (OriginConnection beyond, _) = Connect(Hop);
        pool.Return(kept);
        pool.Return(beyond);
        Assert.Equal(1, pool.Count);
        Assert.True(((MemoryWire)beyond.Wire).IsClosed);
    }

    [Fact]
    public void BoundInAll_ClosesWhatIsBeyond()
    {
        OriginPool pool = Pool(new OriginPoolLimits(TimeSpan.FromSeconds(60), 8, 1));
        (OriginConnection kept, _) = Connect(Hop);
        (OriginConnection beyond, _) = Connect(new Hop("other.test", 80));
        pool.Return(kept);
        pool.Return(beyond);
        Assert.Equal(1, pool.Count);
        Assert.True(((MemoryWire)beyond.Wire).IsClosed);
    }

    [Fact]
    public void ZeroIdleTime_KeepsNone()
    {
        OriginPool pool = Pool(new OriginPoolLimits(TimeSpan.Zero, 8, 8));
        (OriginConnection connection, _) = Connect(Hop);
        pool.Return(connection);
        Assert.Equal(0, pool.Count);
    }

    [Fact]
    public void Closed_ClosesAllAndKeepsNoMore()
    {
        OriginPool pool = Pool(new OriginPoolLimits(TimeSpan.FromSeconds(60), 8, 8));
        (OriginConnection first, _) = Connect(Hop);
        (OriginConnection second, _) = Connect(Hop);
        pool.Return(first);
        pool.Close();
        pool.Return(second);
        Assert.True(((MemoryWire)first.Wire).IsClosed);
        Assert.True(((MemoryWire)second.Wire).IsClosed);
        Assert.Equal(0, pool.Count);
    }

    [Fact]
    public void ConnectionTheOriginClosed_IsClosedAtOnce()
    {
        OriginPool pool = Pool(new OriginPoolLimits(TimeSpan.FromSeconds(60), 8, 8));
        (OriginConnection other, _) = Connect(Hop);
        (OriginConnection connection, MemoryWire origin) = Connect(Hop);
        pool.Return(connection);
        pool.Return(other);
        origin.Close();
        Assert.True(((MemoryWire)connection.Wire).IsClosed);
        Assert.Equal(1, pool.Count);
        Assert.Same(other, pool.TryRent(Hop, null));
        Assert.Equal(0, pool.Count);
    }

    [Fact]
    public void ConnectionTheOriginClosedBeforeItsReturn_IsNotKept()
    {
        OriginPool pool = Pool(new OriginPoolLimits(TimeSpan.FromSeconds(60), 1, 8));
        (OriginConnection connection, MemoryWire origin) = Connect(Hop);
        (OriginConnection next, _) = Connect(Hop);
        origin.Close();
        pool.Return(connection);
        Assert.Equal(0, pool.Count);
        Assert.True(((MemoryWire)connection.Wire).IsClosed);
        pool.Return(next);
        Assert.Equal(1, pool.Count);
    }

    [Fact]
    public async Task RentedConnection_IsNotTakenAwayByWhatItsOriginSends()
    {
        OriginPool pool = Pool(new OriginPoolLimits(TimeSpan.FromSeconds(60), 8, 8));
        (OriginConnection connection, MemoryWire origin) = Connect(Hop);
        pool.Return(connection);
        Assert.Same(connection, pool.TryRent(Hop, null));
        await origin.WriteAsync("x"u8.ToArray());
        Assert.False(((MemoryWire)connection.Wire).IsClosed);
        Assert.Equal(0, pool.Count);
    }

    [Fact]
    public void DisturbanceForNoReason_LeavesTheConnectionInThePool_AsOldAsItWas()
    {
        OriginPool pool = Pool(new OriginPoolLimits(TimeSpan.FromSeconds(10), 8, 8));
        (OriginConnection connection, _) = Connect(Hop);
        pool.Return(connection);
        time.Advance(TimeSpan.FromSeconds(9));
        pool.OnDisturbed(connection);
        Assert.Equal(1, pool.Count);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(pool.TryRent(Hop, null));
        Assert.True(((MemoryWire)connection.Wire).IsClosed);
    }

    [Fact]
    public void Question_ChangesNothing()
    {
        OriginPool pool = Pool(new OriginPoolLimits(TimeSpan.FromSeconds(10), 8, 8));
        (OriginConnection older, _) = Connect(Hop);
        (OriginConnection newer, _) = Connect(Hop);
        pool.Return(older);
        pool.Return(newer);
        long since = newer.IdleSince;
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.True(pool.Has(Hop, newer, static (connection, asked) => connection == asked));
        Assert.False(pool.Has(Hop, older, static (connection, asked) => connection == asked));
        Assert.False(pool.Has(new Hop("other.test", 80), newer, static (_, _) => true));
        Assert.Equal((since, false, 2), (newer.IdleSince, newer.IsReused, pool.Count));
        Assert.Same(newer, pool.TryRent(Hop, null));
    }

    private OriginPool Pool(OriginPoolLimits limits) => new(limits, clock);

    private (OriginConnection Connection, MemoryWire Origin) Connect(Hop hop)
    {
        (MemoryWire near, MemoryWire far) = MemoryWire.CreatePair();
        return (new OriginConnection(near, hop, buffers), far);
    }
}
