using Microsoft.Extensions.Logging;
using Proximity.Cli.Configuration;
using Proximity.Cli.Output;

namespace Proximity.Cli.Tests.Output;

public class TerminalFormatterTests
{
    [Fact]
    public void Started_ShowsWhatIsInForceAndALineToPaste() => Assert.Equal(
        """
        Proximity is listening on http://127.0.0.1:8080
          upstream    http://u:***@parent:3128
          clients     loopback, link-local, private
          time-out    30 s
          recording   the newest 1000 flows, 3 imported
          limits      heads of at most 65536 bytes, 16384 connections, 10000 tunnels
          connections persistent
          authority   ca.pem; clients that shall trust it go to http://proximity.internal/
          configured  /etc/config.json
          export to   out.json

          curl -x http://127.0.0.1:8080 http://example.com/

        """,
        Text(Samples.Started(new Settings { Upstream = "http://u:p@parent:3128", Mitm = true, CaCert = "ca.pem", ExportFile = "out.json" })));

    [Theory]
    [InlineData("flows.db", null, "\n  stored in   flows.db\n")]
    [InlineData("postgres://u:secret@db.test/flows", null, "\n  stored in   postgres://u:***@db.test/flows\n")]
    [InlineData(null, "nats://token@a.test:4222", "\n  stored in   nats://***@a.test:4222\n")]
    public void Started_ShowsWhereFlowsAreStored_WithoutThePassword(string? store, string? stream, string line)
        => Assert.Contains(line, Text(Samples.Started(new Settings { Store = store, Stream = stream })), StringComparison.Ordinal);

    [Fact]
    public void Flow_IsOneLine() => Assert.Equal("03:04:05.678 #5 200 GET http://example.com/a+b?c&d\\x07 1234 bytes 12.3 ms text/html", Text(Samples.Flow()));

    [Fact]
    public void FailedFlow_ShowsTheCode() => Assert.Equal("03:04:05.678 #6 --- CONNECT example.com:443 0 bytes 0.0 ms upstream_connect_failed", Text(Samples.FailedFlow()));

    [Fact]
    public void FlowThatTheProxyAnswered_ShowsWhatTheClientGot()
        => Assert.Equal("03:04:05.678 #7 502 GET http://example.com/ 0 bytes 0.0 ms upstream_connect_failed", Text(Samples.AnsweredFlow()));

    [Fact]
    public void TunnelRelayedUntouched_SaysWhy() => Assert.Equal(
        "03:04:05.678 #8 200 CONNECT example.com:443 0 bytes 0.0 ms untouched: client_rejected_certificate",
        Text(Samples.PassedThroughFlow()));

    [Fact]
    public void Colours_StandAroundStatusAndError() => Assert.Equal(
        "\u001b[2m03:04:05.678 #7\u001b[0m \u001b[31m502\u001b[0m GET http://example.com/ 0 bytes 0.0 ms \u001b[31mupstream_connect_failed\u001b[0m",
        new TerminalFormatter(new Colors(areOn: true), diagnostics: false).Format(Samples.AnsweredFlow()).Single().Text);

    [Fact]
    public void ComingAndGoing_IsShownOnlyWithDiagnostics()
    {
        var log = new LogEvent(Samples.Time, LogLevel.Debug, "Client 127.0.0.1 connected");

        Assert.Empty(Text(log));
        Assert.Single(new TerminalFormatter(Colors.Off, diagnostics: true).Format(log));
    }

    [Fact]
    public void Error_GoesToStandardErrorInOneLine() => Assert.Equal(
        "! 03:04:05.678 upstream_connect_failed: The origin could not be reached. (client 127.0.0.1, connect_pending, target example.com:80, Connection refused\\x0A)",
        Text(Samples.Error()));

    [Fact]
    public void Log_GoesToStandardError() => Assert.Equal("! 03:04:05.678 late", Text(new LogEvent(Samples.Time, LogLevel.Warning, "late")));

    [Fact]
    public void Dropped_GoesToStandardError() => Assert.Equal("! 9 lines dropped: they came faster than they could be printed", Text(new DroppedEvent(Samples.Time, 9)));

    [Fact]
    public void Stopping_SaysHowToHurry() => Assert.Equal(
        "SIGINT: stopping; requests in flight have 3 s to finish (once more stops at once)",
        Text(new StoppingEvent(Samples.Time, "SIGINT", TimeSpan.FromSeconds(3))));

    [Theory]
    [InlineData(0, "out.json", "Stopped, 2 flows written to out.json")]
    [InlineData(0, null, "Stopped")]
    [InlineData(3, "out.json", "Stopped, 2 flows written to out.json; 3 older flows had made room for newer ones (--max-flows)")]
    [InlineData(0, "-", "Stopped, 2 flows written to standard output")]
    public void Stopped_SaysWhatWasWrittenAndWhatWasNotKept(long pruned, string? file, string line) => Assert.Equal(line, Text(new StoppedEvent(Samples.Time, 2, pruned, file)));

    private static string Text(ProgramEvent programEvent) =>
        string.Join('\n', new TerminalFormatter(Colors.Off, diagnostics: false).Format(programEvent).Select(line => line.ToStandardError ? $"! {line.Text}" : line.Text));
}
