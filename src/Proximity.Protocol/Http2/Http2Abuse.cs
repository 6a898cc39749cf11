namespace Proximity.Protocol.Http2;

/// <summary>
/// Work that a peer makes for nothing (RFC 9113 §10.5). Each kind has a bound; passing one ends the connection with ENHANCE_YOUR_CALM.
/// </summary>
internal enum Http2Abuse : byte
{
    None,

    /// <summary>Streams opened and reset, or opened with what has to be reset.</summary>
    RapidReset,

    /// <summary>A block of fields in too many frames.</summary>
    ContinuationFlood,

    /// <summary>A block of fields that is longer than what is still decoded and thrown away.</summary>
    OversizedBlock,
    SettingsFlood,
    PingFlood,

    /// <summary>DATA frames that carry nothing and end nothing.</summary>
    EmptyFrameFlood,

    /// <summary>WINDOW_UPDATE frames that no DATA of ours is a reason for.</summary>
    WindowUpdateFlood,

    /// <summary>PRIORITY and PRIORITY_UPDATE frames.</summary>
    PriorityFlood,

    /// <summary>Frames of types that are unknown here.</summary>
    UnknownFrameFlood,

    /// <summary>Frames on streams that have ended.</summary>
    ClosedStreamFlood,
}
