namespace Proximity.Protocol.Http2.Frames;

/// <summary>What the header of each type of frame may say: its length and whether it is of a stream (RFC 9113 §4.2, §6).</summary>
internal static class FrameRules
{
    private const int SettingBytes = 6;
    private const int PingBytes = 8;
    private const int WordBytes = 4;
    private const int GoAwayBytes = 8;

    /// <summary>Null when it is right. A stream error leaves the frame to be passed over.</summary>
    public static Http2Fault? Judge(in FrameHeader frame, int maxPayloadBytes)
    {
        // A connection error is required where the frame could change the state of the whole connection, or carries fields, whose block
        // belongs to the state of HPACK (§4.2). For the others a stream error would do, but the frame would have to be read to its end.
        return frame.Length > maxPayloadBytes
            ? Size("A frame is longer than SETTINGS_MAX_FRAME_SIZE allows (RFC 9113 §4.2).")
            : JudgeStream(frame) ?? JudgeLength(frame);
    }

    private static Http2Fault? JudgeStream(in FrameHeader frame) => frame.Type switch
    {
        // §6.1, §6.2, §6.3, §6.4, §6.6, §6.10
        FrameType.Data or FrameType.Headers or FrameType.Priority or FrameType.RstStream or FrameType.PushPromise or FrameType.Continuation
            when frame.StreamId == 0 => Http2Fault.Protocol("A frame of a stream names no stream (RFC 9113 §6)."),

        // §6.5, §6.7, §6.8; RFC 9218 §7.1
        FrameType.Settings or FrameType.Ping or FrameType.GoAway or FrameType.PriorityUpdate
            when frame.StreamId != 0 => Http2Fault.Protocol("A frame of the connection names a stream (RFC 9113 §6.5, §6.7, §6.8)."),
        _ => null,
    };

    private static Http2Fault? JudgeLength(in FrameHeader frame)
    {
        bool isAck = (frame.Flags & FrameFlags.Ack) != 0;
        return frame.Type switch
        {
            FrameType.Data or FrameType.Headers when frame.Length < PrefixBytes(frame)
                => Size("A frame is too short for its padding or priority (RFC 9113 §6.1, §6.2)."),

            // §6.3: the one length that is a stream error.
            FrameType.Priority when frame.Length != FramePadding.PriorityBytes
                => new Http2Fault(Http2ErrorCode.FrameSizeError, frame.StreamId, "PRIORITY is not five bytes long (RFC 9113 §6.3)."),
            FrameType.RstStream when frame.Length != WordBytes => Size("RST_STREAM is not four bytes long (RFC 9113 §6.4)."),
            FrameType.Settings when isAck && frame.Length != 0 => Size("An acknowledgement of SETTINGS has a payload (RFC 9113 §6.5)."),
            FrameType.Settings when frame.Length % SettingBytes != 0 => Size("SETTINGS is no multiple of six bytes (RFC 9113 §6.5)."),
            FrameType.Ping when frame.Length != PingBytes => Size("PING is not eight bytes long (RFC 9113 §6.7)."),
            FrameType.GoAway when frame.Length < GoAwayBytes => Size("GOAWAY is shorter than eight bytes (RFC 9113 §6.8)."),
            FrameType.WindowUpdate when frame.Length != WordBytes => Size("WINDOW_UPDATE is not four bytes long (RFC 9113 §6.9)."),
            FrameType.PriorityUpdate when frame.Length < WordBytes => Size("PRIORITY_UPDATE is shorter than four bytes (RFC 9218 §7.1)."),
            _ => null,
        };
    }

    private static int PrefixBytes(in FrameHeader frame)
    {
        int padding = (frame.Flags & FrameFlags.Padded) != 0 ? 1 : 0;
        bool hasPriority = frame.Type == FrameType.Headers && (frame.Flags & FrameFlags.Priority) != 0;
        return padding + (hasPriority ? FramePadding.PriorityBytes : 0);
    }

    private static Http2Fault Size(string reason) => Http2Fault.OfConnection(Http2ErrorCode.FrameSizeError, reason);
}
