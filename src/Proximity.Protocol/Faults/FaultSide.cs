namespace Proximity.Protocol.Faults;

/// <summary>Whose doing a fault is.</summary>
internal enum FaultSide : byte
{
    Proxy,
    Client,
    Origin,
    Upstream,
}
