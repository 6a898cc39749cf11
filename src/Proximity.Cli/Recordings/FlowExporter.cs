using Proximity.Cli.Configuration;
using Proximity.Cli.Running;
using Proximity.Content;
using Proximity.Filters;
using Proximity.Flows;
using Proximity.Formats;

namespace Proximity.Cli.Recordings;

/// <summary><c>proximity flows export</c>: the flows of a recording in another format, one after the other.</summary>
/// <param name="console">Where to, where no file is named.</param>
/// <param name="settings">What is masked.</param>
/// <param name="decoder">Takes content codings off.</param>
internal sealed class FlowExporter(FlowsConsole console, Settings settings, ContentDecoder decoder)
{
    /// <summary>The language where none is named.</summary>
    public const string Curl = "curl";

    /// <summary>The languages in which a request can be written.</summary>
    public static IReadOnlyList<string> Languages { get; } = [Curl, "fetch", "python", "csharp", "http"];

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
                KeepsSecrets = request.KeepsSecrets,
                OnMasked = report.Options.OnMasked is { } onMasked ? place => onMasked(place.ToString()) : null,
            };
            await ProgressBar.ShowAsync(console.Bar, source.Name, async progress =>
            {
                var reading = new UntilBroken(source.ReadAsync(filter, progress, cancellationToken));
                using var flows = reading.ToBlockingEnumerable(cancellationToken).Select(flow => flow.Live).GetEnumerator();

                // Read before anything is written: of a recording without flows nothing is.
                var first = flows.MoveNext();
                var all = All(flows, first);
                if (target is not null && FileEntry.Of(target, followLinks: true).Kind == FileKind.File)
                {
                    // What is there is whole; a part of a recording does not take its place.
                    all = all.Concat(Whole(reading));
                }

                var problem = target is null
                    ? await export.ToStreamAsync(console.Output, all, cancellationToken).ConfigureAwait(false)
                    : await export.ToFileAsync(target, all, cancellationToken).ConfigureAwait(false);
                if (problem is not null)
                {
                    throw new RecordingException($"The flows cannot be written to {target ?? "standard output"}: {problem.Message}");
                }

                reading.ThrowIfBroken();
            }).ConfigureAwait(false);
            foreach (var loss in export.Losses.Describe())
            {
                report.Options.OnLoss?.Invoke(loss);
            }
        }
    }

    private static IEnumerable<Flow> All(IEnumerator<Flow> flows, bool hasFirst)
    {
        for (var isThere = hasFirst; isThere; isThere = flows.MoveNext())
        {
            yield return flows.Current;
        }
    }

    /// <summary>No flow more; it is said here when the recording ended early, so that nothing is put in the target's place.</summary>
    private static IEnumerable<Flow> Whole(UntilBroken reading)
    {
        reading.ThrowIfBroken();
        yield break;
    }

    /// <summary>The request of a flow in a language, to be sent again.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="language">One of <see cref="Languages"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RecordingException">There is no such language, or the flow asks for a tunnel.</exception>
    public async Task WriteCodeAsync(RecordedFlow flow, string language, CancellationToken cancellationToken)
    {
        if (!Languages.Contains(language, StringComparer.OrdinalIgnoreCase))
        {
            throw new RecordingException($"There is no language {language}. There are {string.Join(", ", Languages)}.");
        }

        if (flow.Snapshot.Request.Method == "CONNECT")
        {
            throw new RecordingException($"Flow {flow.Number} is a CONNECT, which asks for a tunnel: there is nothing to send again.");
        }

        var export = new FlowExport(FlowFormats.Named(language)!, decoder) { Redact = settings.Redact };
        if (await export.ToStreamAsync(console.Output, [flow.Live], cancellationToken).ConfigureAwait(false) is { } problem)
        {
            throw new RecordingException(problem.Message);
        }

        foreach (var loss in export.Losses.Describe())
        {
            console.Say($"Not in the {(language == Curl ? "command" : "code")}: {loss}.");
        }
    }
}
