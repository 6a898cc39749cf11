using System.Globalization;
using Microsoft.Extensions.Logging;
using Proximity.Cli.Running;

namespace Proximity.Cli.Output;

/// <summary>
/// Lines for a person at a terminal, the flows in the order in which they end. Errors and diagnostics go to standard error.
/// </summary>
/// <param name="colors">The colours of the lines on standard output.</param>
/// <param name="diagnostics">Whether what the proxy says of each connection is shown, beside its warnings.</param>
internal sealed class TerminalFormatter(Colors colors, bool diagnostics) : IEventFormatter
{
    public IEnumerable<FormattedLine> Format(ProgramEvent programEvent) => programEvent switch
    {
        StartedEvent started => StartText.Lines(started).Select(line => new FormattedLine(line)),
        FlowCompletedEvent flow => [new FormattedLine(Line(flow))],
        ErrorEvent error => [new FormattedLine(ErrorLine(error), ToStandardError: true)],
        LogEvent { Level: < LogLevel.Warning } when !diagnostics => [],
        LogEvent log => [new FormattedLine($"{TimeOfDay(log.Time)} {Printable.Text(log.Message)}", ToStandardError: true)],
        DroppedEvent dropped => [new FormattedLine(DroppedLine(dropped), ToStandardError: true)],
        StoppingEvent stopping => [new FormattedLine(StoppingLine(stopping))],
        StoppedEvent stopped => [new FormattedLine(StoppedLine(stopped))],
        _ => throw new ArgumentOutOfRangeException(nameof(programEvent)),
    };

    private string Line(FlowCompletedEvent flowEvent)
    {
        var flow = flowEvent.Flow;
        var status = FlowLine.StatusOf(flow);
        string?[] parts =
        [
            colors.Quiet($"{TimeOfDay(flowEvent.Time)} #{flow.Id.ToString(CultureInfo.InvariantCulture)}"),
            colors.Status(status, status?.ToString(CultureInfo.InvariantCulture) ?? "---"),
            Printable.Text(flow.Request.Method),
            Printable.Text(FlowLine.UrlOf(flow)),
            string.Create(CultureInfo.InvariantCulture, $"{flow.ResponseBytes} bytes {flow.Duration.TotalMilliseconds:0.0} ms"),
            FlowLine.ContentTypeOf(flow) is { } type ? colors.Quiet(Printable.Text(type)) : null,
            flow.PassedThrough is { } reason ? colors.Quiet($"untouched: {Printable.Text(reason)}") : null,
            flow.ErrorCode is { } code ? colors.Error(code) : null,
        ];
        return string.Join(' ', parts.Where(part => part is not null));
    }

    private static string ErrorLine(ErrorEvent errorEvent)
    {
        var error = errorEvent.Error;
        var target = error.TargetHost is null ? null : string.Create(CultureInfo.InvariantCulture, $"target {error.TargetHost}:{error.TargetPort}");
        var client = error.ClientIP is null ? null : $"client {error.ClientIP}";
        string?[] known = [client, error.Phase, target, error.Error];
        var details = string.Join(", ", known.Where(detail => detail is not null));
        return Printable.Text($"{TimeOfDay(errorEvent.Time)} {error.Code}: {ProgramWords.Translate(error.Message)}{(details.Length == 0 ? string.Empty : $" ({details})")}");
    }

    private static string DroppedLine(DroppedEvent dropped)
        => string.Create(CultureInfo.InvariantCulture, $"{dropped.Count} lines dropped: they came faster than they could be printed");

    private static string StoppingLine(StoppingEvent stopping)
    {
        var seconds = stopping.DrainTimeout.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
        return $"{stopping.Reason}: stopping; requests in flight have {seconds} s to finish (once more stops at once)";
    }

    private static string StoppedLine(StoppedEvent stopped)
    {
        var export = stopped.ExportFile is null
            ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $", {stopped.FlowCount} flows written to {ExportTarget.Describe(stopped.ExportFile)}");
        var pruned = stopped.PrunedCount == 0
            ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $"; {stopped.PrunedCount} older flows had made room for newer ones (--max-flows)");
        return Printable.Text($"Stopped{export}{pruned}");
    }

    private static string TimeOfDay(DateTimeOffset time) => time.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
