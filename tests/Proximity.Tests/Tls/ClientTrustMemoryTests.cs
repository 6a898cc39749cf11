using System.Net;
using Microsoft.Extensions.Time.Testing;
using Proximity.Tls;

namespace Proximity.Tests.Tls;

public class ClientTrustMemoryTests
{
    private static readonly ClientTrustMemory.Key Client = new(IPAddress.Loopback, 1, "a.test");

    private readonly FakeTimeProvider clock = new();
    private readonly ClientTrustMemory memory;

    public ClientTrustMemoryTests() => memory = new ClientTrustMemory(TimeSpan.FromMinutes(10), clock);

    [Fact]
    public void Rejection_IsRememberedForAWhile()
    {
        Assert.True(memory.Remember(Client));
        Assert.True(memory.IsRemembered(Client));
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.False(memory.IsRemembered(Client));
    }

    [Fact]
    public void OtherProgramHostOrAddress_IsAnotherClient()
    {
        memory.Remember(Client);
        Assert.False(memory.IsRemembered(Client with { Fingerprint = 2 }));
        Assert.False(memory.IsRemembered(Client with { Host = "b.test" }));
        Assert.False(memory.IsRemembered(Client with { Client = IPAddress.IPv6Loopback }));
    }

    [Fact]
    public void HangingUp_CountsTheSecondTime()
    {
        Assert.False(Suspect(Client));
        Assert.False(memory.IsRemembered(Client));
        Assert.True(Suspect(Client));
        Assert.True(memory.IsRemembered(Client));
    }

    [Fact]
    public void ConnectionsThatWereOpenTogether_CountOnce()
    {
        long begun = memory.Timestamp();
        clock.Advance(TimeSpan.FromMilliseconds(20));
        Assert.False(memory.Suspect(Client, begun));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(memory.Suspect(Client, begun));
        Assert.False(memory.IsRemembered(Client));

        Assert.True(Suspect(Client));
        Assert.True(memory.IsRemembered(Client));
    }

    [Fact]
    public void HangingUpLongAgo_IsForgotten()
    {
        Suspect(Client);
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.False(Suspect(Client));
    }

    [Fact]
    public void ClientThatHasUsedAConnection_MayHangUp()
    {
        memory.Trust(Client);
        Assert.False(Suspect(Client));
        Assert.False(Suspect(Client));
        Assert.False(memory.IsRemembered(Client));
    }

    [Fact]
    public void ClientThatHasUsedAConnection_MayStillReject()
    {
        memory.Trust(Client);
        memory.Remember(Client);
        Assert.True(memory.IsRemembered(Client));
    }

    [Fact]
    public void ClientThatHasComeToTrust_IsForgottenEverywhere()
    {
        memory.Remember(Client);
        memory.Remember(Client with { Host = "b.test" });
        memory.ForgetAll(IPAddress.Loopback);
        Assert.False(memory.IsRemembered(Client));
        Assert.False(memory.IsRemembered(Client with { Host = "b.test" }));
    }

    [Fact]
    public void SpanOfZero_RemembersNothing()
    {
        var off = new ClientTrustMemory(TimeSpan.Zero, clock);
        Assert.False(off.Remember(Client));
        Assert.False(off.Suspect(Client, off.Timestamp()));
        Assert.False(off.Suspect(Client, off.Timestamp()));
        Assert.False(off.IsRemembered(Client));
    }

    [Fact]
    public void BeyondTheBound_TheClientNotAskedForLongestIsForgotten()
    {
        memory.Remember(Client);
        memory.Remember(Client with { Fingerprint = 1000 });
        Assert.True(memory.IsRemembered(Client));
        for (ulong number = 1; number < ClientTrustMemory.Capacity; number++)
        {
            memory.Remember(Client with { Fingerprint = 1000 + number });
        }

        Assert.True(memory.IsRemembered(Client));
        Assert.False(memory.IsRemembered(Client with { Fingerprint = 1000 }));
        Assert.True(memory.IsRemembered(Client with { Fingerprint = 1001 }));
    }

    [Fact]
    public void CrowdThatTrusts_PushesOutNoRejection()
    {
        memory.Remember(Client);
        Crowd(memory.Trust);
        Assert.True(memory.IsRemembered(Client));
    }

    [Fact]
    public void CrowdThatIsSuspected_PushesOutNeitherRejectionNorTrust()
    {
        ClientTrustMemory.Key trusting = Client with { Host = "b.test" };
        memory.Remember(Client);
        memory.Trust(trusting);
        Crowd(key => Suspect(key));
        Assert.True(memory.IsRemembered(Client));
        Assert.False(Suspect(trusting));
    }

    /// <summary>Whatever is done in whatever order, the memory answers like a dictionary without a bound, as long as there are few clients.</summary>
    [Fact]
    public void EveryOrderOfEvents_ActsLikeTheModel()
    {
        var random = new Random(20301);
        var model = new Dictionary<ClientTrustMemory.Key, (string State, DateTimeOffset Noted)>();
        for (int step = 0; step < 5000; step++)
        {
            var key = new ClientTrustMemory.Key(new IPAddress([10, 0, 0, (byte)random.Next(3)]), (ulong)random.Next(2), random.Next(2) == 0 ? "a.test" : "b.test");
            string state = model.TryGetValue(key, out (string State, DateTimeOffset Noted) known) && clock.GetUtcNow() - known.Noted < TimeSpan.FromMinutes(10) ? known.State : "";
            switch (random.Next(5))
            {
                case 0:
                    memory.Remember(key);
                    model[key] = ("rejecting", clock.GetUtcNow());
                    break;
                case 1:
                    memory.Trust(key);
                    model[key] = ("trusting", clock.GetUtcNow());
                    break;
                case 2 when random.Next(20) == 0:
                    memory.ForgetAll(key.Client);
                    model = model.Where(pair => !pair.Key.Client.Equals(key.Client)).ToDictionary();
                    break;
                case 3:
                    Assert.Equal(state is "suspected" or "rejecting", Suspect(key));
                    if (state != "trusting")
                    {
                        model[key] = (state == "" ? "suspected" : "rejecting", clock.GetUtcNow());
                    }

                    break;
                default:
                    Assert.Equal(state == "rejecting", memory.IsRemembered(key));
                    clock.Advance(TimeSpan.FromSeconds(random.Next(90)));
                    break;
            }
        }
    }

    /// <summary>A connection that begins now, and is closed.</summary>
    private bool Suspect(ClientTrustMemory.Key key) => memory.Suspect(key, memory.Timestamp());

    private static void Crowd(Action<ClientTrustMemory.Key> act)
    {
        for (ulong number = 1; number <= 2 * ClientTrustMemory.Capacity; number++)
        {
            act(Client with { Fingerprint = 1000 + number });
        }
    }
}
