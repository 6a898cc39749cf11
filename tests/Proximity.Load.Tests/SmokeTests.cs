using Proximity.Load.Reporting;

namespace Proximity.Load.Tests;

/// <summary>A comparison from its command line to its file, with the programs built beside this test. How large a figure is says nothing here: that there is one does.</summary>
public class SmokeTests
{
    [Theory]
    [InlineData("get-13-c1", "haproxy", "--no-record")]
    [InlineData("connect-c16", "haproxy", "--no-record")]
    [InlineData("websocket-10k", "haproxy", "--no-record")]
    [InlineData("tls-get-c16", "haproxy-tls", "--mitm")]
    [InlineData("tls-resume-c16", "haproxy-tls", "--mitm")]
    public async Task OneSecondOfAWorkload_LeavesAFileWithFigures(string workload, string peer, string option)
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            string[] arguments =
            [
                "--only", workload, "--proxies", $"direct,ours,{peer}", "--variant", $"ours: program={ProxyProcess.OwnProgram()} {option}",
                "--rounds", "1", "--seconds", "1", "--warm-up", "0", "--json", file,
            ];
            var code = await new CompareCommand().Parse(arguments).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);

            Assert.Equal(0, code);
            var rows = Assert.Single(Report.Read(file).Workloads).Rows;
            Assert.Equal(["direct", "ours", peer], rows.Select(row => row.Name));
            Assert.All(rows, row => Assert.True(row.Figure("perSecond") > 0));
            Assert.All(rows, row => Assert.Equal(0, row.Figure("errors")));
            Assert.All(rows.Skip(1), row => Assert.True(row.Figure("cpuMicrosecondsEach") > 0));
            Assert.All(rows.Skip(1), row => Assert.True(row.Figure("peakMiB") > 0));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
