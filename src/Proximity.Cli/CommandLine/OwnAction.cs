using System.CommandLine;
using System.CommandLine.Invocation;

namespace Proximity.Cli.CommandLine;

/// <summary>Marks a command that the program carries out by itself once the line is parsed: the parser wants one, and has its own for help, the version and errors.</summary>
internal sealed class OwnAction : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult) => throw new InvalidOperationException("The program carries this command out itself.");
}
