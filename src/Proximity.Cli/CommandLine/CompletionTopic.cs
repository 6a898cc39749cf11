using System.CommandLine;

namespace Proximity.Cli.CommandLine;

/// <summary>What can stand behind one command.</summary>
/// <param name="Words">The command's words behind the program's name, such as <c>ca trust</c>; empty for the program itself.</param>
/// <param name="Commands">The commands in it.</param>
/// <param name="Options">Its options.</param>
/// <param name="TakesCommand">True when a command of the user's follows.</param>
/// <param name="TakesFiles">True when files follow.</param>
internal sealed record CompletionTopic(
    string Words, IReadOnlyList<CompletionWord> Commands, IReadOnlyList<CompletionOption> Options, bool TakesCommand, bool TakesFiles)
{
    /// <summary>A topic for each command.</summary>
    public static IReadOnlyList<CompletionTopic> All(RootCommand root) => [.. Of(root, string.Empty)];

    private static IEnumerable<CompletionTopic> Of(Command command, string words) =>
    [
        new CompletionTopic(
            words,
            [.. command.Subcommands.Select(sub => new CompletionWord(sub.Name, sub.Description ?? string.Empty))],
            [.. LineErrors.OptionsOf(command).Select(CompletionOption.Of)],
            command.Arguments.Any(argument => argument.Arity is { MinimumNumberOfValues: > 0, MaximumNumberOfValues: > 1 }),
            command.Arguments.Any(argument => argument.Arity.MinimumNumberOfValues == 0)),
        .. command.Subcommands.SelectMany(sub => Of(sub, $"{words} {sub.Name}".TrimStart())),
    ];
}
