using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Proximity.Telemetry;

namespace Proximity.Tests.Server;

public partial class DiagnosticsTests
{
    [Fact]
    public async Task Verbose_TellsOfConnections()
    {
        var logger = new CollectingLogger();
        await using Harness harness = await Harness.StartAsync(options => (options.Verbose, options.Logger) = (true, logger));
        await harness.GetAsync();
        await harness.SettleAsync();
        Assert.Contains(logger.Lines, line => line == "Debug Client 127.0.0.1 connected");
    }

    [Fact]
    public void NoLogger_LinesGoToStandardErrorInTheirForm()
    {
        var lines = new StringWriter();
        var logger = new StandardErrorLogger(TimeProvider.System, verbose: true, lines);
        logger.LogWarning("a \u001b[31mred\nline");
        Assert.Matches(Line(), lines.ToString());
    }

    [Theory]
    [InlineData(false, LogLevel.Debug, false)]
    [InlineData(false, LogLevel.Warning, true)]
    [InlineData(true, LogLevel.Debug, true)]
    public void Verbose_DecidesWhatIsShown(bool verbose, LogLevel level, bool shown)
        => Assert.Equal(shown, new StandardErrorLogger(TimeProvider.System, verbose, TextWriter.Null).IsEnabled(level));

    [GeneratedRegex(@"^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\] \[WARN\] a \uFFFD\[31mred\uFFFDline\r?\n$")]
    private static partial Regex Line();
}
