using System.Net;
using Proximity.Origins;

namespace Proximity.Tests.Origins;

public class FairConcurrencyLimitTests
{
    private static readonly IPAddress Greedy = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Modest = IPAddress.Parse("192.0.2.2");

    [Fact]
    public void OneClient_GetsHalf()
    {
        var limit = new FairConcurrencyLimit<string>(64);
        Assert.Equal(32, TakeAll(limit, Greedy));
    }

    [Fact]
    public void ClientWithoutAPlace_FindsOne_HoweverManyOthersAreGreedy()
    {
        var limit = new FairConcurrencyLimit<string>(64);
        for (int client = 0; client < 17; client++)
        {
            Assert.True(TakeAll(limit, new IPAddress([10, 0, 0, (byte)client])) > 0);
        }

        Assert.True(limit.TryTake(Modest));
    }

    [Fact]
    public void PlaceGivenBack_GoesToTheClientWithTheFewest()
    {
        var limit = new FairConcurrencyLimit<string>(2);
        Assert.True(limit.TryTake(Greedy));
        Assert.False(limit.TryTake(Greedy));
        Assert.True(limit.TryEnqueue(Greedy, "greedy"));
        Assert.True(limit.TryTake(Modest));
        Assert.True(limit.TryEnqueue(Modest, "modest"));

        limit.Give(Modest);
        Assert.True(limit.TryTakeNext(out IPAddress? client, out string? next));
        Assert.Equal((Modest, "modest"), (client, next));
        Assert.False(limit.TryTakeNext(out _, out _));
    }

    [Fact]
    public void WhatWaits_IsNotOvertakenByItsOwnClient()
    {
        var limit = new FairConcurrencyLimit<string>(2);
        Assert.True(limit.TryTake(Greedy));
        Assert.True(limit.TryEnqueue(Greedy, "first"));
        limit.Give(Greedy);
        Assert.False(limit.TryTake(Greedy));
        Assert.True(limit.TryTakeNext(out _, out string? next));
        Assert.Equal("first", next);
    }

    [Fact]
    public void TooManyThatWait_AreRefused()
    {
        var limit = new FairConcurrencyLimit<int>(1);
        Assert.True(limit.TryTake(Greedy));
        for (int index = 0; index < FairConcurrencyLimit<int>.MaxWaiting; index++)
        {
            Assert.True(limit.TryEnqueue(Modest, index));
        }

        Assert.False(limit.TryEnqueue(Modest, -1));
    }

    private static int TakeAll(FairConcurrencyLimit<string> limit, IPAddress client)
    {
        int taken = 0;
        while (limit.TryTake(client))
        {
            taken++;
        }

        return taken;
    }
}
