namespace Proximity;

/// <summary>What <see cref="ProxyOptions.Listen(string, int)"/> was given.</summary>
/// <param name="Address">The local address; null for all interfaces.</param>
/// <param name="Port">The port; 0 for a free one.</param>
internal sealed record ListenAddress(string? Address, int Port);
