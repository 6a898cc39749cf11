using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Proximity.Load.Contestants;

namespace Proximity.Load.Reporting;

/// <summary>What a run's figures depend on: the machine and the versions of what took part.</summary>
internal static class Surroundings
{
    private static readonly (string Name, string Tool, string Option)[] Programs =
    [
        ("haproxy", "haproxy", "-v"), ("nginx", "nginx", "-v"), ("squid", "squid", "-v"), ("tinyproxy", "tinyproxy", "-v"), ("wrk", "wrk", "-v"), ("mitmproxy", "mitmdump", "--version"),
    ];

    public static Dictionary<string, string> Machine() => new()
    {
        ["processor"] = File.ReadLines("/proc/cpuinfo").Where(line => line.StartsWith("model name", StringComparison.Ordinal)).Select(line => line.Split(':', 2)[1].Trim()).FirstOrDefault(RuntimeInformation.OSArchitecture.ToString()),
        ["cores"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
        ["memory"] = $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1073741824.0:0.0} GiB",
        ["kernel"] = File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
        ["system"] = RuntimeInformation.OSDescription,
        ["runtime"] = RuntimeInformation.FrameworkDescription,
    };

    public static Dictionary<string, string> Versions() => Programs.Where(program => Tools.Has(program.Tool)).ToDictionary(program => program.Name, program => FirstLine(program.Tool, program.Option));

    private static string FirstLine(string tool, string option)
    {
        using var process = Process.Start(new ProcessStartInfo(Tools.Path(tool), [option]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (output + error.Result).Split('\n')[0].Trim();
    }
}
