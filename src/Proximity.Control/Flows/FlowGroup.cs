using Proximity.Flows;

namespace Proximity.Control;

/// <summary>Counts flows that have the same values.</summary>
/// <param name="keys">The values.</param>
internal sealed class FlowGroup(IReadOnlyList<string> keys)
{
    /// <summary>The values.</summary>
    public IReadOnlyList<string> Keys { get; } = keys;

    /// <summary>How long the flows took, in microseconds.</summary>
    public Percentiles Durations { get; } = new();

    /// <summary>What they took on the wire, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>How many failed.</summary>
    public long Errors { get; private set; }

    /// <summary>Counts a flow.</summary>
    public void Add(FlowSnapshot flow)
    {
        // Files of other programs do not say what heads took on the wire.
        long content = flow.Request.Body.TotalBytes + (flow.Response?.Body.TotalBytes ?? 0);
        Bytes += Math.Max(flow.RequestBytes + flow.ResponseBytes, content);
        Errors += flow.ErrorCode is null ? 0 : 1;
        Durations.Add(flow.Duration.TotalMicroseconds);
    }
}
