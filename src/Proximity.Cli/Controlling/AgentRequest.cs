namespace Proximity.Cli.Controlling;

/// <summary>What <c>proximity mcp</c> is to serve.</summary>
/// <param name="Url">The address that the line names; null for the proxy that runs.</param>
/// <param name="Token">The token that the line names; null when it names none.</param>
/// <param name="AllowsWrites">Whether the agent gets tools that change things.</param>
internal sealed record AgentRequest(string? Url, string? Token, bool AllowsWrites)
{
    /// <summary>True when the line has options of the proxy: one with these is started.</summary>
    public bool NamesProxyOptions { get; init; }

    /// <summary>True to start none where none runs.</summary>
    public bool StartsNone { get; init; }
}
