using System.Text;

namespace Proximity.Cli.CommandLine;

/// <summary>The script for zsh, by its function <c>_arguments</c>.</summary>
internal static class ZshCompletion
{
    public static string Script(IReadOnlyList<CompletionTopic> topics)
    {
        var script = new StringBuilder("#compdef proximity\n# zsh completion for proximity\n");
        foreach (var topic in topics)
        {
            Append(script, topic);
        }

        // Sourced, the script registers itself; found in fpath, it is the function's body.
        script.Append("if [ \"$funcstack[1]\" = _proximity ]; then\n    _proximity \"$@\"\nelse\n    compdef _proximity proximity\nfi\n");
        return script.ToString();
    }

    private static void Append(StringBuilder script, CompletionTopic topic)
    {
        script.Append($"{Function(topic.Words)}() {{\n    local curcontext=\"$curcontext\" state line\n    _arguments -C");
        foreach (var option in topic.Options)
        {
            script.Append($" \\\n        '*{option.Name}[{Quoted(option.Description)}]{Value(option)}'");
        }

        if (topic.TakesCommand)
        {
            script.Append(" \\\n        '(-):command: _command_names -e' \\\n        '*::arguments: _normal'\n}\n");
            return;
        }

        if (topic.Commands.Count == 0)
        {
            script.Append(topic.TakesFiles ? " \\\n        '*:file:_files'\n}\n" : "\n}\n");
            return;
        }

        script.Append(" \\\n        '1: :->command' \\\n        '*:: :->rest'\n    case \"$state\" in\n        command)\n            local -a commands=(");
        foreach (var command in topic.Commands)
        {
            script.Append($"\n                '{command.Name}:{Quoted(command.Description)}'");
        }

        var files = topic.TakesFiles ? "; _files" : string.Empty;
        script.Append($"\n            )\n            _describe command commands{files} ;;\n");
        script.Append("        rest)\n            case \"$line[1]\" in\n");
        foreach (var command in topic.Commands)
        {
            script.Append($"                {command.Name}) {Function($"{topic.Words} {command.Name}".Trim())} ;;\n");
        }

        script.Append("            esac ;;\n    esac\n}\n");
    }

    private static string Function(string words) => words.Length == 0 ? "_proximity" : $"_proximity_{words.Replace(' ', '_')}";

    private static string Value(CompletionOption option) => option.Takes switch
    {
        CompletionValue.Nothing => string.Empty,
        CompletionValue.Word => $":value:({string.Join(' ', option.Words)})",
        CompletionValue.Path => ":path:_files",
        _ => ":value: ",
    };

    private static string Quoted(string text)
        => text.Replace("'", "'\\''", StringComparison.Ordinal)
            .Replace("[", "\\[", StringComparison.Ordinal)
            .Replace("]", "\\]", StringComparison.Ordinal)
            .Replace(":", "\\:", StringComparison.Ordinal);
}
