namespace Proximity.Cli.Controlling;

/// <summary>A proxy of this user that runs, and how it is asked.</summary>
/// <param name="ProcessId">Its process.</param>
/// <param name="ProxyUrl">The URL that clients are given.</param>
/// <param name="Url">The address of its inspector.</param>
/// <param name="Token">The token of its inspector.</param>
internal sealed record RunningProxy(int ProcessId, string ProxyUrl, string Url, string Token);
