using Proximity.Access;
using Proximity.Tls;

namespace Proximity.Hosting;

/// <summary>What of the options for interception is read before anything begins.</summary>
/// <param name="InterceptHosts">The tunnels that are opened; null for all.</param>
/// <param name="PassThroughHosts">The tunnels that are not.</param>
/// <param name="Origins">How origins are verified.</param>
internal sealed record InterceptionPlan(HostRules? InterceptHosts, HostRules PassThroughHosts, OriginTlsPolicy Origins);
