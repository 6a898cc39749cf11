using System.Diagnostics.CodeAnalysis;

namespace Proximity.Protocol.Http2.Frames;

/// <summary>The flags of frames (RFC 9113 §6). A bit has a meaning by the frame's type; those without one are ignored (§4.1).</summary>
[Flags]
[SuppressMessage("Design", "CA1069", Justification = "RFC 9113 §6 gives one bit two meanings, by the type of the frame.")]
internal enum FrameFlags : byte
{
    None = 0,

    /// <summary>On DATA and HEADERS: the last frame of its side of the stream.</summary>
    EndStream = 0x1,

    /// <summary>On SETTINGS and PING: an answer.</summary>
    Ack = 0x1,

    /// <summary>On HEADERS and CONTINUATION: the block of fields is whole.</summary>
    EndHeaders = 0x4,

    /// <summary>On DATA and HEADERS.</summary>
    Padded = 0x8,

    /// <summary>On HEADERS: five bytes of RFC 7540's priorities stand before the block.</summary>
    Priority = 0x20,
}
