namespace Proximity.Protocol.Http2.Fields;

/// <summary>The fields that have rules of their own in HTTP/2; every other one is <see cref="Other"/>.</summary>
internal enum Http2FieldKind : byte
{
    Other,
    ContentLength,
    Cookie,
    Host,
    Priority,
    TE,

    /// <summary>Fields about an HTTP/1.1 connection, which make a message malformed (RFC 9113 §8.2.2).</summary>
    ConnectionSpecific,

    /// <summary>From here on pseudo-fields (RFC 9113 §8.3).</summary>
    UnknownPseudo,
    Method,
    Scheme,
    Authority,
    Path,

    /// <summary>Of an extended CONNECT (RFC 8441 §4).</summary>
    Protocol,
    Status,
}
