using Proximity.Flows;

namespace Proximity.Control;

/// <summary>Counts flows that have the same values.</summary>
/// <param name="keys">The values.</param>
internal sealed class FlowGroup(IReadOnlyList<string> keys)
{
    private readonly Percentiles durations = new();
    private long bytes;
    private long errors;

    /// <summary>How many flows.</summary>
    public long Count => durations.Count;

    /// <summary>Counts a flow.</summary>
    public void Add(FlowSnapshot flow)
    {
        long wire = flow.RequestBytes + flow.ResponseBytes;

        // Files of other programs do not say what heads took on the wire.
        long content = flow.Request.Body.TotalBytes + (flow.Response?.Body.TotalBytes ?? 0);
        bytes += Math.Max(wire, content);
        errors += flow.ErrorCode is null ? 0 : 1;
        durations.Add(flow.Duration.TotalMicroseconds);
    }

    /// <summary>What was counted.</summary>
    public StatsGroup Result() => new(keys, Count, bytes, errors, At(0.50), At(0.95), At(0.99));

    private double At(double share) => Units.Milliseconds(durations.At(share) ?? 0);
}
