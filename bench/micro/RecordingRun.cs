using System.Diagnostics;
using System.Globalization;
using System.Text;
using Proximity.Content;
using Proximity.Filters;
using Proximity.Flows;
using Proximity.Formats;

namespace Proximity.Micro;

/// <summary>
/// CPU and memory of HAR export and import, and of filters, beside what Debian's tools take for the same flows. Each task runs in a
/// process of its own, so that a peak of memory is that task's; its CPU counts from where the flows are there, compiling included.
/// </summary>
internal static class RecordingRun
{
    private const int HarFlows = 50_000;
    private const int FilterFlows = 100_000;
    private const int BodyBytes = 2048;
    private const int Rounds = 3;

    private static readonly string Folder = Path.Combine(Path.GetTempPath(), "proximity-recordings");

    public static async Task<int> RunAsync(string[] task)
    {
        Directory.CreateDirectory(Folder);
        switch (task)
        {
            case ["export"]:
                await ExportAsync();
                return 0;
            case ["import"]:
                await ImportAsync();
                return 0;
            case ["filter"]:
                await FilterAsync();
                return 0;
            case ["parse"]:
                Parse();
                return 0;
            default:
                return Compare();
        }
    }

    private static string Har => Path.Combine(Folder, "flows.har");

    private static string Lines => Path.Combine(Folder, "flows.jsonl");

    /// <summary>Every task beside its tool, in turns; the medians.</summary>
    private static int Compare()
    {
        var figures = new Dictionary<string, List<string[]>>(StringComparer.Ordinal);
        for (int round = 0; round < Rounds; round++)
        {
            foreach (string task in (string[])["export", "import", "filter", "parse"])
            {
                Note(figures, task, Own(task));
                Note(figures, "jq", task is "export" ? [Tool($"jq -c . {Har}")] : null);
                Note(figures, "grep", task is "filter" ? [Tool($"grep -c 'text/html' {Lines} | cat")] : null);
            }
        }

        double jq = Median(figures["jq"], 0);
        double grep = Median(figures["grep"], 0);
        Print("HAR export", $"{Median(figures["export"], 0):0.00} s", Median(figures["export"], 0) / jq, "jq -c .", figures["export"]);
        Print("HAR import", $"{Median(figures["import"], 0):0.00} s", Median(figures["import"], 0) / jq, "jq -c .", figures["import"]);
        Print("header filter", $"{Median(figures["filter"], 0):0.000} s", Median(figures["filter"], 0) / grep, "grep -c", null);
        string parse = string.Create(
            CultureInfo.InvariantCulture,
            $"parse + compile {Median(figures["parse"], 0):0.0} µs, per flow {Median(figures["parse"], 1):0} ns");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"jq {jq:0.00} s, grep {grep:0.000} s; {parse}"));
        return 0;
    }

    private static void Print(string name, string cpu, double ratio, string tool, List<string[]>? memory)
    {
        string peak = memory is null ? "" : string.Create(CultureInfo.InvariantCulture, $", peak {Median(memory, 1):0} MiB over start");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {cpu} CPU, {ratio:0.00} x {tool}{peak}"));
    }

    private static void Note(Dictionary<string, List<string[]>> figures, string name, string[]? figure)
    {
        if (figure is not null)
        {
            (figures.TryGetValue(name, out List<string[]>? known) ? known : figures[name] = []).Add(figure);
        }
    }

    private static double Median(List<string[]> figures, int column)
    {
        double[] sorted = [.. figures.Select(figure => double.Parse(figure[column], CultureInfo.InvariantCulture)).Order()];
        return sorted[sorted.Length / 2];
    }

    private static string[] Own(string task)
        => Output(Environment.ProcessPath!, Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal)
            ? [typeof(RecordingRun).Assembly.Location, "recordings", task]
            : ["recordings", task]).Split(' ');

    /// <summary>
    /// The CPU seconds of a command, as the shell has counted them for its children. The output of grep goes through another program: to
    /// /dev/null it would stop at the first line that matches.
    /// </summary>
    private static string Tool(string command)
    {
        string children = Output("bash", ["-c", $"{command} > /dev/null; times"]).Split('\n')[1];
        double seconds = children.Split(' ').Sum(part => double.Parse(part.Split('m')[1].TrimEnd('s'), CultureInfo.InvariantCulture));
        return seconds.ToString(CultureInfo.InvariantCulture);
    }

    private static string Output(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }

    private static async Task ExportAsync()
    {
        Flow[] flows = [.. Enumerable.Range(1, HarFlows).Select(number => MakeFlow(number, BodyBytes))];
        var meter = new Meter();
        await using (FileStream file = File.Create(Har))
        {
            await FlowFormats.Har.Writer!(Decoder()).WriteAsync(file, flows, new FormatLosses(), CancellationToken.None);
        }

        meter.Print();
        GC.KeepAlive(flows);
    }

    private static async Task ImportAsync()
    {
        var meter = new Meter();
        int count = 0;
        await using (FileStream file = File.OpenRead(Har))
        {
            await foreach (Flow flow in FlowFormats.Har.Reader!(Decoder()).ReadAsync(file, new FormatLosses(), CancellationToken.None))
            {
                count += flow.Id > 0 ? 1 : 0;
            }
        }

        meter.Print();
        Demand(count == HarFlows);
    }

    private static async Task FilterAsync()
    {
        Flow[] flows = [.. Enumerable.Range(1, FilterFlows).Select(number => MakeFlow(number, bodyBytes: 0))];
        if (!File.Exists(Lines))
        {
            await using FileStream file = File.Create(Lines);
            await FlowFormats.JsonLines.Writer!(Decoder()).WriteAsync(file, flows, new FormatLosses(), CancellationToken.None);
        }

        FlowSnapshot[] snapshots = [.. flows.Select(flow => flow.Snapshot())];
        var meter = new Meter();
        var filter = Filter.Parse("res.header[content-type]*=text/html");
        int count = snapshots.Count(filter.Matches);
        meter.Print();
        Demand(count == FilterFlows / 2);
    }

    private static void Parse()
    {
        const int Times = 20_000;
        const string Text = "host:example.com status:5xx,404 -path:/health* duration:1s..";
        Flow[] flows = [.. Enumerable.Range(1, 1000).Select(number => MakeFlow(number, bodyBytes: 0))];
        FlowSnapshot[] snapshots = [.. flows.Select(flow => flow.Snapshot())];
        var filter = Filter.Parse(Text);
        var test = Filter.Parse("res.header[content-type]*=text/html");
        double parse = 0;
        double match = 0;
        for (int round = 0; round < 5; round++)
        {
            long begun = Stopwatch.GetTimestamp();
            for (int time = 0; time < Times; time++)
            {
                filter = Filter.Parse(Text);
                _ = filter.Matches(snapshots[0]);
            }

            parse = Stopwatch.GetElapsedTime(begun).TotalMicroseconds / Times;
            begun = Stopwatch.GetTimestamp();
            for (int time = 0; time < 1000; time++)
            {
                _ = snapshots.Count(test.Matches);
            }

            match = Stopwatch.GetElapsedTime(begun).TotalNanoseconds / (1000 * snapshots.Length);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{parse:0.00} {match:0.0}"));
    }

    private static ContentDecoder Decoder() => new(ContentCodings.BuiltIn);

    private static void Demand(bool isSo)
    {
        if (!isSo)
        {
            throw new InvalidOperationException("The flows are not those that were made.");
        }
    }

    /// <summary>A flow as traffic of a browser has it: half of them pages, half JSON.</summary>
    private static Flow MakeFlow(int number, int bodyBytes)
    {
        bool isPage = number % 2 == 0;
        string request = string.Create(
            CultureInfo.InvariantCulture,
            $"GET /v1/items/{number}?page={number % 50} HTTP/1.1\r\nHost: api{number % 20}.example.com\r\n"
                + $"User-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\nAccept: */*\r\nCookie: session={number:x8}; theme=dark\r\n\r\n");
        string response = "HTTP/1.1 200 OK\r\nDate: Mon, 30 Nov 2026 07:00:00 GMT\r\nServer: test\r\n"
            + $"Content-Type: {(isPage ? "text/html; charset=utf-8" : "application/json")}\r\nETag: \"{number:x}\"\r\n\r\n";
        var flow = new Flow(
            DateTimeOffset.UnixEpoch.AddSeconds(number), "127.0.0.1", ProxyRequest.FromBlock(Encoding.Latin1.GetBytes(request)))
        {
            Id = number,
            Response = ProxyResponse.FromBlock(Encoding.Latin1.GetBytes(response)),
            Duration = TimeSpan.FromMilliseconds(12.5),
        };
        if (bodyBytes > 0)
        {
            string item = string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{number},\"name\":\"Häuser & more\"}},");
            byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(item, bodyBytes / item.Length)));
            flow.SetBody(BodySide.Response, FlowBody.Whole(text));
        }

        flow.Completed = true;
        return flow;
    }

    /// <summary>Counts the CPU of this process from here on, and its memory beyond that of now.</summary>
    private sealed class Meter
    {
        private readonly Process process = Process.GetCurrentProcess();
        private readonly TimeSpan begun;
        private readonly long start;

        public Meter()
        {
            GC.Collect();
            File.WriteAllText("/proc/self/clear_refs", "5");
            process.Refresh();
            begun = process.TotalProcessorTime;
            start = process.WorkingSet64;
        }

        public void Print()
        {
            process.Refresh();
            double seconds = (process.TotalProcessorTime - begun).TotalSeconds;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{seconds:0.000} {(process.PeakWorkingSet64 - start) / 1048576.0:0.0}"));
        }
    }
}
