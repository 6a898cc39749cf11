using Microsoft.Extensions.Logging;
using Proximity.Cli.Configuration;
using Proximity.Cli.Output;

namespace Proximity.Cli.Tests.Output;

public class JsonLinesFormatterTests
{
    [Fact]
    public void Started_TellsWhatIsInForceButNoPassword() => Assert.Equal(
        """{"event":"started","time":"2030-01-02T03:04:05.678+01:00","address":"127.0.0.1","port":8080,"proxyUrl":"http://127.0.0.1:8080","upstreamProxy":"http://u:***@parent:3128","timeout":30,"recordFlows":true,"maxFlows":1000,"store":null,"maxHeaderBytes":65536,"maxConnections":16384,"maxTunnels":10000,"openFiles":null,"persistentConnections":true,"enableMITM":false,"configFile":"/etc/config.json","exportFile":null,"importedFlows":3}""",
        Line(Samples.Started(new Settings { Upstream = "http://u:p@parent:3128" })));

    [Theory]
    [InlineData("flows.db", null, "\"flows.db\"")]
    [InlineData("postgres://u:secret@db.test/flows?sslmode=require", null, "\"postgres://u:***@db.test/flows\"")]
    [InlineData(null, "nats://token@a.test:4222,b.test:4222", "\"nats://***@a.test:4222,nats://b.test:4222\"")]
    public void Started_TellsWhereFlowsAreStored_WithoutThePassword(string? store, string? stream, string shown) => Assert.Contains(
        $",\"store\":{shown},",
        Line(Samples.Started(new Settings { Store = store, Stream = stream })),
        StringComparison.Ordinal);

    [Fact]
    public void Started_HasNoStore_WhereNothingIsRecorded() => Assert.Contains(
        ",\"store\":null,",
        Line(Samples.Started(new Settings { Store = "flows.db", RecordFlows = false })),
        StringComparison.Ordinal);

    [Fact]
    public void Flow_TellsTheExchange() => Assert.Equal(
        """{"event":"flow","time":"2030-01-02T03:04:05.678+01:00","id":5,"clientIP":"127.0.0.1","status":200,"method":"GET","url":"http://example.com/a+b?c&d\u0007","contentType":"text/html","requestBytes":90,"responseBytes":1234,"durationMs":12.346,"errorCode":null,"passedThrough":null}""",
        Line(Samples.Flow()));

    [Fact]
    public void FailedFlow_TellsTheCode() => Assert.Equal(
        """{"event":"flow","time":"2030-01-02T03:04:05.678+01:00","id":6,"clientIP":"127.0.0.1","status":null,"method":"CONNECT","url":"example.com:443","contentType":null,"requestBytes":0,"responseBytes":0,"durationMs":0,"errorCode":"upstream_connect_failed","passedThrough":null}""",
        Line(Samples.FailedFlow()));

    [Fact]
    public void FlowThatTheProxyAnswered_TellsWhatTheClientGot() => Assert.Contains("\"status\":502,", Line(Samples.AnsweredFlow()), StringComparison.Ordinal);

    [Fact]
    public void TunnelRelayedUntouched_TellsWhy() => Assert.EndsWith(
        ",\"errorCode\":null,\"passedThrough\":\"client_rejected_certificate\"}",
        Line(Samples.PassedThroughFlow()),
        StringComparison.Ordinal);

    [Fact]
    public void Error_TellsWhatIsKnown() => Assert.Equal(
        """{"event":"error","time":"2030-01-02T03:04:05.678+01:00","code":"upstream_connect_failed","message":"The origin could not be reached.","clientIP":"127.0.0.1","phase":"connect_pending","targetHost":"example.com","targetPort":80,"method":"GET","url":"http://example.com/","error":"Connection refused\n"}""",
        Line(Samples.Error()));

    [Fact]
    public void Log_TellsTheLevel() => Assert.Equal(
        """{"event":"log","time":"2030-01-02T03:04:05.678+01:00","level":"Warning","message":"late"}""",
        Line(new LogEvent(Samples.Time, LogLevel.Warning, "late")));

    [Fact]
    public void Dropped_TellsHowMany() => Assert.Equal(
        """{"event":"dropped","time":"2030-01-02T03:04:05.678+01:00","lines":9}""",
        Line(new DroppedEvent(Samples.Time, 9)));

    [Fact]
    public void Stopping_TellsTheReason() => Assert.Equal(
        """{"event":"stopping","time":"2030-01-02T03:04:05.678+01:00","reason":"SIGTERM","drainSeconds":3}""",
        Line(new StoppingEvent(Samples.Time, "SIGTERM", TimeSpan.FromSeconds(3))));

    [Fact]
    public void Stopped_TellsTheExport() => Assert.Equal(
        """{"event":"stopped","time":"2030-01-02T03:04:05.678+01:00","flows":2,"prunedFlows":5,"exportFile":"out.json"}""",
        Line(new StoppedEvent(Samples.Time, 2, 5, "out.json")));

    private static string Line(ProgramEvent programEvent)
    {
        var line = Assert.Single(new JsonLinesFormatter().Format(programEvent));
        Assert.False(line.ToStandardError);
        return line.Text;
    }
}
