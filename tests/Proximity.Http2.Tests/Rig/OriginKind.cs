namespace Proximity.Http2.Tests.Rig;

/// <summary>What an origin speaks.</summary>
public enum OriginKind
{
    Http1,
    Http2Clear,
    Http2Tls,
}
