namespace Proximity.Cli.Output;

/// <summary>Turns events into lines: for a person at a terminal, or for a program behind a pipe.</summary>
internal interface IEventFormatter
{
    IEnumerable<FormattedLine> Format(ProgramEvent programEvent);
}
