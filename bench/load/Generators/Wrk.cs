using System.Globalization;
using Proximity.Load.Contestants;

namespace Proximity.Load.Generators;

/// <summary>Runs <c>wrk</c>: one thread, as many connections as asked for, each with one request at a time, made once and sent again and again.</summary>
internal sealed class Wrk(string path, int connections, bool close = false) : IGenerator
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public Task<LoadResult> RunAsync(RunningProxy proxy, TimeSpan duration, CancellationToken cancellationToken) => RunAsync(proxy, duration, [], cancellationToken);

    /// <summary>The same, run by another command, which gets wrk's command line behind its own.</summary>
    public async Task<LoadResult> RunAsync(RunningProxy proxy, TimeSpan duration, IReadOnlyList<string> wrapper, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(proxy.Setting.Folder);
        var script = proxy.Setting.Write("wrk.lua", Script(proxy));
        var seconds = Math.Max(1, (int)Math.Round(duration.TotalSeconds));
        string[] words = [.. wrapper, Tools.Path("wrk"), "-t1", $"-c{connections}", $"-d{seconds}s", "-s", script, $"http://{proxy.Http}/"];
        await using var wrk = new Child(new Launch(words[0], words[1..]), proxy.Setting.Folder);
        await wrk.WaitAsync(duration + Patience, cancellationToken);
        return Parse(wrk.Output);
    }

    /// <summary>Reads the line that the script prints at the end.</summary>
    internal static LoadResult Parse(string output)
    {
        var line = output.Split('\n').FirstOrDefault(line => line.StartsWith("RESULT ", StringComparison.Ordinal)) ?? throw new InvalidDataException("wrk ended without a result: " + output);
        var numbers = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        return new LoadResult(numbers[0], TimeSpan.FromMicroseconds(numbers[1]), TimeSpan.FromMicroseconds(numbers[2]), TimeSpan.FromMicroseconds(numbers[3]), (long)numbers[4]);
    }

    private string Script(RunningProxy proxy) => $$"""
        wrk.path = "{{proxy.Target(path)}}"
        wrk.headers["Host"] = "{{proxy.Setting.Origin}}"
        {{(close ? "wrk.headers[\"Connection\"] = \"close\"" : "")}}
        done = function(summary, latency, requests)
          local errors = summary.errors
          print(string.format("RESULT %d %d %d %d %d", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
            errors.connect + errors.read + errors.write + errors.status + errors.timeout))
        end

        """;
}
