using System.Buffers;

namespace Proximity.Stores.Spooling;

/// <summary>Reads batches of flows from segments.</summary>
internal static class SpoolReader
{
    /// <summary>
    /// The flows of a segment that wait, up to the bounds of a batch, or up to one that cannot be read: empty when that is the first.
    /// </summary>
    public static List<FlowRecord> Read(SpoolSegment oldest)
    {
        ReadOnlySpan<SpoolFrame> frames = oldest.Waiting;
        int first = frames[0].Offset;
        int count = 1;
        while (count < frames.Length && count < FeedQueue.BatchFlows && frames[count].End - first <= FeedQueue.BatchBytes)
        {
            count++;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(frames[count - 1].End - first);
        try
        {
            Span<byte> content = buffer.AsSpan(0, frames[count - 1].End - first);
            content = content[..oldest.ReadFully(content, first)];
            List<FlowRecord> flows = [];
            foreach (SpoolFrame frame in frames[..count])
            {
                int offset = frame.Offset - first;
                int length = SpoolFrames.HeaderBytes + frame.Length;
                if (length > content.Length - offset || !SpoolFrames.TryRead(content.Slice(offset, length), oldest.Mark, out var flow))
                {
                    break;
                }

                flows.Add(flow);
            }

            return flows;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
