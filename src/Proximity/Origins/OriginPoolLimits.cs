namespace Proximity.Origins;

/// <summary>The bounds of connections to origins that no exchange uses.</summary>
/// <param name="IdleTimeout">How long a connection waits at most; zero or less keeps none.</param>
/// <param name="MaxIdlePerRoute">The most waiting for one hop.</param>
/// <param name="MaxIdle">The most waiting in all.</param>
internal sealed record OriginPoolLimits(TimeSpan IdleTimeout, int MaxIdlePerRoute, int MaxIdle);
