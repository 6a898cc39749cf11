namespace Proximity.Flows;

/// <summary>Where an HTTP/2 message travelled.</summary>
/// <param name="ConnectionId">The connection, numbered from 1 by the proxy.</param>
/// <param name="StreamId">The stream in that connection; null where it is not known, as of exchanges with an origin.</param>
public sealed record StreamIdentity(long ConnectionId, int? StreamId);
