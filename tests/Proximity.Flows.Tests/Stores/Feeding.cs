using Proximity.Stores;

namespace Proximity.Flows.Tests.Stores;

/// <summary>A table whose flows go into a store.</summary>
internal sealed class Feeding : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<Exception> troubles = [];

    public Feeding(FlowStoreOptions options, TimeProvider? time = null)
    {
        Feeder = new FlowFeeder(options, Sessions, time ?? TimeProvider.System, Note);
        Table.Feeder = Feeder;
    }

    public FlowTable Table { get; } = new(10_000);

    public FlowSessions Sessions { get; } = new(TimeProvider.System);

    public FlowFeeder Feeder { get; }

    public FlowStoreCounters Counters => Feeder.Counters;

    public Exception[] Troubles
    {
        get
        {
            lock (gate)
            {
                return [.. troubles];
            }
        }
    }

    public Flow Begin()
    {
        var flow = new Flow(DateTimeOffset.UnixEpoch, "127.0.0.1", Messages.Request("GET / HTTP/1.1\r\n\r\n"));
        Table.Add(flow);
        return flow;
    }

    public void End(Flow flow)
    {
        flow.Completed = true;
        Table.Complete(flow);
    }

    public void Complete(int count, int bodyBytes = 0)
    {
        for (int i = 0; i < count; i++)
        {
            Flow flow = Begin();
            flow.Response = Messages.Response("HTTP/1.1 200 OK\r\n\r\n");
            flow.SetBody(BodySide.Response, FlowBody.Whole(new byte[bodyBytes]));
            End(flow);
        }
    }

    public Task StopAsync()
        => Feeder.DisposeAsync().AsTask().WaitAsync(FlowFeederTests.Limit, TimeProvider.System, TestContext.Current.CancellationToken);

    public void Dispose() => Assert.True(Feeder.DisposeAsync().AsTask().Wait(FlowFeederTests.Limit), "The feeder does not end.");

    private void Note(Exception trouble)
    {
        lock (gate)
        {
            troubles.Add(trouble);
        }
    }
}
