namespace Proximity.Protocol.Heads;

/// <summary>What a forwarded head says about the connection it travels on.</summary>
internal enum ConnectionToken : byte
{
    /// <summary>Nothing: in HTTP/1.1 the connection persists.</summary>
    None,
    Close,
}
