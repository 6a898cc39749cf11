using System.Buffers.Binary;

namespace Proximity.Protocol.Http2.Frames;

/// <summary>Takes off what stands around the content of DATA and HEADERS (RFC 9113 §6.1, §6.2).</summary>
internal static class FramePadding
{
    /// <summary>An exclusive bit, a stream and a weight (RFC 7540 §6.2): deprecated, and ignored (RFC 9113 §5.3.2).</summary>
    public const int PriorityBytes = 5;

    /// <summary>Null when the payload is what is left, otherwise the connection error.</summary>
    public static Http2Fault? Remove(FrameHeader header, ref ReadOnlySpan<byte> payload, out bool dependsOnItself)
    {
        dependsOnItself = header.Type == FrameType.Priority && DependencyOf(payload) == header.StreamId;
        if (header.Type is not (FrameType.Data or FrameType.Headers))
        {
            return null;
        }

        int padding = 0;
        if ((header.Flags & FrameFlags.Padded) != 0)
        {
            padding = payload[0];
            payload = payload[1..];
        }

        bool hasPriority = header.Type == FrameType.Headers && (header.Flags & FrameFlags.Priority) != 0;
        int before = hasPriority ? PriorityBytes : 0;
        if (before + padding > payload.Length)
        {
            return Http2Fault.Protocol("The padding is longer than what it stands in (RFC 9113 §6.1, §6.2).");
        }

        dependsOnItself = hasPriority && DependencyOf(payload) == header.StreamId;
        payload = payload[before..^padding];
        return null;
    }

    private static int DependencyOf(ReadOnlySpan<byte> payload) => BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue;
}
