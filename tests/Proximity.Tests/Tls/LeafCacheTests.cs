using System.Net.Security;
using Microsoft.Extensions.Time.Testing;
using Proximity.Tls;

namespace Proximity.Tests.Tls;

public sealed class LeafCacheTests : IDisposable
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly CertificateAuthority authority = LeafTests.New();

    public void Dispose() => authority.Dispose();

    [Fact]
    public async Task HundredAtOnce_AreServedByOneCertificate()
    {
        var cache = new LeafCache(authority, clock);
        using var start = new Barrier(10);
        SslStreamCertificateContext[] all = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return Task.WhenAll(Enumerable.Range(0, 10).Select(_ => cache.GetAsync("a.test")));
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap())).ContinueWith(done => done.Result.SelectMany(some => some).ToArray(), TaskScheduler.Default);
        Assert.Equal(100, all.Length);
        Assert.Single(all.Distinct());
        Assert.Equal(1, cache.MintedCount);
    }

    [Fact]
    public async Task SameHostInAnotherCase_HasTheSameCertificate()
    {
        var cache = new LeafCache(authority, clock);
        Assert.Same(await cache.GetAsync("a.test"), await cache.GetAsync("A.Test"));
    }

    [Fact]
    public async Task OneThatIsAboutToEnd_IsReplaced()
    {
        var cache = new LeafCache(authority, clock);
        SslStreamCertificateContext first = await cache.GetAsync("a.test");
        clock.Advance(TimeSpan.FromDays(26));
        Assert.NotSame(first, await cache.GetAsync("a.test"));
    }

    [Fact]
    public async Task BeyondTheBound_TheOneUsedLongestAgoGoes()
    {
        var cache = new LeafCache(authority, clock, capacity: 2);
        SslStreamCertificateContext a = await cache.GetAsync("a.test");
        SslStreamCertificateContext b = await cache.GetAsync("b.test");
        Assert.Same(a, await cache.GetAsync("a.test"));
        await cache.GetAsync("c.test");
        Assert.Same(a, await cache.GetAsync("a.test"));
        Assert.NotSame(b, await cache.GetAsync("b.test"));
        Assert.Equal(4, cache.MintedCount);
    }

    [Fact]
    public async Task NameThatNoCertificateHolds_FailsEachTimeAnew()
    {
        var cache = new LeafCache(authority, clock);
        string name = new string('a', 64) + ".test";
        await Assert.ThrowsAnyAsync<ArgumentException>(() => cache.GetAsync(name));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => cache.GetAsync(name));
        Assert.Equal(2, cache.MintedCount);
    }
}
