namespace Proximity.Cli.Controlling;

/// <summary>What <c>proximity mcp</c> is to serve.</summary>
/// <param name="Url">The address that the line names; null for the proxy that runs.</param>
/// <param name="Token">The token that the line names; null when it names none.</param>
/// <param name="AllowsWrites">Whether the agent gets tools that change things.</param>
internal sealed record AgentRequest(string? Url, string? Token, bool AllowsWrites);
