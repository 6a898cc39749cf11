using System.Text;

namespace Proximity.Cli.CommandLine;

/// <summary>The script for PowerShell.</summary>
internal static class PowerShellCompletion
{
    public static string Script(IReadOnlyList<CompletionTopic> topics)
    {
        var script = new StringBuilder("""
            # PowerShell completion for proximity
            Register-ArgumentCompleter -Native -CommandName proximity -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                $topics = @{

            """);
        foreach (var topic in topics)
        {
            script.Append($"        '{topic.Words}' = @(\n");
            script.AppendJoin(string.Empty, topic.Commands.Select(command => Entry(command.Name, command.Description)));
            script.AppendJoin(string.Empty, topic.Options.Select(option => Entry(option.Name, option.Description)));
            script.Append("        )\n");
        }

        script.Append("    }\n    $values = @{\n");
        var options = topics.SelectMany(topic => topic.Options).DistinctBy(option => option.Name);
        foreach (var option in options.Where(option => option.Takes == CompletionValue.Word))
        {
            script.Append($"        '{option.Name}' = @({string.Join(", ", option.Words.Select(word => $"'{word}'"))})\n");
        }

        script.Append("""
                }
                $command = ''
                $previous = ''
                foreach ($element in ($commandAst.CommandElements | Select-Object -Skip 1)) {
                    if ($element.Extent.EndOffset -ge $cursorPosition) { break }
                    $previous = $element.ToString()
                    if ($previous -eq '--') { return }
                    $longer = "$command $previous".Trim()
                    if ($topics.ContainsKey($longer)) { $command = $longer }
                }
                if ($values.ContainsKey($previous)) {
                    $values[$previous] | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
                        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                    }
                    return
                }
                $topics[$command] | Where-Object { $_[0] -like "$wordToComplete*" } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_[0], $_[0], 'ParameterName', $_[1])
                }
            }

            """);
        return script.ToString().Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    private static string Entry(string name, string description)
        => $"            ,@('{name}', '{description.Replace("'", "''", StringComparison.Ordinal)}')\n";
}
