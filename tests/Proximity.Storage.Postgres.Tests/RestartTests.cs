using Proximity.Stores;

namespace Proximity.Storage.Postgres.Tests;

/// <summary>The server ends and begins again while flows are stored.</summary>
public sealed class RestartTests : IAsyncLifetime
{
    private const int Batches = 60;
    private const int BatchFlows = 20;

    /// <summary>One of its own: others go on.</summary>
    private readonly PostgresServer server = new();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task ServerRestartedUnderLoad_EachFlowIsThereOnce()
    {
        PostgresFlowStoreOptions options = server.NewOptions();
        await using PostgresFlowStore store = await server.OpenAsync(options);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(3));
        var tenth = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<int> writing = Task.Run(() => WriteAsync(store, tenth, failed, limit.Token), limit.Token);
        await tenth.Task.WaitAsync(limit.Token);

        await server.StopAsync();
        await failed.Task.WaitAsync(limit.Token);
        await server.StartAsync();

        Assert.InRange(await writing, 1, int.MaxValue);
        List<StoredFlow> all = await store.Read();
        Assert.Equal(Enumerable.Range(1, Batches * BatchFlows).Select(id => (long)id), all.Select(flow => flow.Flow.Id));
        Assert.Equal(Batches * BatchFlows, (await store.GetStatusAsync(limit.Token)).Count);
    }

    /// <summary>Stores batches in their order, each again until it is taken, as a proxy does.</summary>
    /// <returns>How often it failed.</returns>
    private static async Task<int> WriteAsync(
        PostgresFlowStore store, TaskCompletionSource tenth, TaskCompletionSource failed, CancellationToken cancellationToken)
    {
        int failures = 0;
        for (int batch = 0; batch < Batches; batch++)
        {
            while (!await TryAsync(store, batch))
            {
                failures++;
                failed.TrySetResult();
                await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
            }

            if (batch == 10)
            {
                tenth.TrySetResult();
            }

            // The load goes on until the server has gone.
            if (batch == Batches - 10)
            {
                await failed.Task.WaitAsync(cancellationToken);
            }
        }

        return failures;
    }

    private static async Task<bool> TryAsync(PostgresFlowStore store, int batch)
    {
        try
        {
            await store.Append(TestFlows.Records(1 + (batch * BatchFlows), BatchFlows));
            return true;
        }
        catch (FlowStoreException exception) when (exception.MayPass)
        {
            return false;
        }
    }
}
