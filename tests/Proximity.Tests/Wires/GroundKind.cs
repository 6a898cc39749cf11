namespace Proximity.Tests.Wires;

/// <summary>What wires are of.</summary>
public enum GroundKind
{
    /// <summary>Wires in memory.</summary>
    Memory,

    /// <summary>Sockets that the proxy's event loops watch.</summary>
    EventLoops,
}
