using System.Net;
using Microsoft.Extensions.Time.Testing;
using Proximity.Origins;
using Proximity.Protocol;
using Proximity.Tests.Exchanges;
using Proximity.Timing;
using Proximity.Wires;

namespace Proximity.Tests.Origins;

public sealed class SharedOriginsTests : IDisposable
{
    private static readonly Hop Hop = new("origin.test", 443);
    private static readonly IPAddress There = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Elsewhere = IPAddress.Parse("192.0.2.2");

    private readonly DeadlineClock clock = new(new FakeTimeProvider());

    public void Dispose() => clock.Dispose();

    /// <summary>What one client may reach, another may not: the connection alone says where it leads.</summary>
    [Fact]
    public void ConnectionIsUsable_ForWhomItsAddressIsGood()
    {
        var shared = new SharedOrigins(new OriginPoolLimits(TimeSpan.FromMinutes(1), 8, 8), clock, new BufferPool());
        shared.Add(new OriginAt(There), Hop, null, isForOthers: true);
        Assert.True(shared.HasUsable(Hop, There, IsSame));
        Assert.False(shared.HasUsable(Hop, Elsewhere, IsSame));
        shared.Close();
    }

    private static bool IsSame(IPAddress? one, IPAddress other) => other.Equals(one);

    private sealed class OriginAt(IPAddress address) : Http2Origin
    {
        public override bool IsUsable => true;

        public override Task Settled => Task.CompletedTask;

        public override bool? TakesExtendedConnect => null;

        public override Wire? TryOpen() => new WireTo(new IPEndPoint(address, 443));

        public override bool TryEnd() => true;

        public override void Abort()
        {
        }
    }

    private sealed class WireTo(IPEndPoint remote) : RecordingWire
    {
        public override IPEndPoint? RemoteEndPoint => remote;
    }
}
