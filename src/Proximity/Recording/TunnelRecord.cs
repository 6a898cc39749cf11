using Proximity.Flows;

namespace Proximity.Recording;

/// <summary>What is recorded of the tunnel around an exchange.</summary>
internal sealed record TunnelRecord(string Authority, FlowTls? ClientTls);
