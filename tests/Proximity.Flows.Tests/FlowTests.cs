namespace Proximity.Flows.Tests;

public class FlowTests
{
    [Fact]
    public void NewFlow_HasDefaults()
    {
        Flow flow = new(DateTimeOffset.UnixEpoch, "127.0.0.1", new ProxyRequest("GET", "/"));

        Assert.Equal(0, flow.Id);
        Assert.Null(flow.Response);
        Assert.Equal(TimeSpan.Zero, flow.Duration);
        Assert.Equal(default, flow.Timings);
        Assert.False(flow.Completed);
        Assert.Null(flow.ErrorCode);
    }

    [Fact]
    public async Task TimingsReadWhileWritten_AreNeverTorn()
    {
        Flow flow = new(DateTimeOffset.UnixEpoch, "127.0.0.1", new ProxyRequest("GET", "/"));
        Task writer = Task.Run(() =>
        {
            for (int i = 0; i < 200_000; i++)
            {
                TimeSpan part = new(i);
                flow.Timings = new(part, part, part, part, part);
            }
        });

        do
        {
            FlowTimings seen = flow.Timings;
            Assert.Equal(new(seen.Dns, seen.Dns, seen.Dns, seen.Dns, seen.Dns), seen);
        }
        while (!writer.IsCompleted);

        await writer;
    }
}
