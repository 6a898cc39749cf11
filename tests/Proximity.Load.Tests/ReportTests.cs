using Proximity.Load.Reporting;

namespace Proximity.Load.Tests;

public class ReportTests
{
    private const string Page = "# Title\n\n<!-- figures: written by bench/run.sh --markdown -->\nold\n<!-- end of figures -->\n\nEnd.\n";

    private static readonly WorkloadReport Workload = new("get-13-c16", "keep-alive GET", ["cpuMicrosecondsEach", "perSecond"],
    [
        Row("direct", isOurs: false, isProxy: false, ("perSecond", 40_000)),
        Row("proximity-norecord", isOurs: true, isProxy: true, ("cpuMicrosecondsEach", 20), ("perSecond", 20_000)),
        Row("proximity", isOurs: true, isProxy: true, ("cpuMicrosecondsEach", 30), ("perSecond", 10_000)),
        Row("haproxy", isOurs: false, isProxy: true, ("cpuMicrosecondsEach", 25), ("perSecond", 20_000)),
        Row("nginx", isOurs: false, isProxy: true, ("cpuMicrosecondsEach", 40), ("perSecond", 15_000)),
    ]);

    private static readonly Report Report = new(new Dictionary<string, string> { ["cores"] = "2" }, new Dictionary<string, string> { ["haproxy"] = "2.6" }, 3, 2.5, [Workload]);

    [Theory]
    [InlineData(new double[] { 3, 1, 2 }, 2)]
    [InlineData(new double[] { 4, 1, 3, 2 }, 2.5)]
    public void Rounds_GiveTheirMedian(double[] values, double median)
    {
        var row = new RowReport("x", IsOurs: true, IsProxy: true, Failure: null, [.. values.Select(value => new Dictionary<string, double> { ["errors"] = value })]);

        Assert.Equal(median, row.Figure("errors"));
    }

    [Fact]
    public void Ratios_AreToHaProxyToTheBestPeerAndToTheDirectConnection()
    {
        var row = Workload.Rows[2];

        Assert.Equal((1.2, 1.2, 0.25), (Workload.ToHaProxy(row), Workload.ToBestPeer(row), Workload.ToDirect(row, "perSecond")));
    }

    [Fact]
    public void DirectConnection_HasNoRatioOfCost() => Assert.Null(Workload.ToHaProxy(Workload.Rows[0]));

    [Fact]
    public void Page_KeepsWhatStandsAroundTheFigures()
    {
        var filled = MarkdownPage.Filled(Page, Report);

        Assert.StartsWith("# Title\n\n<!-- figures: written by bench/run.sh --markdown -->\n\nMedians of 3 rounds of 2.5 seconds each.\n", filled, StringComparison.Ordinal);
        Assert.EndsWith("\n\n<!-- end of figures -->\n\nEnd.\n", filled, StringComparison.Ordinal);
        Assert.DoesNotContain("old", filled, StringComparison.Ordinal);
        Assert.Equal(filled, MarkdownPage.Filled(filled, Report));
    }

    [Fact]
    public void Page_SaysWhichTargetsAreReachedAndWhoIsAhead()
    {
        var filled = MarkdownPage.Filled(Page, Report);

        Assert.Contains("| CPU of a small GET, recording off | 0.85 × haproxy | 0.8 | get-13-c16 | yes |", filled, StringComparison.Ordinal);
        Assert.Contains("| CPU of a small GET, recording on | 1 × haproxy | 1.2 | get-13-c16 | **no** |", filled, StringComparison.Ordinal);
        Assert.Contains("| get-13-c16 | haproxy | 1.20 |", filled, StringComparison.Ordinal);
        Assert.DoesNotContain("| get-13-c16 | nginx |", filled, StringComparison.Ordinal);
    }

    [Fact]
    public void PageWithoutMarks_IsRefused() => Assert.Throws<InvalidDataException>(() => MarkdownPage.Filled("# Title\n", Report));

    [Fact]
    public void File_HoldsEveryFigure()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            Report.Write(path);

            Assert.Equal(MarkdownPage.Filled(Page, Report), MarkdownPage.Filled(Page, Report.Read(path)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static RowReport Row(string name, bool isOurs, bool isProxy, params (string Name, double Value)[] figures) => new(name, isOurs, isProxy, Failure: null, [figures.ToDictionary(figure => figure.Name, figure => figure.Value)]);
}
