using Proximity.Access;
using Proximity.Origins;

namespace Proximity.Exchanges;

/// <summary>
/// What may change while the proxy runs. One set is never changed: an update puts another in its place by one write. A connection keeps
/// the set that it finds when it begins for what concerns the connection (who may connect, time-outs); an exchange keeps the one that it
/// finds when it begins for everything else. So none sees a part of one set and a part of another.
/// </summary>
internal sealed record LiveSettings
{
    public required UpstreamChoice Upstreams { get; init; }

    /// <summary>The clients that may use the proxy.</summary>
    public required AddressSet AllowedClients { get; init; }

    /// <summary>The targets that may be reached.</summary>
    public required TargetRules Targets { get; init; }

    /// <summary>Which tunnels are opened.</summary>
    public required InterceptionHosts InterceptionHosts { get; init; }

    public required TimeLimits TimeLimits { get; init; }

    /// <summary>What a handler may hold of one body.</summary>
    public required HeldLimits Held { get; init; }

    public required WebSocketLimits WebSockets { get; init; }

    /// <summary>How many tunnels there may be.</summary>
    public required int MaxTunnels { get; init; }

    /// <summary>How many connections a client may have; null for the default.</summary>
    public required int? MaxConnectionsPerClient { get; init; }

    /// <summary>The handlers, in order, and the callbacks and interceptors around them.</summary>
    public required HandlerSet Handlers { get; init; }

    /// <summary>True when a route that was made with the one is good with the other.</summary>
    public bool HasRoutesOf(LiveSettings other) => ReferenceEquals(Targets, other.Targets) && ReferenceEquals(Upstreams, other.Upstreams);
}
