using System.Globalization;
using Proximity.Flows;

namespace Proximity.Cli.Output;

/// <summary>Lines for a person at a terminal. Errors and diagnostics go to standard error.</summary>
internal sealed class TerminalFormatter : IEventFormatter
{
    public IEnumerable<FormattedLine> Format(ProgramEvent programEvent) => programEvent switch
    {
        StartedEvent started => StartText.Lines(started).Select(line => new FormattedLine(line)),
        FlowEvent flow => [new FormattedLine(FlowLine(flow))],
        ErrorEvent error => [new FormattedLine(ErrorLine(error), ToStandardError: true)],
        LogEvent log => [new FormattedLine($"{TimeOfDay(log.Time)} {Printable.Text(log.Message)}", ToStandardError: true)],
        DroppedEvent dropped => [new FormattedLine(string.Create(CultureInfo.InvariantCulture, $"{dropped.Count} lines dropped: they came faster than they could be printed"), ToStandardError: true)],
        StoppingEvent stopping => [new FormattedLine(string.Create(CultureInfo.InvariantCulture, $"{stopping.Reason}: stopping; requests in flight have {stopping.DrainTimeout.TotalSeconds:0.#} s to finish (once more stops at once)"))],
        StoppedEvent stopped => [new FormattedLine(StoppedLine(stopped))],
        _ => throw new ArgumentOutOfRangeException(nameof(programEvent)),
    };

    private static string FlowLine(FlowEvent flowEvent)
    {
        var flow = flowEvent.Flow;
        var outcome = flow.Response is { } response ? response.Status.ToString(CultureInfo.InvariantCulture) : "---";
        var error = flow.ErrorCode is null ? string.Empty : $" {flow.ErrorCode}";
        var url = Printable.Text(Printable.WithoutUserInformation(flow.Request.Url));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{TimeOfDay(flowEvent.Time)} {outcome} {Printable.Text(flow.Request.Method)} {url} {flow.ResponseBytes} bytes {Milliseconds(flow)} ms{error}");
    }

    private static string ErrorLine(ErrorEvent errorEvent)
    {
        var error = errorEvent.Error;
        var target = error.TargetHost is null ? null : string.Create(CultureInfo.InvariantCulture, $"target {error.TargetHost}:{error.TargetPort}");
        var client = error.ClientIP is null ? null : $"client {error.ClientIP}";
        string?[] known = [client, error.Phase, target, error.Error];
        var details = string.Join(", ", known.Where(detail => detail is not null));
        return Printable.Text($"{TimeOfDay(errorEvent.Time)} {error.Code}: {error.Message}{(details.Length == 0 ? string.Empty : $" ({details})")}");
    }

    private static string StoppedLine(StoppedEvent stopped)
    {
        var export = stopped.ExportFile is null ? string.Empty : string.Create(CultureInfo.InvariantCulture, $", {stopped.FlowCount} flows written to {stopped.ExportFile}");
        return Printable.Text($"Stopped{export}");
    }

    private static string TimeOfDay(DateTimeOffset time) => time.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static string Milliseconds(Flow flow) => flow.Duration.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture);
}
