namespace Proximity.Load.Contestants;

/// <summary>One row of a comparison: a proxy and how it is started. Without a plan it is the direct connection.</summary>
internal sealed record Contestant(string Name, Abilities Abilities, Func<Setting, Launch>? Plan)
{
    public static readonly Contestant Direct = new("direct", Abilities.Http | Abilities.Tunnel | Abilities.KeepAlive | Abilities.Secure, Plan: null);

    /// <summary>Ours; everything else is a peer or the direct connection.</summary>
    public bool IsOurs { get; init; }

    /// <summary>Tunnels stand by connecting; no CONNECT is sent.</summary>
    public bool TunnelsBlindly { get; init; }

    /// <summary>Takes requests in origin form for its one origin, as a reverse proxy does.</summary>
    public bool IsReverse { get; init; }

    public bool Can(Abilities needed) => (Abilities & needed) == needed;
}
