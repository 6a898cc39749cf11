using Proximity.Cli.Configuration;
using Proximity.Cli.Running;
using Proximity.Content;
using Proximity.Filters;
using Proximity.Formats;

namespace Proximity.Cli.Recordings;

/// <summary><c>proximity flows export</c>: the flows of a recording in another format, one after the other.</summary>
/// <param name="console">Where to, where no file is named.</param>
/// <param name="settings">What is masked.</param>
/// <param name="decoder">Takes content codings off.</param>
internal sealed class FlowExporter(FlowsConsole console, Settings settings, ContentDecoder decoder)
{
    public async Task RunAsync(FlowsRequest request, FlowSource source, Filter? filter, CancellationToken cancellationToken)
    {
        var target = request.Output is "-" ? null : request.Output;
        var written = (settings with { ExportFormat = null, ExportFile = null })
            .With(nameof(Settings.ExportFormat), request.Format, "--format")
            .With(nameof(Settings.ExportFile), target, "--output");
        ExportTarget.Try(written);
        var named = request.Format is { } name ? FlowFormats.Named(name) : target is null ? null : FlowFormats.OfFile(target);
        var format = named ?? FlowFormats.Json;
        var report = new ExportReport(written, console.Errors);
        await using (report.ConfigureAwait(false))
        {
            var export = new FlowExport(format, decoder)
            {
                Redact = settings.Redact,
                OnMasked = report.Options.OnMasked is { } onMasked ? place => onMasked(place.ToString()) : null,
            };
            await ProgressBar.ShowAsync(console.Bar, source.Name, async progress =>
            {
                var flows = source.ReadAsync(filter, progress, cancellationToken)
                    .ToBlockingEnumerable(cancellationToken).Select(flow => flow.Live);
                var problem = target is null
                    ? await export.ToStreamAsync(console.Output, flows, cancellationToken).ConfigureAwait(false)
                    : await export.ToFileAsync(target, flows, cancellationToken).ConfigureAwait(false);
                if (problem is not null)
                {
                    throw new RecordingException($"The flows cannot be written to {target ?? "standard output"}: {problem.Message}");
                }
            }).ConfigureAwait(false);
            foreach (var loss in export.Losses.Describe())
            {
                report.Options.OnLoss?.Invoke(loss);
            }
        }
    }

    /// <summary>The command of curl that sends a flow's request again.</summary>
    /// <exception cref="RecordingException">There is none: it asks for a tunnel.</exception>
    public async Task WriteCurlAsync(RecordedFlow flow, CancellationToken cancellationToken)
    {
        var format = FlowFormats.Named("curl")!;
        var export = new FlowExport(format, decoder) { Redact = settings.Redact };
        if (flow.Snapshot.Request.Method == "CONNECT")
        {
            throw new RecordingException($"Flow {flow.Number} is a CONNECT, which asks for a tunnel: there is nothing to send again.");
        }

        if (await export.ToStreamAsync(console.Output, [flow.Live], cancellationToken).ConfigureAwait(false) is { } problem)
        {
            throw new RecordingException(problem.Message);
        }

        foreach (var loss in export.Losses.Describe())
        {
            console.Say($"Not in the command: {loss}.");
        }
    }
}
