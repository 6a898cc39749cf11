namespace Proximity.Stores;

/// <summary>A session of which a store has flows.</summary>
/// <param name="Id">The session.</param>
/// <param name="ProxyName">The name of the proxy; empty where it has none.</param>
/// <param name="NewestSequence">The sequence of its newest flow.</param>
public sealed record FlowSession(Guid Id, string ProxyName, long NewestSequence);
