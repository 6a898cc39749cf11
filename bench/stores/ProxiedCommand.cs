using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Proximity.StoreBench;

/// <summary>
/// <c>store-10k</c>: the program under GETs of 1 KiB at a pace, with a store and with the table in memory alone: its processor time a
/// request, and whether the store has every flow. The load is Debian's <c>wrk</c>.
/// </summary>
internal sealed partial class ProxiedCommand : Command
{
    private readonly Option<int> rate = new("--rate") { Description = "Requests a second, about.", DefaultValueFactory = _ => 10_000 };
    private readonly Option<int> seconds = new("--seconds") { Description = "How long each form has them.", DefaultValueFactory = _ => 60 };
    private readonly Option<int> rounds = new("--rounds") { Description = "How often each has its turn.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> connections = new("--connections") { Description = "Clients.", DefaultValueFactory = _ => 64 };
    private readonly Option<string> program = new("--program")
    {
        Description = "The program.",
        DefaultValueFactory = _ => Path.Combine("artifacts", "bench", "cli", "Proximity.Cli.dll"),
    };
    private readonly Option<string?> folder = new("--folder") { Description = "Where the file is made." };

    public ProxiedCommand()
        : base("store-10k", "CPU of the proxy with a store beside memory only, and what is missing.")
    {
        foreach (Option option in (Option[])[rate, seconds, rounds, connections, program, folder])
        {
            Add(option);
        }

        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult line, CancellationToken cancellationToken)
    {
        using var files = new BenchFolder(line.GetValue(folder));
        using var origin = new SmallOrigin(SampleFlows.BodyBytes);
        string proxy = line.GetValue(program)!;
        var memory = new List<double>();
        var stored = new List<double>();
        long missing = 0;
        for (int round = 0; round < line.GetValue(rounds); round++)
        {
            string store = files.File(string.Create(CultureInfo.InvariantCulture, $"flows{round}.db"));
            memory.Add((await TurnAsync(line, proxy, [], origin, files)).CpuPerRequest);
            Turn turn = await TurnAsync(line, proxy, ["--store", store], origin, files);
            stored.Add(turn.CpuPerRequest);
            using var sql = new RawSqlite(store);
            long kept = sql.Ask("SELECT count(*) FROM flow").Last;
            missing += Math.Max(0, turn.Requests - kept);
            Figures.Say($"{turn.Requests} answers, {kept} flows in the store; the program said: {turn.Said}");
        }

        double ratio = Figures.Median(stored) / Figures.Median(memory);
        Figures.Say($"CPU of a request: memory {Figures.Median(memory):0.0} µs, with a store {Figures.Median(stored):0.0} µs, "
            + $"ratio {ratio:0.00} (target: at most 1.60); {missing} flows missing (target: 0)");
        return 0;
    }

    private async Task<Turn> TurnAsync(ParseResult line, string program, string[] options, SmallOrigin origin, BenchFolder files)
    {
        await using var proxy = await ProxyChild.StartAsync(program, options);
        await WrkAsync(line, 3, proxy, origin, files);
        double before = proxy.CpuSeconds;
        long began = Stopwatch.GetTimestamp();
        Load load = await WrkAsync(line, line.GetValue(seconds), proxy, origin, files);
        double cpu = proxy.CpuSeconds - before;
        double seconds1 = Stopwatch.GetElapsedTime(began).TotalSeconds;
        long all = ProxyChild.Requests(origin);
        string said = await proxy.StopAsync();
        Figures.Say($"{(options.Length == 0 ? "memory" : "store"),-8} {load.Requests / seconds1,8:0} requests/s, "
            + $"p50 {load.Median / 1000:0.00} ms, p99 {load.Last / 1000:0.00} ms, {load.Errors} errors, "
            + $"{cpu / load.Requests * 1e6:0.0} µs of CPU each");
        return new Turn(cpu / load.Requests * 1e6, all, said.Length == 0 ? "nothing" : said);
    }

    private async Task<Load> WrkAsync(ParseResult line, int time, ProxyChild proxy, SmallOrigin origin, BenchFolder files)
    {
        int clients = line.GetValue(connections);

        // Each client waits so long behind an answer; the answer itself takes some tenths of a millisecond.
        double pause = clients * 1000.0 / line.GetValue(rate);
        string script = files.File("wrk.lua");
        await File.WriteAllTextAsync(script, string.Create(CultureInfo.InvariantCulture, $$"""
            wrk.path = "http://{{origin.EndPoint}}/items"
            wrk.headers["Host"] = "{{origin.EndPoint}}"
            local debt = 0
            function delay()
              debt = debt + {{pause - 0.4:0.000}}
              local whole = math.floor(debt)
              debt = debt - whole
              return whole
            end
            done = function(summary, latency, requests)
              local errors = summary.errors
              print(string.format("RESULT %d %d %d %d", summary.requests, latency:percentile(50), latency:percentile(99),
                errors.connect + errors.read + errors.write + errors.status + errors.timeout))
            end

            """));
        string[] words = ["-t1", $"-c{clients}", $"-d{time}s", "-s", script, $"http://{proxy.EndPoint}/"];
        using Process wrk = Process.Start(new ProcessStartInfo("wrk", words) { RedirectStandardOutput = true })!;
        string said = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        Match result = Result().Match(said);
        double[] numbers = result.Success
            ? [.. result.Groups.Values.Skip(1).Select(group => double.Parse(group.Value, CultureInfo.InvariantCulture))]
            : throw new InvalidDataException($"wrk ended without a result: {said}");
        return new Load((long)numbers[0], numbers[1], numbers[2], (long)numbers[3]);
    }

    [GeneratedRegex(@"RESULT (\d+) (\d+) (\d+) (\d+)")]
    private static partial Regex Result();

    private sealed record Load(long Requests, double Median, double Last, long Errors);

    private sealed record Turn(double CpuPerRequest, long Requests, string Said);
}
