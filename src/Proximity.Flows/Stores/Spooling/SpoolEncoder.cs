using System.Buffers;

namespace Proximity.Stores.Spooling;

/// <summary>Makes bytes of a batch, as they lie in a segment. Near the spool's bound flows lose their bodies.</summary>
/// <param name="maxBytes">The spool's bound.</param>
internal sealed class SpoolEncoder(long maxBytes)
{
    /// <summary>A flow that has more is dropped: it would not fit into an array.</summary>
    private const long LargestFlowBytes = 512 * 1024 * 1024;

    /// <summary>A buffer that became larger is not kept.</summary>
    private const int KeptBufferBytes = 16 * 1024 * 1024;

    private readonly List<int> lengths = [];
    private ArrayBufferWriter<byte> content = new();
    private ArrayBufferWriter<byte> batch = new();

    /// <summary>The records behind their headers.</summary>
    public ReadOnlySpan<byte> Bytes => batch.WrittenSpan;

    /// <summary>The length of each record without its header.</summary>
    public IReadOnlyList<int> Lengths => lengths;

    /// <summary>How many flows lost their bodies.</summary>
    public int WithoutBodiesCount { get; private set; }

    /// <summary>How many flows are left out, because the spool has no room for them even when nothing else is in it.</summary>
    public int DroppedCount { get; private set; }

    /// <param name="flows">The batch.</param>
    /// <param name="mark">The segment's mark.</param>
    /// <param name="ordinal">The number of its first record.</param>
    /// <param name="takenBytes">What the spool has.</param>
    public void Encode(IReadOnlyList<FlowRecord> flows, uint mark, uint ordinal, long takenBytes)
    {
        lengths.Clear();
        batch = Emptied(batch);
        (WithoutBodiesCount, DroppedCount) = (0, 0);
        long bodyLimit = (maxBytes / 4 * 3) - takenBytes;
        foreach (FlowRecord flow in flows)
        {
            if (!TryEncode(flow, bodyLimit))
            {
                DroppedCount++;
                continue;
            }

            SpoolFrames.Write(batch, mark, ordinal++, content.WrittenSpan);
            lengths.Add(content.WrittenCount);
        }
    }

    private static ArrayBufferWriter<byte> Emptied(ArrayBufferWriter<byte> buffer)
    {
        if (buffer.Capacity > KeptBufferBytes)
        {
            return new ArrayBufferWriter<byte>();
        }

        buffer.ResetWrittenCount();
        return buffer;
    }

    private bool TryEncode(FlowRecord flow, long bodyLimit)
    {
        bool hasBodies = flow.Flow.KeptBodyBytes > 0;
        bool dropsBodies = hasBodies && batch.WrittenCount + FeedBatch.BytesOf(flow.Flow) > bodyLimit;
        FlowRecord taken = dropsBodies ? FeedBatch.WithoutBodies(flow) : flow;
        if (FeedBatch.BytesOf(taken.Flow) > LargestFlowBytes)
        {
            return false;
        }

        content = Emptied(content);
        FlowRecordCodec.Write(taken, content);
        if (content.WrittenCount + SpoolFrames.HeaderBytes > maxBytes)
        {
            return false;
        }

        WithoutBodiesCount += dropsBodies ? 1 : 0;
        return true;
    }
}
