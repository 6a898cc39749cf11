using Proximity.Flows;

namespace Proximity.Stores;

/// <summary>Flows on their way into a store, and what they were counted for.</summary>
internal sealed class FeedBatch(FlowRecord[] flows, long bytes)
{
    /// <summary>What a flow takes besides what it holds.</summary>
    private const int FlowBytes = 512;

    private FeedBatch(FlowRecord[] flows)
        : this(flows, flows.Sum(static record => BytesOf(record.Flow)))
    {
    }

    public FlowRecord[] Flows { get; } = flows;

    public long Bytes { get; } = bytes;

    public static long BytesOf(FlowSnapshot flow) => FlowBytes + flow.HeldBytes + flow.KeptBodyBytes;

    /// <summary>The first flows as a batch, and the others.</summary>
    public (FeedBatch First, FeedBatch Others) SplitAt(int count)
        => (new FeedBatch(Flows[..count]), new FeedBatch(Flows[count..]));

    /// <summary>The flow as it is kept when too much waits.</summary>
    public static FlowRecord WithoutBodies(FlowRecord record) => record with { Flow = record.Flow.WithBodies(WithoutBytes) };

    private static FlowBody WithoutBytes(FlowBody body) => body.KeptBytes > 0 ? body.Without(NotKeptReason.StoreBusy) : body;
}
