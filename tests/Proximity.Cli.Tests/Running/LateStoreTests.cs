using Proximity.Cli.Running;
using Proximity.Cli.Tests.Recordings;
using Proximity.Stores;

namespace Proximity.Cli.Tests.Running;

public sealed class LateStoreTests : IAsyncDisposable
{
    private readonly MemoryFlowStore store = new();
    private readonly Queue<FlowStoreException> problems = new();
    private readonly List<string> said = [];
    private readonly LateStore late;

    public LateStoreTests() => late = new LateStore(
        store.Capabilities,
        _ => problems.TryDequeue(out var problem) ? throw problem : Task.FromResult<IFlowStore>(new KeptOpen(store)),
        said.Add);

    public async ValueTask DisposeAsync()
    {
        await late.DisposeAsync();
        await store.DisposeAsync();
    }

    [Fact]
    public async Task StoreThatIsAway_IsTriedWithEachBatch()
    {
        problems.Enqueue(new FlowStoreException(FlowStoreProblem.Unavailable, "away"));

        Assert.Equal("away", (await Assert.ThrowsAsync<FlowStoreException>(AppendAsync)).Message);
        await AppendAsync();

        Assert.Equal(1, (await late.GetStatusAsync(TestContext.Current.CancellationToken)).Count);
        Assert.Empty(said);
    }

    /// <summary>What will not pass loses flows elsewhere; here they wait in the spool until somebody has mended it.</summary>
    [Fact]
    public async Task StoreThatIsWrong_IsSaidOnce_AndItsFlowsAreNotLost()
    {
        problems.Enqueue(new FlowStoreException(FlowStoreProblem.Incompatible, "a newer version"));
        problems.Enqueue(new FlowStoreException(FlowStoreProblem.Incompatible, "a newer version"));

        Assert.True((await Assert.ThrowsAsync<FlowStoreException>(AppendAsync)).MayPass);
        Assert.True((await Assert.ThrowsAsync<FlowStoreException>(AppendAsync)).MayPass);
        await AppendAsync();

        Assert.Equal(["a newer version"], said);
    }

    private async Task AppendAsync()
        => await late.AppendAsync(
            [new FlowRecord(SampleFlows.Json(1).Snapshot(), Guid.CreateVersion7())],
            FlowAppendOptions.Default,
            TestContext.Current.CancellationToken);
}
