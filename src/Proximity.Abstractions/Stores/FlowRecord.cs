using Proximity.Flows;

namespace Proximity.Stores;

/// <summary>A flow on its way into a store. A session and the flow's id in it are its identity: a store keeps one of each.</summary>
/// <param name="Flow">The flow. It has ended, but for one of a file that was written before.</param>
/// <param name="Session">
/// The session in which its id was given: a UUID of version 7, new at each start of a proxy and each time its table was cleared.
/// </param>
/// <param name="ProxyName">The name of the proxy that recorded it; empty where it has none.</param>
public sealed record FlowRecord(FlowSnapshot Flow, Guid Session, string ProxyName = "")
{
    /// <summary>The flow.</summary>
    public FlowSnapshot Flow { get; init; } = Flow ?? throw new ArgumentNullException(nameof(Flow));

    /// <summary>The name of the proxy that recorded it; empty where it has none.</summary>
    public string ProxyName { get; init; } = ProxyName ?? throw new ArgumentNullException(nameof(ProxyName));
}
