namespace Proximity.Origins;

/// <summary>What there is of connections that many exchanges share.</summary>
/// <param name="Share">A share of one; null when none has room.</param>
/// <param name="Wait">What to wait for before asking again; null when nothing is under way.</param>
/// <param name="IsRefused">True when the origin takes no extended CONNECTs, and the request is one.</param>
internal readonly record struct SharedLease(OriginConnection? Share, Task? Wait = null, bool IsRefused = false);
