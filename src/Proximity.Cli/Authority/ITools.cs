namespace Proximity.Cli.Authority;

/// <summary>The machine's own programs, by which its trust stores are changed.</summary>
internal interface ITools
{
    /// <summary>True when the program is installed.</summary>
    bool Has(string tool);

    /// <summary>Runs it to its end, with nothing to read.</summary>
    Task<ToolResult> RunAsync(string tool, params string[] arguments);
}
