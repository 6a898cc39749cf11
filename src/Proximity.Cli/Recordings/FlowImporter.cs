using System.Globalization;
using Proximity.Cli.Configuration;
using Proximity.Cli.Running;
using Proximity.Formats;

namespace Proximity.Cli.Recordings;

/// <summary>
/// <c>proximity flows import</c>: the flows of files into a store, in batches. Each file is a session of its own, and flows of a store keep
/// theirs.
/// </summary>
internal sealed class FlowImporter(FlowsConsole console, FlowSources sources) : StoreVerb(sources)
{
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
        UntilBroken? reading = null;
        var losses = new FormatLosses();
        var batch = new ImportBatch(store, losses, console.TimeProvider);
        var source = await Sources.OpenAsync(file, mayWrite: false, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            await ProgressBar.ShowAsync(console.Bar, file, async progress =>
            {
                reading = new UntilBroken(source.ReadAsync(null, progress, cancellationToken));
                await foreach (var flow in reading.WithCancellation(cancellationToken).ConfigureAwait(false))
                {
                    await batch.AddAsync(flow, cancellationToken).ConfigureAwait(false);
                }

                await batch.AppendAsync(cancellationToken).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }

        foreach (var loss in losses.Describe())
        {
            console.Say($"Not put into {store.Name} from {file}: {loss}.");
        }

        return (batch.Taken, reading);
    }
}
