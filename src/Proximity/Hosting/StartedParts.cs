using Proximity.Exchanges;
using Proximity.Flows;
using Proximity.Wires;

namespace Proximity.Hosting;

/// <summary>The parts of a proxy whose port is open.</summary>
/// <param name="Services">What its exchanges share.</param>
/// <param name="Flows">Its flows.</param>
/// <param name="Network">Its network.</param>
/// <param name="Listener">Listens.</param>
/// <param name="Options">What it was started with.</param>
internal sealed record StartedParts(
    ExchangeServices Services,
    FlowTable Flows,
    Network Network,
    Listener Listener,
    ProxyOptions Options);
