using System.CommandLine;
using System.CommandLine.Invocation;

namespace Proximity.Cli.CommandLine;

/// <summary>The command <c>proximity completion SHELL</c>: a script by which a shell completes the words of this program.</summary>
internal sealed class CompletionCommand
{
    /// <summary>The name of the command.</summary>
    public const string Name = "completion";

    private static readonly Dictionary<string, Func<IReadOnlyList<CompletionTopic>, string>> Shells = new(StringComparer.Ordinal)
    {
        ["bash"] = BashCompletion.Script,
        ["zsh"] = ZshCompletion.Script,
        ["fish"] = FishCompletion.Script,
        ["pwsh"] = PowerShellCompletion.Script,
    };

    /// <param name="root">The command line to complete.</param>
    public CompletionCommand(RootCommand root)
    {
        Command = new Command(Name, "Print a script by which a shell completes options and commands.");
        foreach (var (shell, make) in Shells)
        {
            var script = new Script(() => make(CompletionTopic.All(root)));
            Command.Subcommands.Add(new Command(shell, $"The script for {shell}.") { Action = script });
        }
    }

    public Command Command { get; }

    /// <summary>Prints a script.</summary>
    internal sealed class Script(Func<string> make) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.Write(make());
            return 0;
        }
    }
}
