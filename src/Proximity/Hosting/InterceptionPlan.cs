using Proximity.Exchanges;
using Proximity.Tls;

namespace Proximity.Hosting;

/// <summary>What of the options for interception is read before anything begins.</summary>
/// <param name="Hosts">Which tunnels are opened.</param>
/// <param name="Origins">How origins are verified.</param>
internal sealed record InterceptionPlan(InterceptionHosts Hosts, OriginTlsPolicy Origins);
