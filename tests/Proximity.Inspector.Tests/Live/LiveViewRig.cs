using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Proximity.Control;
using Proximity.Filters;
using Proximity.Inspector.Live;
using Proximity.Stores;

namespace Proximity.Inspector.Tests.Live;

/// <summary>A view over a store in memory, without a socket; nothing passes but the time of a false clock.</summary>
public abstract class LiveViewRig : IAsyncDisposable
{
    private protected FakeTimeProvider Clock { get; } = new();

    private protected MemoryStoreProxy Proxy { get; set; } = new();

    public async ValueTask DisposeAsync()
    {
        await Proxy.Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected static long[] Ids(LiveFrame frame)
        => [.. JsonDocument.Parse(frame.Rows.Json).RootElement.EnumerateArray().Select(static row => row.GetProperty("id").GetInt64())];

    private protected static async Task<LiveFrame> Settled(LiveView view, LiveWindow window, LiveFrame? before = null)
    {
        LiveFrame frame = await view.RefreshAsync(window, before, default);
        for (int i = 0; i < 1000 && view.HasMore; i++)
        {
            frame = await view.RefreshAsync(window, frame, default);
        }

        return await view.RefreshAsync(window, frame, default);
    }

    private protected LiveView View(string filter = "", FlowSort? sort = null)
    {
        var context = new ControlContext(Proxy) { TimeProvider = Clock };
        return new LiveView(context, filter.Length == 0 ? null : Filter.Parse(filter), sort ?? FlowSort.NewestFirst);
    }
}
