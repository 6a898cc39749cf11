using System.Globalization;

namespace Proximity.Load.Comparing;

/// <summary>A kind of figure: its name in the JSON file, its heading in tables, and how it is printed; whether it is shown as a multiple of the direct connection's as well.</summary>
internal sealed record Metric(string Name, string Heading, int Digits = 0, bool ComparesWithDirect = false)
{
    public static readonly Metric CpuEach = new("cpuMicrosecondsEach", "CPU µs each", 1);
    public static readonly Metric CpuPerGiB = new("cpuSecondsPerGiB", "CPU s per GiB", 2);
    public static readonly Metric Rate = new("perSecond", "each second", ComparesWithDirect: true);
    public static readonly Metric GiBRate = new("gibPerSecond", "GiB a second", 2, ComparesWithDirect: true);
    public static readonly Metric Median = new("p50Microseconds", "p50 µs", ComparesWithDirect: true);
    public static readonly Metric NinetyNinth = new("p99Microseconds", "p99 µs");
    public static readonly Metric Peak = new("peakMiB", "peak MiB", 1);
    public static readonly Metric Errors = new("errors", "errors");
    public static readonly Metric MemoryEach = new("kibEach", "KiB each", 2);
    public static readonly Metric Resident = new("residentMiB", "MiB in all", 1);
    public static readonly Metric StartMilliseconds = new("startMilliseconds", "ms to first answer", 1);
    public static readonly Metric SystemCalls = new("systemCallsEach", "system calls each", 2);
    public static readonly Metric Receives = new("receivesEach", "receives", 2);
    public static readonly Metric Sends = new("sendsEach", "sends", 2);
    public static readonly Metric Waits = new("waitsEach", "waits", 2);
    public static readonly Metric OtherCalls = new("otherCallsEach", "others", 2);
    public static readonly Metric Allocated = new("bytesAllocatedEach", "bytes allocated each", 1);
    public static readonly Metric KeptBytes = new("bytesKeptEach", "bytes each");
    public static readonly Metric MemorySlope = new("kibPerGiB", "KiB more per GiB", 1);
    public static readonly Metric RawBytes = new("bytesRawEach", "of them raw");

    public static readonly IReadOnlyList<Metric> All =
    [
        CpuEach, CpuPerGiB, Rate, GiBRate, Median, NinetyNinth, Peak, Errors, MemoryEach, MemorySlope, KeptBytes, RawBytes, Resident,
        StartMilliseconds, SystemCalls, Receives, Sends, Waits, OtherCalls, Allocated,
    ];

    public static Metric Named(string name) => All.Single(metric => metric.Name == name);

    /// <summary>A value as tables show it.</summary>
    public string Print(double? value) => value?.ToString($"N{Digits}", CultureInfo.InvariantCulture) ?? "–";
}
