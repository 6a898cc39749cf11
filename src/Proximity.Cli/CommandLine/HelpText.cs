using System.CommandLine;
using System.CommandLine.Invocation;
using Proximity.Cli.Configuration;

namespace Proximity.Cli.CommandLine;

/// <summary>
/// The help: usage, commands, the options in groups, examples; within 80 columns, so that it can be read in every terminal.
/// </summary>
internal sealed class HelpText : SynchronousCommandLineAction
{
    private const int Width = 80;
    private const int Indent = 2;

    /// <summary>Where the descriptions begin.</summary>
    private const int Column = 28;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        foreach (var line in Lines(parseResult.CommandResult.Command))
        {
            parseResult.InvocationConfiguration.Output.WriteLine(line);
        }

        return 0;
    }

    /// <summary>The lines for one command.</summary>
    public static IEnumerable<string> Lines(Command command)
    {
        string?[] examples = [.. HelpExamples.Of(LineErrors.Path(command))];
        return
        [
            .. Wrap(command.Description ?? string.Empty, 0), string.Empty,
            "Usage:", .. Usage(command).Select(line => new string(' ', Indent) + line), string.Empty,
            .. Section("Commands", command.Subcommands.Select(sub => (sub.Name, sub.Description ?? string.Empty))),
            .. Groups(command).SelectMany(group => Section(group.Title, group.Options.Select(Describe))),
            .. examples.Length == 0 ? [] : (string[])["Examples:", .. examples.Select(example => new string(' ', Indent) + example)],
        ];
    }

    private static IEnumerable<string> Usage(Command command)
    {
        var path = LineErrors.Path(command);
        if (command.Action is OwnAction or CompletionCommand.Script or FilterCommand.Verb)
        {
            var words = string.Concat(command.Arguments.Select(UsageOf));
            yield return $"{path} [options]{words}";
        }

        if (command.Subcommands.Count > 0)
        {
            yield return $"{path} [command] [options]";
        }
    }

    private static string UsageOf(Argument argument)
        => argument.Arity is { MinimumNumberOfValues: > 0, MaximumNumberOfValues: > 1 }
            ? $" -- {argument.HelpName}..."
            : $" {argument.HelpName}";

    /// <summary>The options of a command in the order and under the titles of the table; what belongs to no group comes last.</summary>
    private static IEnumerable<(string Title, IReadOnlyList<Option> Options)> Groups(Command command)
    {
        var left = LineErrors.OptionsOf(command).ToList();
        var groups = new List<(string, IReadOnlyList<Option>)>();
        foreach (var group in OptionTable.Groups)
        {
            var names = group.Rows.Select(row => row.Name).ToHashSet(StringComparer.Ordinal);
            Option[] members = [.. left.Where(option => names.Contains(option.Name))];
            groups.Add((group.Title, members));
            left.RemoveAll(members.Contains);
        }

        return [.. groups, (groups.All(group => group.Item2.Count == 0) ? "Options" : "Other options", left)];
    }

    private static IEnumerable<string> Section(string title, IEnumerable<(string Term, string Text)> entries)
    {
        var lines = entries.SelectMany(entry => Entry(entry.Term, entry.Text)).ToList();
        return lines.Count == 0 ? [] : [$"{title}:", .. lines, string.Empty];
    }

    private static (string Term, string Text) Describe(Option option)
    {
        var names = option.Name == "--help" ? "-h, -?, --help" : option.Name;
        var isFlag = option.Arity.MaximumNumberOfValues == 0 || option.ValueType == typeof(bool) || option.HelpName is null;
        return (isFlag ? names : $"{names} <{option.HelpName}>", option.Description ?? string.Empty);
    }

    private static IEnumerable<string> Entry(string term, string text)
    {
        var lines = Wrap(text, Column).ToList();
        var head = new string(' ', Indent) + term;
        if (head.Length >= Column - 1 || lines.Count == 0)
        {
            yield return head;
        }
        else
        {
            yield return head.PadRight(Column) + lines[0].TrimStart();
            lines.RemoveAt(0);
        }

        foreach (var line in lines)
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Wrap(string text, int indent)
    {
        var line = new string(' ', indent);
        var isBegun = false;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (isBegun && line.Length + 1 + word.Length > Width)
            {
                yield return line;
                (line, isBegun) = (new string(' ', indent), false);
            }

            line = isBegun ? $"{line} {word}" : line + word;
            isBegun = true;
        }

        if (isBegun)
        {
            yield return line;
        }
    }
}
