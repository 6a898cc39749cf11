namespace Proximity.Protocol.Heads;

/// <summary>The fields the proxy itself has to understand; every other one is <see cref="Other"/> and only carried.</summary>
internal enum FieldKind : byte
{
    Other,
    Authorization,
    Connection,
    ContentEncoding,
    ContentLength,
    Expect,
    Host,
    KeepAlive,
    MaxForwards,
    ProxyAuthenticate,
    ProxyAuthenticationInfo,
    ProxyAuthorization,
    ProxyConnection,
    TE,
    Trailer,
    TransferEncoding,
    Upgrade,
    Via,
    WwwAuthenticate,
}
