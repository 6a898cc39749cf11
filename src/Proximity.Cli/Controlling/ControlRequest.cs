using System.Text.Json;

namespace Proximity.Cli.Controlling;

/// <summary>What <c>proximity ctl</c> is to ask.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Input">What it takes.</param>
internal sealed record ControlRequest(Operation Operation, JsonElement Input)
{
    /// <summary>True to print the answer as JSON.</summary>
    public bool IsJson { get; init; }

    /// <summary>The address that the line names; null for the proxy that runs.</summary>
    public string? Url { get; init; }

    /// <summary>The token that the line names; null when it names none.</summary>
    public string? Token { get; init; }
}
