using Proximity.Inspector.Live;
using Proximity.Stores;

namespace Proximity.Inspector.Tests.Live;

/// <summary>What a view shows, without a socket; nothing passes but the time of a false clock.</summary>
public sealed class LiveViewTests : LiveViewRig
{
    [Fact]
    public async Task NewestFirst_HasItsRanksFromTheFirstFrame()
    {
        await Proxy.AddAsync(1000);
        LiveView view = View();

        LiveFrame frame = await view.RefreshAsync(new LiveWindow(3) { First = 500 }, null, default);

        Assert.Equal(1000, frame.Matched);
        Assert.True(frame.IsComplete);
        Assert.Equal(500, frame.First);
        Assert.Equal([500, 499, 498], Ids(frame));
    }

    [Fact]
    public async Task AllFlowsOfAStore_AreNotLookedThrough()
    {
        await Proxy.AddAsync(5000);
        var store = new GivesFewStore(Proxy.Store, few: 1000);
        Proxy = new MemoryStoreProxy { Store = Proxy.Store, Instead = store };

        await View().RefreshAsync(new LiveWindow(100) { First = 4000 }, null, default);

        // The rows of the window alone.
        Assert.Equal(1, store.LookCount);
    }

    [Fact]
    public async Task OldestFirst_EndsWithTheNewest()
    {
        await Proxy.AddAsync(10);
        LiveFrame frame = await View(sort: FlowSort.OldestFirst).RefreshAsync(new LiveWindow(3) { IsAtEnd = true }, null, default);

        Assert.Equal(7, frame.First);
        Assert.Equal([8, 9, 10], Ids(frame));
    }

    [Fact]
    public async Task NothingNew_IsTheSameFrame()
    {
        await Proxy.AddAsync(10);
        LiveView view = View();
        LiveFrame first = await view.RefreshAsync(LiveWindow.Top, null, default);

        Assert.Same(first, await view.RefreshAsync(LiveWindow.Top, first, default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("status:200")]
    public async Task NewFlow_StandsOnTop(string filter)
    {
        await Proxy.AddAsync(10);
        LiveView view = View(filter);
        LiveFrame first = await view.RefreshAsync(new LiveWindow(2), null, default);
        await Proxy.AddAsync(1);

        LiveFrame second = await view.RefreshAsync(new LiveWindow(2), first, default);

        Assert.Equal([10, 9], Ids(first));
        Assert.Equal([11, 10], Ids(second));
        Assert.Equal(11, second.Matched);
        Assert.Equal(11, second.Newest);
    }

    [Fact]
    public async Task Filter_CountsWhatItFinds()
    {
        await Proxy.AddAsync(1000, id => MemoryStoreProxy.Of(id, id % 10 == 0 ? 500 : 200, "/"));
        LiveFrame frame = await Settled(View("status:500"), new LiveWindow(2) { First = 98 });

        Assert.Equal(100, frame.Matched);
        Assert.Equal(1000, frame.Total);
        Assert.Equal(1000, frame.Scanned);
        Assert.Equal([20, 10], Ids(frame));
    }

    [Fact]
    public async Task FilterOfManyFlows_ShowsTheFirstRowsBeforeItIsThrough()
    {
        await Proxy.AddAsync(50_000);
        Proxy = new MemoryStoreProxy { Store = Proxy.Store, Instead = new GivesFewStore(Proxy.Store, few: 200) };
        LiveView view = View("status:200");

        LiveFrame first = await view.RefreshAsync(new LiveWindow(5), null, default);

        Assert.False(first.IsComplete);
        Assert.Equal([50_000, 49_999, 49_998, 49_997, 49_996], Ids(first));
        Assert.InRange(first.Scanned, 5, 400);
        LiveFrame last = await Settled(view, new LiveWindow(5));
        Assert.Equal(50_000, last.Matched);
        Assert.Equal(50_000, last.Scanned);
    }

    [Fact]
    public async Task FlowsThatComeWhileTheFilterIsSearched_Show()
    {
        await Proxy.AddAsync(50_000);
        Proxy = new MemoryStoreProxy { Store = Proxy.Store, Instead = new GivesFewStore(Proxy.Store, few: 200) };
        LiveView view = View("status:200");
        LiveFrame first = await view.RefreshAsync(new LiveWindow(1), null, default);
        await Proxy.Store.AppendAsync([new FlowRecord(MemoryStoreProxy.Get(1), Guid.NewGuid())], FlowAppendOptions.Default);

        LiveFrame second = await view.RefreshAsync(new LiveWindow(1), first, default);

        Assert.False(second.IsComplete);
        Assert.Equal([50_001], Ids(second));
    }

    [Fact]
    public async Task FlowUnderWay_StandsOnTopAndGivesItsPlaceToTheStoredOne()
    {
        await Proxy.AddAsync(5);
        LiveView view = View();
        long id = Proxy.Begin();
        LiveFrame during = await view.RefreshAsync(new LiveWindow(2), null, default);

        await Proxy.EndAsync(id);
        LiveFrame after = await view.RefreshAsync(new LiveWindow(2), during, default);

        Assert.Equal([-id, 5], Ids(during));
        Assert.Equal(6, during.Matched);
        Assert.Equal(1, during.UnderWay);
        Assert.Equal([6, 5], Ids(after));
        Assert.Equal(6, after.Matched);
    }

    [Fact]
    public async Task Anchor_KeepsItsRowInPlace()
    {
        await Proxy.AddAsync(100);
        LiveView view = View();
        var window = new LiveWindow(5) { Anchor = 50, Before = 2 };
        LiveFrame first = await view.RefreshAsync(window, null, default);
        await Proxy.AddAsync(10);

        LiveFrame second = await view.RefreshAsync(window, first, default);

        Assert.Equal([52, 51, 50, 49, 48], Ids(second));
        Assert.Equal(first.First + 10, second.First);
    }

    [Fact]
    public async Task FlowsComeElsewhere_RowsThatStandAreNotWrittenAgain()
    {
        await Proxy.AddAsync(100);
        LiveView view = View();
        var window = new LiveWindow(5) { Anchor = 50 };
        LiveFrame first = await view.RefreshAsync(window, null, default);
        await Proxy.AddAsync(10);

        LiveFrame second = await view.RefreshAsync(window, first, default);

        Assert.NotSame(first, second);
        Assert.Same(first.Rows, second.Rows);
    }

    [Fact]
    public async Task RowsChange_ThoseOfTheFrameBeforeStayAsTheyWere()
    {
        await Proxy.AddAsync(10);
        LiveView view = View();
        LiveFrame first = await view.RefreshAsync(new LiveWindow(2), null, default);
        await Proxy.AddAsync(1);
        LiveFrame second = await view.RefreshAsync(new LiveWindow(2), first, default);

        Assert.Equal([10, 9], Ids(first));
        Assert.Equal([11, 10], Ids(second));
        await Proxy.AddAsync(1);
        LiveFrame third = await view.RefreshAsync(new LiveWindow(2), second, default);
        Assert.Equal([11, 10], Ids(second));
        Assert.Equal([12, 11], Ids(third));
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, true)]
    public async Task FlowsFillTheWindowAtTheEnd_AllOfItIsReplaced(int more, bool isReplaced)
    {
        await Proxy.AddAsync(10);
        LiveView view = View(sort: FlowSort.OldestFirst);
        var window = new LiveWindow(5) { IsAtEnd = true };
        LiveFrame first = await view.RefreshAsync(window, null, default);
        await Proxy.AddAsync(more);

        LiveFrame second = await view.RefreshAsync(window, first, default);

        Assert.Equal(isReplaced, second.ReplacesAll(first, window));
        Assert.False(second.ReplacesAll(first, window with { IsAtEnd = false }));
        Assert.False(second.ReplacesAll(null, window));
    }

    [Fact]
    public async Task AnchorUnderWay_IsFoundWhenItHasEnded()
    {
        await Proxy.AddAsync(5);
        long id = Proxy.Begin();
        await Proxy.AddAsync(3);
        LiveView view = View();
        var window = new LiveWindow(1) { Anchor = -id };
        LiveFrame during = await view.RefreshAsync(window, null, default);

        await Proxy.EndAsync(id);
        LiveFrame after = await view.RefreshAsync(window, during, default);

        Assert.Equal([-id], Ids(during));
        Assert.Equal([9], Ids(after));
    }

    [Theory]
    [InlineData(FlowSortField.Status, new long[] { 7, 4, 10 })]
    [InlineData(FlowSortField.Duration, new long[] { 10, 9, 8 })]
    public async Task OtherOrders_AreThoseOfTheStore(FlowSortField field, long[] expected)
    {
        await Proxy.AddAsync(10, id => MemoryStoreProxy.Of(id, id is 4 or 7 ? 500 : 200, "/"));
        LiveView view = View(sort: new FlowSort(field, IsDescending: true));

        Assert.Equal(expected, Ids(await Settled(view, new LiveWindow(3))));
    }

    [Fact]
    public async Task OtherOrder_IsAskedForAgainAfterASecond()
    {
        await Proxy.AddAsync(10);
        LiveView view = View(sort: new FlowSort(FlowSortField.Duration, IsDescending: true));
        LiveFrame before = await Settled(view, new LiveWindow(1));
        await Proxy.AddAsync(1);
        LiveFrame soon = await view.RefreshAsync(new LiveWindow(1), before, default);
        Clock.Advance(TimeSpan.FromSeconds(1));

        LiveFrame later = await view.RefreshAsync(new LiveWindow(1), soon, default);

        Assert.Equal([10], Ids(soon));
        Assert.Equal([11], Ids(later));
    }

    [Fact]
    public async Task EmptyStore_HasNoRows()
    {
        foreach (string filter in new[] { "", "status:200" })
        {
            LiveFrame frame = await Settled(View(filter), LiveWindow.Top);

            Assert.Equal((0, 0, 0), (frame.Total, frame.Matched, frame.First));
            Assert.Null(frame.Newest);
            Assert.Empty(Ids(frame));
        }
    }
}
