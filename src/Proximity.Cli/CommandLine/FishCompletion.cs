using System.Text;

namespace Proximity.Cli.CommandLine;

/// <summary>The script for fish.</summary>
internal static class FishCompletion
{
    public static string Script(IReadOnlyList<CompletionTopic> topics)
    {
        var script = new StringBuilder("# fish completion for proximity\ncomplete -c proximity -f\n");
        foreach (var topic in topics)
        {
            var condition = Condition(topic);
            foreach (var command in topic.Commands)
            {
                script.Append($"complete -c proximity -n '{condition}' -a {command.Name} -d '{Quoted(command.Description)}'\n");
            }

            foreach (var option in topic.Options)
            {
                var name = option.Name.TrimStart('-');
                script.Append($"complete -c proximity -n '{condition}' -l {name} -d '{Quoted(option.Description)}'{Value(option)}\n");
            }

            if (topic.TakesFiles)
            {
                script.Append($"complete -c proximity -n '{condition}' -F\n");
            }

            if (topic.TakesCommand)
            {
                script.Append($"complete -c proximity -n '{condition}' -x -a '(__fish_complete_subcommand --fcs-skip=2)'\n");
            }
        }

        return script.ToString();
    }

    /// <summary>That all words of the command stand on the line, and none of those that could follow.</summary>
    private static string Condition(CompletionTopic topic)
    {
        var words = topic.Words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var seen = words.Select(word => $"__fish_seen_subcommand_from {word}");
        var commands = string.Join(' ', topic.Commands.Select(command => command.Name));
        IEnumerable<string> next = commands.Length == 0 ? [] : [$"not __fish_seen_subcommand_from {commands}"];
        return string.Join("; and ", seen.Concat(next).DefaultIfEmpty("true"));
    }

    private static string Value(CompletionOption option) => option.Takes switch
    {
        CompletionValue.Nothing => string.Empty,
        CompletionValue.Word => $" -x -a '{string.Join(' ', option.Words)}'",
        CompletionValue.Path => " -r -F",
        _ => " -x",
    };

    private static string Quoted(string text)
        => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
}
