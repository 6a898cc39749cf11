using System.Text.Json;
using Proximity.Inspector.Live;
using Proximity.Stores;

namespace Proximity.Inspector.Tests.Live;

/// <summary>What a view shows once flows have gone or were annotated.</summary>
public sealed class LiveViewChangeTests : LiveViewRig
{
    [Fact]
    public async Task PrunedFlows_LeaveTheView()
    {
        await Proxy.AddAsync(100);
        foreach (string filter in new[] { "", "status:200" })
        {
            LiveView view = View(filter);
            LiveFrame before = await Settled(view, new LiveWindow(5) { IsAtEnd = true });
            await Proxy.Store.PruneAsync(new FlowRetention { MaxFlows = before.Matched - 10 });

            LiveFrame after = await view.RefreshAsync(new LiveWindow(5) { IsAtEnd = true }, before, default);

            Assert.Equal(before.Matched - 10, after.Matched);
            Assert.Equal(Ids(before).Select(static id => id + 10), Ids(after));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("status:200")]
    public async Task DeletedFlows_LeaveTheViewWhenAnOperationSaysSo(string filter)
    {
        await Proxy.AddAsync(10);
        LiveView view = View(filter);
        LiveFrame before = await Settled(view, new LiveWindow(10));
        await Proxy.Store.DeleteAsync([9, 5, 4]);
        view.Touch(isDeleted: true);

        LiveFrame after = await Settled(view, new LiveWindow(10), before);

        Assert.Equal([10, 8, 7, 6, 3, 2, 1], Ids(after));
        Assert.Equal(7, after.Matched);
    }

    [Fact]
    public async Task FlowsThatAnotherProcessDeletes_LeaveTheViewAfterAWhile()
    {
        await Proxy.AddAsync(10);
        await Proxy.Store.DeleteAsync([9]);
        LiveView view = View();
        LiveFrame before = await Settled(view, new LiveWindow(10));
        await Proxy.Store.DeleteAsync([5]);
        Clock.Advance(TimeSpan.FromSeconds(2));

        LiveFrame after = await Settled(view, new LiveWindow(10), before);

        Assert.Equal([10, 8, 7, 6, 4, 3, 2, 1], Ids(after));
        Assert.Equal(8, after.Matched);
    }

    [Fact]
    public async Task Annotation_ShowsWhenAnOperationSaysSo()
    {
        await Proxy.AddAsync(3);
        LiveView view = View();
        LiveFrame before = await view.RefreshAsync(new LiveWindow(3), null, default);
        await Proxy.Store.AnnotateAsync([2], new FlowAnnotationChange { Mark = FlowMark.Red });
        view.Touch(isDeleted: false);

        LiveFrame after = await view.RefreshAsync(new LiveWindow(3), before, default);

        Assert.Equal("red", JsonDocument.Parse(after.Rows.Json).RootElement[1].GetProperty("mark").GetString());
    }
}
