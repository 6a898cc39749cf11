using System.Diagnostics;
using Proximity.Stores;

namespace Proximity.StoreBench;

/// <summary>Fills a file with <see cref="SampleFlows"/>.</summary>
internal static class StoreFilling
{
    private const int BatchFlows = 1000;

    /// <summary>Adds flows, and says how long that took.</summary>
    /// <param name="path">The file.</param>
    /// <param name="count">How many flows, in whole thousands.</param>
    /// <param name="hasText">True for the index of texts.</param>
    /// <param name="cancellationToken">Ends it; the file has then what was added.</param>
    public static async Task RunAsync(string path, int count, bool hasText, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        var options = new SqliteFlowStoreOptions { HasTextIndex = hasText };
        await using (SqliteFlowStore store = await SqliteFlowStore.OpenAsync(path, options, cancellationToken))
        {
            // One batch is made while another one is written.
            Task<FlowRecord[]> next = Task.Run(() => SampleFlows.Records(1, BatchFlows), cancellationToken);
            for (int i = 1; i <= count / BatchFlows; i++)
            {
                FlowRecord[] batch = await next;
                long first = 1 + ((long)i * BatchFlows);
                next = Task.Run(() => SampleFlows.Records(first, BatchFlows), cancellationToken);
                await store.AppendAsync(batch, FlowAppendOptions.Default, cancellationToken);
            }
        }

        Figures.Say($"filled in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
    }
}
