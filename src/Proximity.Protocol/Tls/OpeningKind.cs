namespace Proximity.Protocol.Tls;

/// <summary>What a client begins to speak in a tunnel.</summary>
internal enum OpeningKind : byte
{
    /// <summary>The bytes so far could become several things.</summary>
    NeedMore,

    /// <summary>A TLS handshake.</summary>
    Tls,

    /// <summary>HTTP/1 in clear.</summary>
    Http1,

    /// <summary>The preface of HTTP/2 in clear (RFC 9113 §3.4).</summary>
    Http2,

    /// <summary>Anything else.</summary>
    Other,
}
