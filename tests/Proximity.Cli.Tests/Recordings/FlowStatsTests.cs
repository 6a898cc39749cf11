using System.Globalization;
using Proximity.Cli.Recordings;

namespace Proximity.Cli.Tests.Recordings;

/// <summary><c>proximity flows stats</c>.</summary>
public sealed class FlowStatsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Pipe_GetsNumbers()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.All);

        Assert.Equal(
            [
                "host\tstatus\tcount\tbytes\tp50\tp95\tp99\terrors",
                "api.example.com\t200\t1\t1334\t12.3\t12.3\t12.3\t0",
                "secure.example.com\t\t1\t0\t3\t3\t3\t1",
                "shop.example.com\t200\t1\t490\t40\t40\t40\t0",
                "shop.example.com\t302\t1\t500\t250\t250\t250\t0",
                "shop.example.com\t404\t1\t2500100\t1500\t1500\t1500\t0",
            ],
            await new FlowsRig().LinesAsync("stats", file, "--by", "host,status"));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(110)]
    [InlineData(200)]
    public async Task Table_FitsTheTerminal(int width)
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.All);

        var lines = await new FlowsRig { Width = width }.LinesAsync("stats", file);

        Assert.StartsWith("shop", lines[1], StringComparison.Ordinal);
        Assert.Contains("2.5MB", lines[1], StringComparison.Ordinal);
        Assert.Equal(4, lines.Length);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, width));
        Assert.Equal(width > 40, lines[0].Contains("P99", StringComparison.Ordinal));
        Assert.Equal(width > 100, lines[1].EndsWith("####", StringComparison.Ordinal));
    }

    [Fact]
    public async Task KeysWithoutRoom_AreNamed()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.All);

        var rig = new FlowsRig { Width = 40 };
        var (code, output, errors) = await rig.RunAsync("stats", file, "--by", "host,path,url,method,status,scheme");

        Assert.Equal(0, code);
        Assert.All(output.TrimEnd('\n').Split('\n'), line => Assert.InRange(line.Length, 1, 40));
        Assert.Matches("^Not shown in 40 columns: .*scheme.*A wider terminal, a pipe and --json have all.\n$", errors);
    }

    [Fact]
    public async Task Json_IsOneGroupALine()
    {
        var file = await SampleFlows.WriteAsync(folder, "a.jsonl", SampleFlows.All);

        Assert.Equal(
            ["""{"status":"404","count":1,"bytes":2500100,"p50Ms":1500,"p95Ms":1500,"p99Ms":1500,"errors":0}"""],
            await new FlowsRig().LinesAsync("stats", file, "status:404", "--by", "status", "--json"));
    }

    [Fact]
    public async Task GroupsBeyondTheBound_AreCountedTogether()
    {
        var statistics = Path.Combine(folder.Path, "many.jsonl");
        await File.WriteAllLinesAsync(
            statistics,
            Enumerable.Range(1, FlowGroups.MostGroups + 5).Select(id => string.Create(
                CultureInfo.InvariantCulture, $$"""{"id":{{id}},"request":{"method":"GET","url":"http://h{{id}}.example/"} }""")),
            TestContext.Current.CancellationToken);

        var lines = await new FlowsRig().LinesAsync("stats", statistics, "--limit", "1");

        Assert.StartsWith("(others)\t5\t", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Percentiles_AreExact_AndThenWithinAHundredth()
    {
        var percentiles = new Percentiles();
        Assert.Null(percentiles.At(0.5));
        for (var value = 1; value <= 1000; value++)
        {
            percentiles.Add(value);
        }

        Assert.Equal((500, 950, 990, 1000), (percentiles.At(0.5), percentiles.At(0.95), percentiles.At(0.99), percentiles.At(1)));

        for (var value = 1001; value <= Percentiles.MostExact * 2; value++)
        {
            percentiles.Add(value);
        }

        Assert.Equal(20_000, percentiles.Count);
        Assert.InRange(percentiles.At(0.5)!.Value, 9_900, 10_100);
        Assert.InRange(percentiles.At(0.99)!.Value, 19_600, 20_000);
    }

    [Theory]
    [InlineData(0, "0B")]
    [InlineData(999, "999B")]
    [InlineData(1_000, "1.0kB")]
    [InlineData(9_940, "9.9kB")]
    [InlineData(12_345, "12kB")]
    [InlineData(999_600, "1.0MB")]
    [InlineData(2_500_000_000, "2.5GB")]
    public void Sizes_AreShort(double bytes, string text) => Assert.Equal(text, Units.Size(bytes));

    [Theory]
    [InlineData(0, "0µs")]
    [InlineData(900, "900µs")]
    [InlineData(12_300, "12.3ms")]
    [InlineData(1_500_000, "1.5s")]
    [InlineData(123_000_000, "2m03s")]
    [InlineData(7_260_000_000, "2h01m")]
    public void Durations_AreShort(double micros, string text) => Assert.Equal(text, Units.Duration(micros));

    [Theory]
    [InlineData("abc", 5, false, "abc  ")]
    [InlineData("abc", 5, true, "  abc")]
    [InlineData("abcdef", 5, false, "abcd…")]
    [InlineData("日本語", 6, false, "日本語")]
    [InlineData("日本語", 5, false, "日本…")]
    [InlineData("日本語", 4, false, "日… ")]
    [InlineData("e\u0301a", 2, false, "e\u0301a")]
    public void Cells_AreWhatATerminalShows(string text, int width, bool isRight, string fitted)
        => Assert.Equal(fitted, TextCells.Fit(text, width, isRight));
}
