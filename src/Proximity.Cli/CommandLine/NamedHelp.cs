using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Proximity.Cli.CommandLine;

/// <summary>
/// The parser's own help, with the program under its one name: the parser takes the name from the file that was started, which is Proximity.Cli in a build and in
/// the tool package.
/// </summary>
internal sealed class NamedHelp(HelpAction help) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        using var text = new StringWriter();
        parseResult.InvocationConfiguration.Output = text;
        var exitCode = help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        output.Write(text.ToString().Replace($"  {RootCommand.ExecutableName} ", "  proximity ", StringComparison.Ordinal));
        return exitCode;
    }
}
