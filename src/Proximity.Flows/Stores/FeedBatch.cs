using Proximity.Flows;

namespace Proximity.Stores;

/// <summary>Flows on their way into a store, and what they were counted for.</summary>
internal sealed class FeedBatch(FlowRecord[] flows)
{
    /// <summary>What a flow takes besides what it holds.</summary>
    private const int FlowBytes = 512;

    public FlowRecord[] Flows { get; } = flows;

    public long Bytes { get; } = flows.Sum(static record => BytesOf(record.Flow));

    public static long BytesOf(FlowSnapshot flow) => FlowBytes + flow.HeldBytes + flow.KeptBodyBytes;

    /// <summary>The flow as it is kept when too much waits.</summary>
    public static FlowRecord WithoutBodies(FlowRecord record) => record with { Flow = record.Flow.WithBodies(WithoutBytes) };

    private static FlowBody WithoutBytes(FlowBody body) => body.KeptBytes > 0 ? body.Without(NotKeptReason.StoreBusy) : body;
}
