using Proximity.Load.Comparing;

namespace Proximity.Load.Reporting;

/// <summary>What Proximity is to reach.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Workloads">In which workloads, a pattern.</param>
/// <param name="Contestant">Which form of ours.</param>
/// <param name="Metric">The figure.</param>
/// <param name="Limit">The most it may be: by itself, or as a multiple of the peer's.</param>
internal sealed record Target(string Text, string Workloads, string Contestant, Metric Metric, double Limit)
{
    private const string Small = "get-13-c16,get-13-c64,get-13-c256,get-1k-c16,get-1k-c64,get-1k-c256";

    /// <summary>Whose figure it is compared with; null for nobody's.</summary>
    public string? Peer { get; init; } = "haproxy";

    public static IReadOnlyList<Target> All { get; } =
    [
        new("CPU of a small GET, recording off", Small, "proximity-norecord", Metric.CpuEach, 0.85),
        new("p99 of a small GET, recording off", Small, "proximity-norecord", Metric.NinetyNinth, 1),
        new("CPU of a small GET, recording on", Small, "proximity", Metric.CpuEach, 1),
        new("CPU of a small GET, two interceptors", Small, "proximity-intercept", Metric.CpuEach, 1.3),
        new("p50 of one connection", "get-*-c1", "proximity", Metric.Median, 1.1),
        new("CPU of a new connection for each request", "close-*", "proximity", Metric.CpuEach, 1.2),
        new("CPU of a transfer, content-length", "download,upload", "proximity", Metric.CpuPerGiB, 0.5),
        new("CPU of a transfer, chunked", "*load-chunked", "proximity", Metric.CpuPerGiB, 1),
        new("CPU of a tunnel", "tunnel-*", "proximity", Metric.CpuPerGiB, 0.4),
        new("CPU of a CONNECT", "connect-*", "proximity", Metric.CpuEach, 1.2),
        new("CPU of a body that is changed as it passes", "transform-100m", "host-transform", Metric.CpuPerGiB, 2) { Peer = "host" },
        new("KiB of an idle connection", "idle-*", "proximity", Metric.MemoryEach, 6) { Peer = null },
        new("ms to the first answer", "start", "proximity", Metric.StartMilliseconds, 150) { Peer = null },
        new("ms to the first answer, ahead of time", "start", "proximity-aot", Metric.StartMilliseconds, 40) { Peer = null },
        new("system calls of a request", "calls-*", "proximity", Metric.SystemCalls, 5) { Peer = null },
        new("bytes allocated for a request, recording off", "allocation-*", "host-norecord", Metric.Allocated, 0.5) { Peer = null },
        .. Ahead("nginx"),
        .. Ahead("squid"),
        .. Ahead("tinyproxy"),
        new("CPU of an intercepted download", "tls-download", "proximity-mitm", Metric.CpuPerGiB, 2) { Peer = "haproxy-tls" },
        .. Ahead("yarp", "proximity-mitm"),
        .. Ahead("mitmproxy", "proximity-mitm"),
        .. Ahead("squid-bump", "proximity-mitm"),
    ];

    /// <summary>The worst of all matching workloads; null when there is no such figure.</summary>
    public (string Workload, double Value)? Worst(Report report)
    {
        var pattern = new NamePatterns(Workloads);
        var values = report.Workloads.Where(workload => pattern.Match(workload.Name)).Select(workload => (workload.Name, Value: Value(workload))).Where(found => found.Value is not null).ToArray();
        return values.Length > 0 ? values.Select(found => (found.Name, found.Value!.Value)).MaxBy(found => found.Value) : null;
    }

    /// <summary>Ahead of a peer in what costs CPU, wherever it takes part.</summary>
    private static IEnumerable<Target> Ahead(string peer, string ours = "proximity") =>
    [
        new($"CPU of whatever {peer} can do, each", "*", ours, Metric.CpuEach, 1) { Peer = peer },
        new($"CPU of whatever {peer} can do, per GiB", "*", ours, Metric.CpuPerGiB, 1) { Peer = peer },
    ];

    private double? Value(WorkloadReport workload)
    {
        double? Of(string name) => workload.Rows.FirstOrDefault(row => row.Name == name)?.Figure(Metric.Name);

        return Peer is null ? Of(Contestant) : Of(Peer) is > 0 and var peer ? Of(Contestant) / peer : null;
    }
}
