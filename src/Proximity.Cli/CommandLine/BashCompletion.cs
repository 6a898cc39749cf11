using System.Text;

namespace Proximity.Cli.CommandLine;

/// <summary>The script for bash, of version 3.2 on, which macOS has.</summary>
internal static class BashCompletion
{
    public static string Script(IReadOnlyList<CompletionTopic> topics)
    {
        var values = topics.SelectMany(topic => topic.Options)
            .DistinctBy(option => option.Name)
            .Where(option => option.Takes != CompletionValue.Nothing)
            .ToList();
        var script = new StringBuilder();
        script.Append("""
            # bash completion for proximity
            _proximity() {
                local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" command="" i
                COMPREPLY=()
                for ((i = 1; i < COMP_CWORD; i++)); do
                    case "${COMP_WORDS[i]}" in
                        --) if [ "$command" = run ]; then _proximity_command "$((i + 1))"; return; fi ;;

            """);
        foreach (var topic in topics.Where(topic => topic.Words.Length > 0))
        {
            var parts = topic.Words.Split(' ');
            var before = string.Join(' ', parts[..^1]);
            script.Append($"            {parts[^1]}) if [ \"$command\" = \"{before}\" ]; then command=\"{topic.Words}\"; fi ;;\n");
        }

        script.Append("""
                    esac
                done
                case "$previous" in

            """);
        foreach (var option in values.Where(option => option.Takes == CompletionValue.Word))
        {
            var words = string.Join(' ', option.Words);
            script.Append($"        {option.Name}) COMPREPLY=($(compgen -W \"{words}\" -- \"$current\")); return ;;\n");
        }

        script.Append($"        {Names(values, CompletionValue.Path)}) COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n");
        script.Append($"        {Names(values, CompletionValue.Other)}) return ;;\n");
        script.Append("    esac\n    case \"$command\" in\n");
        foreach (var topic in topics)
        {
            string[] words = [.. topic.Commands.Select(command => command.Name), .. topic.Options.Select(option => option.Name)];
            var files = topic.TakesFiles ? " $(compgen -f -- \"$current\")" : string.Empty;
            var known = string.Join(' ', words);
            script.Append($"        \"{topic.Words}\") COMPREPLY=($(compgen -W \"{known}\" -- \"$current\"){files}) ;;\n");
        }

        script.Append("""
                esac
            }
            _proximity_command() {
                if [ "$COMP_CWORD" -eq "$1" ]; then
                    COMPREPLY=($(compgen -c -- "${COMP_WORDS[COMP_CWORD]}" | sort -u))
                else
                    COMPREPLY=($(compgen -f -- "${COMP_WORDS[COMP_CWORD]}"))
                fi
            }
            complete -o filenames -F _proximity proximity

            """);
        return script.ToString().Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    private static string Names(IEnumerable<CompletionOption> options, CompletionValue takes)
        => string.Join('|', options.Where(option => option.Takes == takes).Select(option => option.Name));
}
