using System.Globalization;
using Proximity.Cli.Configuration;
using Proximity.Cli.Running;
using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Cli.Recordings;

/// <summary><c>proximity flows import</c>: the flows of files into a store, in batches. Each file is a session of its own.</summary>
internal sealed class FlowImporter(FlowsConsole console, FlowSources sources) : StoreVerb(sources)
{
    private const int MostFlows = 500;
    private const long MostBytes = 8 * 1024 * 1024;

    public async Task<int> RunAsync(FlowsRequest request, CancellationToken cancellationToken)
    {
        var (store, files) = await OpenAsync(request.Words, mayWrite: true, "Flows can be put", cancellationToken).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            if (files.Count == 0)
            {
                throw new ConfigurationException("A store and then the files with flows are expected.");
            }

            foreach (var file in files)
            {
                var (taken, reading) = await ImportAsync(store, file, cancellationToken).ConfigureAwait(false);
                var what = taken == 1 ? "flow" : "flows";
                console.Text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{taken} {what} of {Output.Printable.Text(file)}"));
                reading?.ThrowIfBroken();
            }
        }

        return ExitCode.Success;
    }

    private async Task<(long Taken, UntilBroken? Reading)> ImportAsync(StoreSource store, string file, CancellationToken cancellationToken)
    {
        long taken = 0;
        UntilBroken? reading = null;
        var session = Guid.CreateVersion7(console.TimeProvider.GetUtcNow());
        var source = await Sources.OpenAsync(file, mayWrite: false, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            await ProgressBar.ShowAsync(console.Bar, file, async progress =>
            {
                List<FlowRecord> batch = [];
                var bytes = 0L;
                reading = new UntilBroken(source.ReadAsync(null, progress, cancellationToken));
                await foreach (var flow in reading.WithCancellation(cancellationToken).ConfigureAwait(false))
                {
                    batch.Add(new FlowRecord(flow.Snapshot, session));
                    bytes += BytesOf(flow.Snapshot);
                    if (batch.Count == MostFlows || bytes >= MostBytes)
                    {
                        taken += await AppendAsync(store, batch, cancellationToken).ConfigureAwait(false);
                        (batch, bytes) = ([], 0);
                    }
                }

                taken += await AppendAsync(store, batch, cancellationToken).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }

        return (taken, reading);
    }

    private static ValueTask<int> AppendAsync(StoreSource store, List<FlowRecord> batch, CancellationToken cancellationToken)
        => batch.Count == 0
            ? ValueTask.FromResult(0)
            : store.AskAsync(() => store.Store.AppendAsync(batch, FlowAppendOptions.Default, cancellationToken));

    private static long BytesOf(FlowSnapshot flow) => flow.Request.Body.Bytes.Length + (flow.Response?.Body.Bytes.Length ?? 0);
}
