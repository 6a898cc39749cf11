namespace Proximity.Load.Reporting;

/// <summary>What one workload showed.</summary>
/// <param name="Name">Its short name.</param>
/// <param name="Title">What it does.</param>
/// <param name="Metrics">The names of its metrics, the one that decides first.</param>
/// <param name="Rows">One for each contestant.</param>
internal sealed record WorkloadReport(string Name, string Title, IReadOnlyList<string> Metrics, IReadOnlyList<RowReport> Rows)
{
    /// <summary>A contestant's deciding figure as a multiple of HAProxy's; null when one of them has none.</summary>
    public double? ToHaProxy(RowReport row) => Ratio(row, Metrics[0], Rows.FirstOrDefault(other => other.Name == "haproxy")?.Figure(Metrics[0]));

    /// <summary>A contestant's deciding figure as a multiple of the best peer's.</summary>
    public double? ToBestPeer(RowReport row) => Ratio(row, Metrics[0], Rows.Where(other => other.IsPeer).Min(other => other.Figure(Metrics[0])));

    /// <summary>A figure as a multiple of the direct connection's.</summary>
    public double? ToDirect(RowReport row, string metric) => Ratio(row, metric, Rows.FirstOrDefault(other => !other.IsProxy)?.Figure(metric));

    private static double? Ratio(RowReport row, string metric, double? other) => other > 0 ? row.Figure(metric) / other : null;
}
