using System.CommandLine;
using System.CommandLine.Parsing;
using Proximity.Flows;

namespace Proximity.Cli.CommandLine;

/// <summary>What is wrong with a command line, each with the word that was meant where one is near.</summary>
internal static class LineErrors
{
    /// <summary>A sentence for each error.</summary>
    public static IEnumerable<string> Sentences(ParseResult line)
    {
        var known = Words(line.CommandResult.Command).ToList();

        // Words behind an unknown option are mostly its values.
        var unmatched = line.UnmatchedTokens;
        var unknown = unmatched.FirstOrDefault(token => token.StartsWith('-')) ?? (unmatched.Count > 0 ? unmatched[0] : null);
        if (unknown is not null)
        {
            yield return $"{unknown} is no option or command of {Path(line.CommandResult.Command)}.{Suggestions.Question(unknown, known)}";
        }

        var choice = ChoiceOf(line.CommandResult.Command);
        if (choice is not null)
        {
            yield return choice;
        }

        foreach (var error in line.Errors.Where(error => !unmatched.Any(token => error.Message.Contains($"'{token}'", StringComparison.Ordinal))
            && (choice is null || error.SymbolResult is not CommandResult)))
        {
            yield return error.Message;
        }
    }

    /// <summary>What has to follow a command that does nothing by itself; null for the others.</summary>
    private static string? ChoiceOf(Command command) => command is { Action: null, Subcommands.Count: > 0 }
        ? $"{Path(command)} takes one of {string.Join(", ", command.Subcommands.Select(sub => sub.Name))}."
        : null;

    /// <summary>How to get the help for the command that a line is about.</summary>
    public static string HelpFor(ParseResult line) => $"{Path(line.CommandResult.Command)} --help";

    /// <summary>A command's name with those it is part of.</summary>
    public static string Path(Command command)
    {
        var parents = command.Parents.OfType<Command>().FirstOrDefault();
        return parents is null ? "proximity" : $"{Path(parents)} {command.Name}";
    }

    /// <summary>The options that a command takes, those among them that hold for every command.</summary>
    public static IEnumerable<Option> OptionsOf(Command command)
    {
        var inherited = command.Parents.OfType<Command>().SelectMany(OptionsOf).Where(option => option.Recursive);
        return command.Options.Concat(inherited).Where(option => !option.Hidden).Distinct();
    }

    /// <summary>What may stand in a command's place on the line.</summary>
    public static IEnumerable<string> Words(Command command)
        => OptionsOf(command).Select(option => option.Name).Concat(command.Subcommands.Select(sub => sub.Name));
}
