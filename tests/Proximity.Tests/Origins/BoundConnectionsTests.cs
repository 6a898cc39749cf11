using Microsoft.Extensions.Time.Testing;
using Proximity.Access;
using Proximity.Origins;
using Proximity.Protocol;
using Proximity.Protocol.Heads;
using Proximity.Tests.Exchanges;
using Proximity.Timing;
using Proximity.Wires;

namespace Proximity.Tests.Origins;

public sealed class BoundConnectionsTests : IDisposable
{
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(1);

    private readonly BufferPool buffers = new();
    private readonly FakeTimeProvider time = new();
    private readonly DeadlineClock clock;
    private readonly OriginPool pool;
    private readonly BoundConnections bound;
    private int lost;

    public BoundConnectionsTests()
    {
        clock = new DeadlineClock(time);
        pool = new OriginPool(new OriginPoolLimits(IdleTimeout, 8, MaxIdle: 6), clock);
        bound = new BoundConnections(pool.Bound, () => lost++);
    }

    public void Dispose() => clock.Dispose();

    [Fact]
    public void KeptConnection_IsTakenByItsRouteOnly()
    {
        Route route = To("origin.test");
        (OriginConnection connection, _) = Connect(route);
        bound.Keep(route, connection);
        Assert.Null(bound.TryTake(To("other.test"), null, mustBeSure: false, bringsCredentials: false));
        Assert.Null(bound.TryTake(To("origin.test", 81), null, mustBeSure: false, bringsCredentials: false));
        Assert.Same(connection, bound.TryTake(To("ORIGIN.test"), null, mustBeSure: false, bringsCredentials: false));
        Assert.Null(bound.TryTake(route, null, mustBeSure: false, bringsCredentials: false));
    }

    [Fact]
    public void ConnectionOfAHandshake_IsForItsNextLegOnly()
    {
        Route route = To("origin.test");
        (OriginConnection idle, _) = Connect(route);
        (OriginConnection challenged, _) = Connect(route);
        Challenge(challenged);
        bound.Keep(route, idle);
        bound.Keep(route, challenged);
        Assert.Same(idle, bound.TryTake(route, null, mustBeSure: false, bringsCredentials: false));
        Assert.Null(bound.TryTake(route, null, mustBeSure: false, bringsCredentials: false));
        bound.Keep(route, idle);
        Assert.Same(challenged, bound.TryTake(route, null, mustBeSure: false, bringsCredentials: true));
        Assert.Same(idle, bound.TryTake(route, null, mustBeSure: false, bringsCredentials: true));
    }

    [Fact]
    public void ConnectionThroughAnUpstreamProxy_ServesOneOriginOnly()
    {
        UpstreamProxy upstream = UpstreamProxy.Parse("parent.test:3128")!;
        Route route = To("origin.test", upstream: upstream);
        (OriginConnection connection, _) = Connect(route);
        bound.Keep(route, connection);
        Route other = To("other.test", upstream: upstream);
        Assert.Equal(route.Hop, other.Hop);
        Assert.Null(bound.TryTake(other, null, mustBeSure: false, bringsCredentials: false));
        Assert.Same(connection, bound.TryTake(route, null, mustBeSure: false, bringsCredentials: false));
    }

    [Fact]
    public void BeyondTheBound_TheOneUsedLongestAgoIsClosed_AndTold()
    {
        var all = new List<OriginConnection>();
        for (int index = 0; index <= BoundConnections.MaxKept; index++)
        {
            Route route = To($"o{index}.test");
            (OriginConnection connection, _) = Connect(route);
            bound.Keep(route, connection);
            all.Add(connection);
        }

        Assert.Equal(BoundConnections.MaxKept, bound.Count);
        Assert.Equal([true, .. Enumerable.Repeat(false, BoundConnections.MaxKept)], all.Select(connection => ((MemoryWire)connection.Wire).IsClosed));
        Assert.Equal(1, lost);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ConnectionTheOriginCloses_IsClosedAtOnce_AndTold(bool isKept)
    {
        Route route = To("origin.test");
        (OriginConnection connection, MemoryWire origin) = Connect(route);
        if (isKept)
        {
            bound.Keep(route, connection);
        }

        origin.Close();
        if (!isKept)
        {
            bound.Keep(route, connection);
        }

        Assert.True(((MemoryWire)connection.Wire).IsClosed);
        Assert.Equal((0, 1), (bound.Count, lost));
        Assert.Null(bound.TryTake(route, null, mustBeSure: false, bringsCredentials: false));
    }

    [Fact]
    public void Close_ClosesAll_AndWhatComesLater()
    {
        Route route = To("origin.test");
        (OriginConnection first, _) = Connect(route);
        (OriginConnection second, _) = Connect(route);
        bound.Keep(route, first);
        bound.Close();
        bound.Keep(route, second);
        Assert.True(((MemoryWire)first.Wire).IsClosed);
        Assert.True(((MemoryWire)second.Wire).IsClosed);
        Assert.Equal((0, 0), (bound.Count, lost));
    }

    [Fact]
    public void BeyondTheBoundOfAllClients_TheOldestIsClosed_AndItsClientTold()
    {
        OriginConnection first = Keep(bound, "first.test");
        var others = new List<BoundConnections>();
        for (int index = 0; index < 6; index++)
        {
            others.Add(new BoundConnections(pool.Bound, () => Assert.Fail("not the oldest")));
            Keep(others[^1], "other.test");
        }

        Assert.True(((MemoryWire)first.Wire).IsClosed);
        Assert.Equal((0, 1, 6), (bound.Count, lost, pool.Bound.Count));
        others.ForEach(client => client.Close());
        Assert.Equal(0, pool.Bound.Count);
    }

    [Fact]
    public void WithoutDescriptors_ItIsGivenUpBehindPooledOnes_AndTold()
    {
        OriginConnection mine = Keep(bound, "origin.test");
        pool.Return(new OriginConnection(MemoryWire.CreatePair().Near, To("pooled.test").Hop, buffers));
        Assert.True(pool.TryMakeRoom());
        Assert.Equal((0, 1, 0), (pool.Count, bound.Count, lost));
        Assert.True(pool.TryMakeRoom());
        Assert.True(((MemoryWire)mine.Wire).IsClosed);
        Assert.Equal((0, 1), (bound.Count, lost));
        Assert.False(pool.TryMakeRoom());
    }

    [Fact]
    public void IdleForTooLong_IsClosedByTheSweep_AndTold()
    {
        OriginConnection mine = Keep(bound, "origin.test");
        time.Advance(IdleTimeout / 2);
        Assert.Equal(1, bound.Count);
        for (int second = 0; second < 60; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }

        // The sweep runs on the thread pool.
        Assert.True(SpinWait.SpinUntil(() => clock.Count == 0, TimeSpan.FromSeconds(60)));
        Assert.True(((MemoryWire)mine.Wire).IsClosed);
        Assert.Equal((0, 1, 0), (bound.Count, lost, pool.Bound.Count));
    }

    [Fact]
    public void WhereNoneIsKept_TheClientIsTold()
    {
        var none = new OriginPool(new OriginPoolLimits(TimeSpan.Zero, 8, 8), clock);
        OriginConnection mine = Keep(new BoundConnections(none.Bound, () => lost++), "origin.test");
        Assert.True(((MemoryWire)mine.Wire).IsClosed);
        Assert.Equal(1, lost);
    }

    /// <summary>The next leg of a handshake comes while the proxy looks at what the origin has sent.</summary>
    [Fact]
    public async Task TakenWhileItIsLookedAt_IsFoundAllTheSame()
    {
        Route route = To("origin.test");
        var wire = new LookedAtWire();
        var connection = new OriginConnection(wire, route.Hop, buffers) { IsBound = true };
        bound.Keep(route, connection);
        Task<OriginConnection?>? taking = null;
        wire.OnLook = () =>
        {
            wire.OnLook = null;
            taking = Task.Factory.StartNew(
                () => bound.TryTake(route, null, mustBeSure: false, bringsCredentials: false),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
            taking.Wait(TimeSpan.FromMilliseconds(100));
        };
        wire.Observer!.OnDisturbed();
        Assert.Same(connection, await taking!.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Assert.Equal(0, lost);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ForARequestThatCannotBeRepeated_TheSystemIsAsked(bool mustBeSure)
    {
        Route route = To("origin.test");
        bound.Keep(route, new OriginConnection(new LookedAtWire { IsDead = true }, route.Hop, buffers) { IsBound = true });
        Assert.Equal(mustBeSure, bound.TryTake(route, null, mustBeSure, bringsCredentials: false) is null);
    }

    private OriginConnection Keep(BoundConnections client, string host)
    {
        Route route = To(host);
        (OriginConnection connection, _) = Connect(route);
        client.Keep(route, connection);
        return connection;
    }

    /// <summary>Its origin has answered a first leg.</summary>
    private void Challenge(OriginConnection connection)
    {
        var request = new RequestHead(buffers);
        int scanned = 0;
        ReadOnlySpan<byte> first = "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: NTLM FIRST\r\n\r\n"u8;
        HeadParser.ParseRequest(first, HeadLimits.Default, request, ref scanned);
        scanned = 0;
        ReadOnlySpan<byte> challenge = "HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM SECOND\r\n\r\n"u8;
        HeadParser.ParseResponse(challenge, HeadLimits.Default, connection.Head, ref scanned);
        connection.NoteAnswer(request);
        request.Release();
    }

    private static Route To(string host, int port = 80, UpstreamProxy? upstream = null) => new(host, port, upstream, new TargetAccess(port, null, [], null));

    private (OriginConnection Connection, MemoryWire Origin) Connect(Route route)
    {
        (MemoryWire near, MemoryWire far) = MemoryWire.CreatePair();
        return (new OriginConnection(near, route.Hop, buffers) { IsBound = true }, far);
    }

    /// <summary>Says when it is asked whether it is quiet, and is so, as far as it knows without the system.</summary>
    private sealed class LookedAtWire : RecordingWire
    {
        public Action? OnLook { get; set; }

        public bool IsDead { get; init; }

        public IQuietObserver? Observer { get; private set; }

        public override bool IsQuiet
        {
            get
            {
                OnLook?.Invoke();
                return true;
            }
        }

        public override bool IsQuietForSure => !IsDead;

        public override bool TryObserve(IQuietObserver quietObserver)
        {
            Observer = quietObserver;
            return true;
        }
    }
}
