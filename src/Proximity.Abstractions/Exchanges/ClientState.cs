namespace Proximity;

/// <summary>What a client's connection does at a moment.</summary>
public enum ClientState
{
    /// <summary>No request is under way.</summary>
    Idle,

    /// <summary>The head of a request is awaited or read.</summary>
    Reading,

    /// <summary>TLS is being made with it, inside of a tunnel.</summary>
    Handshaking,

    /// <summary>The origin is being reached.</summary>
    Connecting,

    /// <summary>The request is on its way, and the response is awaited.</summary>
    Waiting,

    /// <summary>A response is on its way.</summary>
    Responding,

    /// <summary>A tunnel stands, or a connection that has switched its protocol.</summary>
    Tunnel,
}
