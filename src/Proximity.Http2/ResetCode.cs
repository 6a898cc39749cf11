namespace Proximity.Http2;

/// <summary>Why a stream is reset (RFC 9113 §7); those that the proxy sends by itself, or draws conclusions from.</summary>
internal enum ResetCode
{
    NoError = 0x0,
    ProtocolError = 0x1,
    InternalError = 0x2,
    RefusedStream = 0x7,
    Cancel = 0x8,
    Http11Required = 0xd,
}
