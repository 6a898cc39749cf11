namespace Proximity;

/// <summary>What is spoken on a client's connection.</summary>
public enum ClientProtocol
{
    /// <summary>HTTP/1.0 or HTTP/1.1, or nothing yet.</summary>
    Http1,

    /// <summary>HTTP/2, inside of a tunnel that was opened.</summary>
    Http2,

    /// <summary>Bytes that the proxy relays and does not read.</summary>
    Unread,
}
