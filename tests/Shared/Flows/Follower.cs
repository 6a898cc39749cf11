namespace Proximity.Flows.Tests;

/// <summary>A consumer of a table's events that has entered, and has not read yet.</summary>
internal sealed class Follower : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly IAsyncEnumerator<FlowEvent> events;
    private readonly Task<bool> first;
    private readonly CancellationTokenSource leaving;
    private bool isFirstRead;

    private Follower(IAsyncEnumerator<FlowEvent> events, CancellationTokenSource leaving)
    {
        this.events = events;
        this.leaving = leaving;
        first = events.MoveNextAsync().AsTask();
    }

    public static Follower Of(FlowTable table, FlowEventOptions? options = null)
    {
        var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        return new Follower(table.EventsAsync(options, leaving.Token).GetAsyncEnumerator(CancellationToken.None), leaving);
    }

    /// <summary>The next event; null at the end.</summary>
    public async Task<FlowEvent?> NextAsync()
    {
        Task<bool> next = isFirstRead ? events.MoveNextAsync().AsTask() : first;
        isFirstRead = true;
        return await next.WaitAsync(Limit) ? events.Current : null;
    }

    /// <summary>All that comes before the end.</summary>
    public async Task<List<FlowEvent>> RestAsync()
    {
        List<FlowEvent> all = [];
        while (await NextAsync() is { } happened)
        {
            all.Add(happened);
        }

        return all;
    }

    public async ValueTask DisposeAsync()
    {
        await leaving.CancelAsync();
        try
        {
            await first;
        }
        catch (OperationCanceledException)
        {
            // It was waiting for its first event.
        }

        await events.DisposeAsync();
        leaving.Dispose();
    }
}
