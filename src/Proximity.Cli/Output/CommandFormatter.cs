namespace Proximity.Cli.Output;

/// <summary>
/// Lines beside those of a command that runs through the proxy: on standard error, for standard output is the command's, and only when
/// asked for. The proxy's coming and going is
/// no news then.
/// </summary>
internal sealed class CommandFormatter(bool verbose, bool diagnostics, Colors colors) : IEventFormatter
{
    private readonly TerminalFormatter lines = new(colors, diagnostics);

    public IEnumerable<FormattedLine> Format(ProgramEvent programEvent)
        => (verbose || diagnostics) && programEvent is (FlowCompletedEvent or ErrorEvent or LogEvent or DroppedEvent)
            ? lines.Format(programEvent).Select(line => line with { ToStandardError = true })
            : [];
}
