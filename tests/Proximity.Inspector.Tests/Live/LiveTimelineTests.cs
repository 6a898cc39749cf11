using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Proximity.Control;
using Proximity.Filters;
using Proximity.Flows;
using Proximity.Inspector.Live;

namespace Proximity.Inspector.Tests.Live;

/// <summary>How flows are counted over time, without a socket; nothing passes but the time of a false clock.</summary>
public sealed class LiveTimelineTests : IAsyncDisposable
{
    private readonly FakeTimeProvider clock = new();
    private MemoryStoreProxy proxy = new();

    [Fact]
    public async Task Flows_AreCountedByTheTimeAtWhichTheyBegan()
    {
        await proxy.AddAsync(20, id => MemoryStoreProxy.Of(id, id % 5 == 0 ? 503 : 200, "/"));

        JsonElement counts = await SettledAsync(Timeline());

        Assert.Equal((20, 4), (Sum(counts, "flows"), Sum(counts, "errors")));
        long from = counts.GetProperty("from").GetInt64();
        Assert.InRange(1000, from, from + counts.GetProperty("width").GetInt64() - 1);
        Assert.True(counts.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task ManyFlows_AreCountedALittleAtEachLook()
    {
        await proxy.AddAsync(5000);
        proxy = new MemoryStoreProxy { Store = proxy.Store, Instead = new GivesFewStore(proxy.Store, few: 500) };
        LiveTimeline timeline = Timeline();

        JsonElement first = Read(await LookAsync(timeline));

        Assert.Equal(500, Sum(first, "flows"));
        Assert.False(first.GetProperty("complete").GetBoolean());
        Assert.True(timeline.HasMore);
        JsonElement last = await SettledAsync(timeline);
        Assert.Equal(5000, Sum(last, "flows"));
        Assert.InRange(last.GetProperty("flows").GetArrayLength(), 100, TimeCounts.MaxCount);
    }

    [Fact]
    public async Task NewFlows_AreAddedAndTheOthersNotCountedAgain()
    {
        await proxy.AddAsync(50);
        LiveTimeline timeline = Timeline();
        await SettledAsync(timeline);
        await proxy.AddAsync(3);

        Assert.Equal(53, Sum(await SettledAsync(timeline), "flows"));
    }

    [Fact]
    public async Task NothingNew_IsTheSameAnswer()
    {
        await proxy.AddAsync(5);
        LiveTimeline timeline = Timeline();
        await SettledAsync(timeline);
        byte[] before = await LookAsync(timeline);
        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Same(before, await LookAsync(timeline));
    }

    [Fact]
    public async Task NewsWithinASecond_WaitForItsEnd()
    {
        await proxy.AddAsync(5);
        LiveTimeline timeline = Timeline();
        await SettledAsync(timeline);
        await proxy.AddAsync(1);
        byte[] before = await LookAsync(timeline);
        await proxy.AddAsync(1);

        byte[] soon = await LookAsync(timeline);
        clock.Advance(TimeSpan.FromSeconds(1));
        byte[] later = await LookAsync(timeline);

        Assert.Same(before, soon);
        Assert.Equal((6, 7), (Sum(Read(before), "flows"), Sum(Read(later), "flows")));
    }

    [Fact]
    public async Task Filter_CountsWhatItFinds()
    {
        await proxy.AddAsync(20, id => MemoryStoreProxy.Of(id, id % 5 == 0 ? 503 : 200, "/"));

        Assert.Equal(4, Sum(await SettledAsync(Timeline("status:5xx")), "flows"));
    }

    [Fact]
    public async Task DeletedFlows_AreNotCountedAfterAWhile()
    {
        await proxy.AddAsync(20);
        LiveTimeline timeline = Timeline();
        await SettledAsync(timeline);
        await proxy.Store.DeleteAsync([3, 4, 5]);
        timeline.Touch();
        clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(17, Sum(await SettledAsync(timeline), "flows"));
    }

    [Fact]
    public async Task ClearedStore_IsEmpty()
    {
        await proxy.AddAsync(20);
        LiveTimeline timeline = Timeline();
        await SettledAsync(timeline);
        await proxy.Store.PruneAsync(new Stores.FlowRetention { MaxFlows = 0 });
        clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(0, Sum(await SettledAsync(timeline), "flows"));
    }

    [Fact]
    public async Task FlowUnderWayInATable_IsCountedWhenItEnds()
    {
        var unfinished = new FlowSnapshot(new RequestSnapshot("GET", "http://example.com/", []), "127.0.0.1")
        {
            Id = 1,
            Timestamp = DateTimeOffset.UnixEpoch.AddSeconds(1),
        };
        await proxy.AddAsync(1, _ => unfinished);
        await proxy.AddAsync(1);

        Assert.Equal(1, Sum(await SettledAsync(Timeline()), "flows"));
    }

    [Fact]
    public void TimesFarApart_AreHeldInABoundedNumberOfStretches()
    {
        var counts = new TimeCounts();
        counts.Add(DateTimeOffset.UnixEpoch.AddYears(50), 1, 0);
        counts.Add(DateTimeOffset.UnixEpoch, 2, 1);
        counts.Add(DateTimeOffset.UnixEpoch.AddYears(-30), 4, 0);
        counts.Add(DateTimeOffset.MaxValue, 8, 0);

        Assert.InRange(counts.Flows.Length, 2, TimeCounts.MaxCount);
        Assert.Equal(15, counts.Flows.ToArray().Sum());
        Assert.Equal(1, counts.Errors.ToArray().Sum());
        Assert.True(DateTimeOffset.FromUnixTimeMilliseconds(counts.StartMilliseconds) <= DateTimeOffset.UnixEpoch.AddYears(-30));
    }

    [Theory]
    [InlineData("status:5xx time:-15m.. host:a", "status:5xx host:a")]
    [InlineData("time:today", "")]
    [InlineData("time:today or status:5xx", "time:today or status:5xx")]
    public void FilterWithoutTime_HasTheRest(string text, string rest)
        => Assert.Equal(rest, FilterWithoutTime.Of(new ControlContext(proxy), text)?.ToString() ?? "");

    public ValueTask DisposeAsync() => proxy.Store.DisposeAsync();

    private static JsonElement Read(byte[] json) => JsonDocument.Parse(json).RootElement;

    private static long Sum(JsonElement counts, string name)
        => counts.GetProperty(name).EnumerateArray().Sum(static number => number.GetInt64());

    private LiveTimeline Timeline(string filter = "")
        => new(new ControlContext(proxy) { TimeProvider = clock }, filter.Length == 0 ? null : Filter.Parse(filter));

    private async Task<byte[]> LookAsync(LiveTimeline timeline)
        => await timeline.AdvanceAsync(await proxy.Flows.GetStatusAsync(), default);

    private async Task<JsonElement> SettledAsync(LiveTimeline timeline)
    {
        await LookAsync(timeline);
        for (int i = 0; i < 100 && timeline.HasMore; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await LookAsync(timeline);
        }

        clock.Advance(TimeSpan.FromSeconds(1));
        return Read(await LookAsync(timeline));
    }
}
