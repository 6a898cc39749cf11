using Proximity.Protocol.Framing;

namespace Proximity.Protocol.Heads;

/// <summary>What changes between a response head as received and as sent on.</summary>
internal struct ResponseOutline
{
    /// <summary>The framing towards the client, which decides Content-Length and Transfer-Encoding whatever the fields say.</summary>
    public BodyFraming Framing;

    /// <summary>True for answers to HEAD and for 304: there is no body, but what the head declares of its length is information, and stays as it was understood.</summary>
    public bool KeepDeclaredFraming;

    public ConnectionToken Connection;

    /// <summary>What the proxy adds as its own Via line; null for none.</summary>
    public byte[]? Via;

    /// <summary>The Date that a head without one gets (RFC 9110 §6.6.1); null for none.</summary>
    public byte[]? Date;

    /// <summary>True when user code asked for HTTP/1.0.</summary>
    public bool AsHttp10;

    /// <summary>True for a 101 that was asked for: Upgrade and <c>Connection: upgrade</c> reach the client.</summary>
    public bool KeepUpgrade;
}
