using System.Globalization;
using System.Text;
using Proximity.Content;
using Proximity.Filters;
using Proximity.Flows;
using Proximity.Formats;
using Proximity.Stores;

namespace Proximity.Control;

/// <summary>Gives flows in a format of files.</summary>
internal static class ExportOperation
{
    private const int MostFlows = 200;
    private const int MostBytes = 8 * 1024 * 1024;

    public static Operation Entry { get; } = new Operation<ExportInput, ExportOutput>(
        "flows.export", "GET /api/export", OperationEffect.Reads,
        "Gives up to 200 flows as a file's text: HAR, JSON, curl, code, an HTML report and more; secrets are masked unless asked.")
    {
        Input = ControlJson.Default.ExportInput,
        Output = ControlJson.Default.ExportOutput,
        Run = RunAsync,
    };

    /// <summary>The format of a name.</summary>
    /// <exception cref="OperationException">There is none that can be written.</exception>
    public static FlowFormat FormatOf(string name)
    {
        if (FlowFormats.Named(name) is { Writer: not null } format)
        {
            return format;
        }

        string known = string.Join(", ", FlowFormats.All.Where(format => format.Writer is not null).Select(format => format.Name));
        throw new OperationException(OperationProblem.Invalid, "unknown_format", $"There is no format '{name}'. There are {known}.");
    }

    private static async ValueTask<ExportOutput> RunAsync(ControlContext context, ExportInput input, CancellationToken cancellationToken)
    {
        FlowFormat format = FormatOf(input.Format);
        Filter? filter = FilterReader.Read(context, input.Filter);
        List<Flow> flows = [];
        bool isComplete = true;
        await foreach (StoredFlow stored in new FlowChoice(context, input.Ids, filter).ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (flows.Count == MostFlows)
            {
                isComplete = false;
                break;
            }

            flows.Add(RecordedFlow.Of(stored).Live);
        }

        int masked = 0;
        var export = new FlowExport(format, new ContentDecoder(context.Codings))
        {
            Redact = input.Redact ? [] : null,
            KeepsSecrets = !input.Redact,
            OnMasked = _ => masked++,
        };
        using var file = new BoundedMemoryStream(MostBytes);
        if (await export.ToStreamAsync(file, flows, cancellationToken).ConfigureAwait(false) is { } problem)
        {
            throw new OperationException(OperationProblem.Failed, "export_failed", problem.Message);
        }

        ReadOnlyMemory<byte> bytes = file.GetBuffer().AsMemory(0, (int)file.Length);
        bool isText = System.Text.Unicode.Utf8.IsValid(bytes.Span);
        return new ExportOutput(
            format.Name,
            FileNameOf(format, context.TimeProvider),
            flows.Count,
            isComplete,
            masked,
            [.. export.Losses.Describe()],
            isText ? Encoding.UTF8.GetString(bytes.Span) : null,
            isText ? null : Convert.ToBase64String(bytes.Span));
    }

    /// <summary>What a file of a format may be called now.</summary>
    public static string FileNameOf(FlowFormat format, TimeProvider clock)
    {
        string time = clock.GetLocalNow().ToString("yyyy-MM-dd-HHmmss", CultureInfo.InvariantCulture);
        return $"flows-{time}{(format.Extensions.Count > 0 ? format.Extensions[0] : ".txt")}";
    }
}
