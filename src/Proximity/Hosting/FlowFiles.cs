using Proximity.Content;
using Proximity.Flows;
using Proximity.Formats;
using Proximity.Protocol.Faults;
using Proximity.Telemetry;

namespace Proximity.Hosting;

/// <summary>Writes the proxy's flows to files and reads them again; what goes wrong is reported as every other error.</summary>
internal sealed class FlowFiles(ProxyOptions options, ErrorReporter errors, FlowTable flows)
{
    private readonly ContentCodings codings =
        options.ContentCodings.Aggregate(ContentCodings.BuiltIn, static (known, coding) => known.With(coding));

    /// <summary>What is masked is decided when the proxy starts.</summary>
    private readonly IReadOnlyList<string>? redact = options.Redact is { } names ? [.. names] : null;

    public async Task<bool> ExportAsync(string path, FlowExportOptions wanted, CancellationToken cancellationToken)
    {
        FlowExport export = Make(wanted, path);
        Exception? problem = await export.ToFileAsync(path, flows, cancellationToken).ConfigureAwait(false);
        return Finish(export, wanted, problem, $"The flows could not be written to {path}.");
    }

    public async Task<bool> WriteAsync(Stream stream, FlowExportOptions wanted, CancellationToken cancellationToken)
    {
        FlowExport export = Make(wanted, path: null);
        Exception? problem = await export.ToStreamAsync(stream, flows, cancellationToken).ConfigureAwait(false);
        return Finish(export, wanted, problem, "The flows could not be written.");
    }

    public async Task<bool> LoadAsync(string path, Action<string>? onLoss, CancellationToken cancellationToken)
    {
        var losses = new FormatLosses();
        (IReadOnlyList<Flow> loaded, Exception? problem) =
            await FlowImport.LoadAsync(path, losses, cancellationToken).ConfigureAwait(false);
        if (problem is not null)
        {
            errors.Report(ErrorCodes.FlowLoadFailed, $"The flows could not be read from {path}.", problem);
            return false;
        }

        flows.ReplaceAll(loaded);
        Tell(losses, onLoss);
        return true;
    }

    private FlowExport Make(FlowExportOptions wanted, string? path)
    {
        FlowFormat? named = wanted.Format is { } name
            ? FlowFormats.Named(name) ?? throw new ArgumentException($"There is no format {name}.", nameof(wanted))
            : path is null ? null : FlowFormats.OfFile(path);
        return new FlowExport(named ?? FlowFormats.Json, new ContentDecoder(codings))
        {
            Redact = redact,
            OnMasked = wanted.OnMasked is { } onMasked ? place => onMasked(place.ToString()) : null,
        };
    }

    private bool Finish(FlowExport export, FlowExportOptions wanted, Exception? problem, string sentence)
    {
        if (problem is not null)
        {
            errors.Report(ErrorCodes.FlowExportFailed, sentence, problem);
            return false;
        }

        Tell(export.Losses, wanted.OnLoss);
        return true;
    }

    private static void Tell(FormatLosses losses, Action<string>? onLoss)
    {
        if (onLoss is not null)
        {
            foreach (string loss in losses.Describe())
            {
                onLoss(loss);
            }
        }
    }
}
