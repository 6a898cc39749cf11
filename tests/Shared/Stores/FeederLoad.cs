using System.Globalization;
using System.Text;
using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.TestsOfAll;

/// <summary>Flows that end all the time, while a test does something to their store.</summary>
internal sealed class FeederLoad : IAsyncDisposable
{
    private const int Burst = 20;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly FlowFeeder feeder;
    private readonly CancellationTokenSource ending = new();
    private readonly Task offering;
    private int offered;

    public FeederLoad(FlowFeeder feeder)
    {
        this.feeder = feeder;
        offering = Task.Run(OfferAsync);
    }

    /// <summary>How many flows have ended.</summary>
    public int Offered => Volatile.Read(ref offered);

    public static void Offer(FlowFeeder feeder, long first, int count)
    {
        for (long id = first; id < first + count; id++)
        {
            byte[] head = Encoding.Latin1.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"GET http://example.com/{id} HTTP/1.1\r\nHost: example.com\r\n\r\n"));
            var flow = new Flow(DateTimeOffset.UnixEpoch.AddSeconds(id), "10.1.2.3", ProxyRequest.FromBlocks(head, null, isRendered: false))
            {
                Id = id,
            };
            flow.SetBody(BodySide.Request, FlowBody.None);
            flow.Completed = true;
            feeder.Offer(flow);
        }
    }

    public static async Task WaitForAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token);
        }
    }

    /// <summary>Ends it; how many flows there were.</summary>
    public async Task<int> StopAsync()
    {
        await ending.CancelAsync();
        await offering;
        return offered;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        ending.Dispose();
    }

    private async Task OfferAsync()
    {
        while (!ending.IsCancellationRequested)
        {
            Offer(feeder, offered + 1, Burst);
            Volatile.Write(ref offered, offered + Burst);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }
    }
}
