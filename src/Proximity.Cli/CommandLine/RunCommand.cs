using System.CommandLine;
using System.CommandLine.Parsing;
using Proximity.Flows;

namespace Proximity.Cli.CommandLine;

/// <summary>The command <c>proximity run -- COMMAND</c>.</summary>
internal sealed class RunCommand
{
    private readonly Option<bool> noMitm = Options.Flag("--no-mitm", "Relay HTTPS unread; the command's trust is left alone then.");
    private readonly Option<bool> privateTrust = Options.Flag("--private-trust", "Put the authority into the system's store as the command sees it, for programs that look nowhere else (Linux).");
    private readonly Argument<string[]> words = new("command")
    {
        Description = "The command and its arguments, behind --.",
        HelpName = "COMMAND",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <param name="options">The root command's options that mean something here.</param>
    public RunCommand(IEnumerable<Option> options)
    {
        Command = new Command("run", "Run a command through a proxy of its own that it trusts, and end with the command's exit code.") { Action = new OwnAction() };
        Command.Options.Add(noMitm);
        Command.Options.Add(privateTrust);
        foreach (var option in options)
        {
            Command.Options.Add(option);
        }

        Command.Arguments.Add(words);
        Command.Validators.Add(RefuseUnknownOptions);
        Command.Validators.Add(RefuseTrustWithoutInterception);
    }

    public Command Command { get; }

    /// <summary>What a line asks to run; null when it is about something else. It must have parsed without errors.</summary>
    public IReadOnlyList<string>? Words(ParseResult line) => line.CommandResult.Command == Command ? line.GetValue(words) : null;

    /// <summary>True unless the line says <c>--no-mitm</c>.</summary>
    public bool Intercepts(ParseResult line) => !line.GetValue(noMitm);

    /// <summary>True when the line says <c>--private-trust</c>.</summary>
    public bool IsStorePrivate(ParseResult line) => line.GetValue(privateTrust);

    private void RefuseTrustWithoutInterception(CommandResult line)
    {
        if (line.GetResult(noMitm) is { Implicit: false } && line.GetResult(privateTrust) is { Implicit: false })
        {
            line.AddError($"{noMitm.Name} and {privateTrust.Name} exclude each other.");
        }
    }

    /// <summary>The parser takes an option that it does not know for the first word of the command.</summary>
    private void RefuseUnknownOptions(CommandResult line)
    {
        if (line.GetResult(words)?.Tokens is [{ Value: ['-', ..] word }, ..])
        {
            line.AddError($"{word} is no option of proximity run.{Suggestions.Question(word, LineErrors.Words(Command))}");
        }
    }
}
