using Proximity.StoreBench;
using Proximity.Stores;

namespace Proximity.Cli.Tests.EndToEnd;

/// <summary>Files with the flows of the benchmarks.</summary>
internal static class SampleStore
{
    private const int BatchFlows = 1000;

    /// <summary>Makes a file whose flows are numbered from 1.</summary>
    public static async Task FillAsync(string path, int count, CancellationToken cancellationToken)
    {
        await using SqliteFlowStore store = await SqliteFlowStore.OpenAsync(path, cancellationToken: cancellationToken);
        for (var first = 1; first <= count; first += BatchFlows)
        {
            var batch = SampleFlows.Records(first, Math.Min(BatchFlows, count - first + 1));
            await store.AppendAsync(batch, FlowAppendOptions.Default, cancellationToken);
        }
    }
}
