using Proximity.Cli.Authority;

namespace Proximity.Cli.Tests.Authority;

/// <summary>Programs that do nothing but keep what they were asked, and end as the test says.</summary>
internal sealed class RecordedTools(params string[] installed) : ITools
{
    public List<string> Commands { get; } = [];

    /// <summary>What a command ends with; well, and without a word, unless the test says otherwise.</summary>
    public Func<string, ToolResult> Answer { get; init; } = _ => new ToolResult(0, string.Empty, string.Empty);

    public bool Has(string tool) => installed.Contains(tool);

    public Task<ToolResult> RunAsync(string tool, params string[] arguments)
    {
        // Where a certificate was put for the moment is of no interest.
        var command = string.Join(' ', arguments.Select(argument => argument.EndsWith("proximity-ca.pem", StringComparison.Ordinal) ? "FILE" : argument).Prepend(tool));
        Commands.Add(command);
        return Task.FromResult(Answer(command));
    }
}
