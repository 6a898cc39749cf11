namespace Proximity.Protocol.Http2.Frames;

/// <summary>The types of frames (RFC 9113 §6, RFC 9218 §7.1). Others are ignored (RFC 9113 §4.1, §5.5).</summary>
internal enum FrameType : byte
{
    Data = 0x0,
    Headers = 0x1,
    Priority = 0x2,
    RstStream = 0x3,
    Settings = 0x4,
    PushPromise = 0x5,
    Ping = 0x6,
    GoAway = 0x7,
    WindowUpdate = 0x8,
    Continuation = 0x9,
    PriorityUpdate = 0x10,
}
