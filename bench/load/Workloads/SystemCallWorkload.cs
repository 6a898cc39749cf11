using System.Globalization;
using Proximity.Load.Comparing;
using Proximity.Load.Contestants;
using Proximity.Load.Generators;

namespace Proximity.Load.Workloads;

/// <summary>How many system calls of which kind a request takes, counted by the kernel (<c>perf stat</c>) while wrk runs.</summary>
internal sealed class SystemCallWorkload(string name, string title, Wrk generator) : Workload(name, title)
{
    private const string AllCalls = "raw_syscalls:sys_enter";

    private static readonly string[] Receives = Events("read", "readv", "recvfrom", "recvmsg");
    private static readonly string[] Sends = Events("write", "writev", "sendto", "sendmsg");
    private static readonly string[] Waits = Events("epoll_wait", "epoll_pwait", "poll", "futex");

    public override IReadOnlyList<Metric> Metrics { get; } = [Metric.SystemCalls, Metric.Receives, Metric.Sends, Metric.Waits, Metric.OtherCalls, Metric.Errors];

    public override async Task<Sample> MeasureAsync(RunningProxy proxy, TimeSpan duration, CancellationToken cancellationToken)
    {
        var file = Path.Combine(proxy.Setting.Folder, "calls.csv");
        string[] perf = [Tools.Path("perf"), "stat", "-x,", "-o", file, "-e", string.Join(',', [AllCalls, .. Receives, .. Sends, .. Waits]), "-p", string.Join(',', proxy.Child!.Tree.Members()), "--"];
        var result = await generator.RunAsync(proxy, duration, perf, cancellationToken);
        var calls = Parse(await File.ReadAllLinesAsync(file, cancellationToken));
        double Each(params string[] events) => events.Sum(calls.GetValueOrDefault) / result.Count;

        var (all, receives, sends, waits) = (Each(AllCalls), Each(Receives), Each(Sends), Each(Waits));
        return new Sample
        {
            [Metric.SystemCalls] = all,
            [Metric.Receives] = receives,
            [Metric.Sends] = sends,
            [Metric.Waits] = waits,
            [Metric.OtherCalls] = all - receives - sends - waits,
            [Metric.Errors] = result.Errors,
        };
    }

    /// <summary>Lines of <c>COUNT,UNIT,EVENT,…</c>; what never happened is not counted.</summary>
    internal static Dictionary<string, double> Parse(IEnumerable<string> lines) => lines.Select(line => line.Split(','))
        .Where(parts => parts.Length > 2 && double.TryParse(parts[0], CultureInfo.InvariantCulture, out _))
        .ToDictionary(parts => parts[2], parts => double.Parse(parts[0], CultureInfo.InvariantCulture));

    private static string[] Events(params string[] calls) => [.. calls.Select(call => "syscalls:sys_enter_" + call)];
}
