using System.Net;
using Microsoft.Extensions.Time.Testing;
using Proximity.Tls;

namespace Proximity.Tests.Tls;

public class RejectionMemoryTests
{
    private static readonly RejectionMemory.Key Client = new(IPAddress.Loopback, 1, "a.test");

    private readonly FakeTimeProvider clock = new();
    private readonly RejectionMemory memory;

    public RejectionMemoryTests() => memory = new RejectionMemory(TimeSpan.FromMinutes(10), clock);

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
        Assert.False(memory.Suspect(Client));
        Assert.False(memory.IsRemembered(Client));
        Assert.True(memory.Suspect(Client));
        Assert.True(memory.IsRemembered(Client));
    }

    [Fact]
    public void HangingUpLongAgo_IsForgotten()
    {
        memory.Suspect(Client);
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.False(memory.Suspect(Client));
    }

    [Fact]
    public void ClientThatHasUsedAConnection_MayHangUp()
    {
        memory.Trust(Client);
        Assert.False(memory.Suspect(Client));
        Assert.False(memory.Suspect(Client));
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
        var off = new RejectionMemory(TimeSpan.Zero, clock);
        Assert.False(off.Remember(Client));
        Assert.False(off.Suspect(Client));
        Assert.False(off.Suspect(Client));
        Assert.False(off.IsRemembered(Client));
    }

    [Fact]
    public void BeyondTheBound_TheFirstNotedGoes()
    {
        memory.Remember(Client);
        clock.Advance(TimeSpan.FromSeconds(1));
        for (ulong number = 1; number <= RejectionMemory.Capacity; number++)
        {
            memory.Remember(Client with { Fingerprint = 1000 + number });
        }

        Assert.False(memory.IsRemembered(Client));
        Assert.True(memory.IsRemembered(Client with { Fingerprint = 1001 }));
    }
}
