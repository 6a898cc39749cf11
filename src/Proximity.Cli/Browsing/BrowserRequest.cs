namespace Proximity.Cli.Browsing;

/// <summary>What <c>proximity browser</c> is to start.</summary>
/// <param name="Kind">Which kind; null for the first that is there.</param>
/// <param name="Start">Where it begins; null for an empty page.</param>
/// <param name="Further">Further arguments for the browser.</param>
internal sealed record BrowserRequest(BrowserKind? Kind, Uri? Start, IReadOnlyList<string> Further)
{
    /// <summary>The address of the inspector that the line names; null for the proxy that runs.</summary>
    public string? Url { get; init; }

    /// <summary>The token that the line names; null when it names none.</summary>
    public string? Token { get; init; }
}
