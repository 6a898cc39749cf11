using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Proximity.Origins;
using Proximity.Wires;

namespace Proximity.Tests.Origins;

public sealed class NameCacheTests : IDisposable
{
    private static readonly IPAddress Greedy = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Modest = IPAddress.Parse("192.0.2.2");
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider time = new();
    private readonly FakeNames names = new();
    private readonly NameCache cache;

    public NameCacheTests() => cache = new NameCache(names, time, Kept);

    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    public void Dispose() => cache.Dispose();

    [Fact]
    public async Task KnownName_IsNotAskedForAgain_UntilItsTimeIsOver()
    {
        await cache.ResolveAsync("a.test", Modest, TestEnd);
        await cache.ResolveAsync("A.TEST", Greedy, TestEnd);
        Assert.Equal(["a.test"], names.Asked);

        names.Address = IPAddress.IPv6Loopback;
        time.Advance(Kept);
        Assert.Equal([IPAddress.IPv6Loopback], (await cache.ResolveAsync("a.test", Modest, TestEnd)).Addresses);
    }

    [Fact]
    public async Task FailedLookUp_IsRememberedForASecond()
    {
        Assert.IsType<SocketException>((await cache.ResolveAsync("a.invalid", Modest, TestEnd)).Cause);
        await cache.ResolveAsync("a.invalid", Modest, TestEnd);
        Assert.Single(names.Asked);

        time.Advance(TimeSpan.FromSeconds(1));
        await cache.ResolveAsync("a.invalid", Modest, TestEnd);
        Assert.Equal(2, names.Asked.Count);
    }

    [Fact]
    public async Task AddressThatCannotBeReached_IsNotPinned()
    {
        await cache.ResolveAsync("a.test", Modest, TestEnd);
        cache.Forget("a.test");
        names.Address = IPAddress.IPv6Loopback;
        Assert.Equal([IPAddress.IPv6Loopback], (await cache.ResolveAsync("a.test", Modest, TestEnd)).Addresses);
    }

    [Fact]
    public async Task NoTime_RemembersNothing()
    {
        using var none = new NameCache(names, time, TimeSpan.Zero);
        await none.ResolveAsync("a.test", Modest, TestEnd);
        await none.ResolveAsync("a.test", Modest, TestEnd);
        Assert.Equal(2, names.Asked.Count);
    }

    [Fact]
    public async Task ManyNames_AreBounded()
    {
        for (int index = 0; index <= NameCache.MaxNames; index++)
        {
            await cache.ResolveAsync($"n{index}.test", Modest, TestEnd);
        }

        await cache.ResolveAsync($"n{NameCache.MaxNames}.test", Modest, TestEnd);
        Assert.Equal(NameCache.MaxNames + 1, names.Asked.Count);
        await cache.ResolveAsync("n0.test", Modest, TestEnd);
        Assert.Equal(NameCache.MaxNames + 2, names.Asked.Count);
    }

    [Fact]
    public async Task NameAskedForByMany_IsLookedUpOnce()
    {
        Task<Resolution>[] waiting = [.. Enumerable.Range(0, 100).Select(_ => cache.ResolveAsync("a.slow", Modest, TestEnd).AsTask())];
        Assert.Equal(["a.slow"], names.Asked);
        names.Release("a.slow");
        Assert.All(await Task.WhenAll(waiting), resolution => Assert.Equal([IPAddress.Loopback], resolution.Addresses));
    }

    [Fact]
    public async Task SixtyFourSlowNamesOfOneClient_DoNotHoldUpAnother()
    {
        Task<Resolution>[] slow = AskForSlowNames(64);
        Assert.Equal(32, names.Asked.Count);
        Assert.Equal([IPAddress.Loopback], (await cache.ResolveAsync("good.test", Modest, TestEnd)).Addresses);

        for (int index = 0; index < slow.Length; index++)
        {
            names.Release($"n{index}.slow");
            await slow[index];
        }
    }

    [Fact]
    public async Task NameThatWaitsForAnotherClientsPlace_IsLookedUpWithOnesOwn()
    {
        Task<Resolution>[] slow = AskForSlowNames(33);
        Assert.DoesNotContain("n32.slow", names.Asked);
        ValueTask<Resolution> own = cache.ResolveAsync("n32.slow", Modest, TestEnd);
        Assert.Contains("n32.slow", names.Asked);
        names.Release("n32.slow");
        Assert.Equal([IPAddress.Loopback], (await own).Addresses);
        Assert.Equal([IPAddress.Loopback], (await slow[32]).Addresses);
    }

    [Fact]
    public async Task LookUpNobodyWaitsFor_HoldsItsPlace_UntilTheSystemIsDone()
    {
        using var small = new NameCache(new FakeNames(new DescriptorBudget(300, 0)), time, Kept);
        int held = 0;
        using var enough = new CancellationTokenSource();
        var given = new List<Task<Resolution>>();
        while (held++ < 64)
        {
            given.Add(small.ResolveAsync($"n{held}.slow", Greedy, enough.Token).AsTask());
        }

        await enough.CancelAsync();
        Assert.All(await Task.WhenAll(given), resolution => Assert.IsAssignableFrom<OperationCanceledException>(resolution.Cause));
        Assert.False(small.ResolveAsync("next.test", Greedy, TestEnd).AsTask().IsCompleted);
    }

    [Fact]
    public async Task WaitThatWasGivenUp_IsPassedOver()
    {
        Task<Resolution>[] slow = AskForSlowNames(32);
        using var enough = new CancellationTokenSource();
        ValueTask<Resolution> given = cache.ResolveAsync("given-up.test", Greedy, enough.Token);
        ValueTask<Resolution> next = cache.ResolveAsync("next.test", Greedy, TestEnd);
        await enough.CancelAsync();
        Assert.Empty((await given).Addresses);

        names.Release("n0.slow");
        await slow[0];
        Assert.Equal([IPAddress.Loopback], (await next).Addresses);
        Assert.DoesNotContain("given-up.test", names.Asked);
    }

    private Task<Resolution>[] AskForSlowNames(int count)
        => [.. Enumerable.Range(0, count).Select(index => cache.ResolveAsync($"n{index}.slow", Greedy, TestEnd).AsTask())];
}
