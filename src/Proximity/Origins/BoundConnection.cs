namespace Proximity.Origins;

/// <summary>An origin connection that belongs to one client, while no exchange uses it.</summary>
/// <param name="Keeper">The client's.</param>
/// <param name="Route">To the origin.</param>
/// <param name="Connection">The connection.</param>
internal sealed record BoundConnection(BoundConnections Keeper, Route Route, OriginConnection Connection);
