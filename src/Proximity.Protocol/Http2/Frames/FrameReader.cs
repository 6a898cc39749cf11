using Proximity.Protocol.Heads;

namespace Proximity.Protocol.Http2.Frames;

/// <summary>
/// Finds one frame at the start of what was read (RFC 9113 §4). It holds nothing: the caller keeps bytes until their frame is whole, at
/// most
/// <see cref="FrameHeader.Bytes"/> and the largest payload in force. A frame that is too long, or whose length or stream cannot be right,
/// is refused by its header alone.
/// </summary>
internal static class FrameReader
{
    /// <param name="input">All unread bytes of the connection.</param>
    /// <param name="maxPayloadBytes">The SETTINGS_MAX_FRAME_SIZE in force for the sender.</param>
    /// <param name="frame">The frame, when done; also on a stream error, whose frame is over with.</param>
    /// <param name="consumed">How many bytes belong to it, when done or on a stream error.</param>
    /// <param name="fault">What is wrong, when the state is fault.</param>
    public static ParseState Read(
        ReadOnlySpan<byte> input, int maxPayloadBytes, out Frame frame, out int consumed, out Http2Fault? fault)
    {
        frame = default;
        consumed = 0;
        fault = null;
        if (input.Length < FrameHeader.Bytes)
        {
            return ParseState.NeedMore;
        }

        FrameHeader header = FrameHeader.Read(input);
        fault = FrameRules.Judge(header, maxPayloadBytes);
        if (fault is { EndsConnection: true })
        {
            return ParseState.Fault;
        }

        int total = FrameHeader.Bytes + header.Length;
        if (input.Length < total)
        {
            fault = null;
            return ParseState.NeedMore;
        }

        consumed = total;
        ReadOnlySpan<byte> payload = input[FrameHeader.Bytes..total];
        bool dependsOnItself = false;
        fault ??= FramePadding.Remove(header, ref payload, out dependsOnItself);
        frame = new Frame(header, payload, dependsOnItself);
        return fault is null ? ParseState.Done : ParseState.Fault;
    }
}
