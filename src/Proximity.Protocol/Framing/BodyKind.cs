namespace Proximity.Protocol.Framing;

/// <summary>How the end of a body is known (RFC 9112 §6.3).</summary>
internal enum BodyKind : byte
{
    None,
    Length,
    Chunked,
    UntilClose,
}
