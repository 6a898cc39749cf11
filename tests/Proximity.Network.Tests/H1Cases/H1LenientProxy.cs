namespace Proximity.Network.Tests.H1Cases;

/// <summary>The proxies that all cases share when they are read leniently.</summary>
public sealed class H1LenientProxy() : H1Proxy(Strictness.Lenient);
