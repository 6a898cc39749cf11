namespace Proximity.Load.Contestants;

/// <summary>What a contestant can be asked for; a workload runs with those that can do what it needs.</summary>
[Flags]
internal enum Abilities
{
    None = 0,

    /// <summary>Forwards HTTP requests.</summary>
    Http = 1,

    /// <summary>Joins two connections: by CONNECT, or blindly to one address.</summary>
    Tunnel = 2,

    /// <summary>Keeps connections to clients open for further requests.</summary>
    KeepAlive = 4,

    /// <summary>Forwards HTTP requests through a parent proxy.</summary>
    Upstream = 8,

    /// <summary>Is a process whose figures can be read; the direct connection is none.</summary>
    Process = 16,

    /// <summary>Tells how much its runtime allocated.</summary>
    Allocation = 32,

    /// <summary>Speaks TLS with the client and with the origin: by interception, or as a reverse proxy.</summary>
    Secure = 64,

    /// <summary>Tells how much its flows take.</summary>
    Flows = 128,
}
