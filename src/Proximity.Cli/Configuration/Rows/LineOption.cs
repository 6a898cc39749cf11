using System.CommandLine;

namespace Proximity.Cli.Configuration.Rows;

/// <summary>An option of one command line, and how its value is read.</summary>
/// <param name="Row">What it stands for.</param>
/// <param name="Option">What the parser knows.</param>
/// <param name="Read">Reads the value of a line that has parsed without errors; null when the line says nothing.</param>
internal sealed record LineOption(OptionRow Row, Option Option, Func<ParseResult, object?> Read);
