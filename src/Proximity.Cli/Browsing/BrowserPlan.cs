using System.Security.Cryptography.X509Certificates;

namespace Proximity.Cli.Browsing;

/// <summary>How a browser is to be started.</summary>
/// <param name="Program">Which one.</param>
/// <param name="Proxy">The URL of the proxy.</param>
internal sealed record BrowserPlan(BrowserProgram Program, Uri Proxy)
{
    /// <summary>Where it begins; null for an empty page.</summary>
    public Uri? Start { get; init; }

    /// <summary>The authority that it is to trust; null where the proxy opens no TLS.</summary>
    public X509Certificate2? Authority { get; init; }

    /// <summary>The hash of the key in all certificates for hosts; null where the proxy opens no TLS.</summary>
    public string? HostKeyHash { get; init; }

    /// <summary>Further arguments for the browser.</summary>
    public IReadOnlyList<string> Further { get; init; } = [];
}
