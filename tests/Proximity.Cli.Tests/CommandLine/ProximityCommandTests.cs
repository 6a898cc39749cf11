using Proximity.Cli.CommandLine;
using Proximity.Cli.Configuration;

namespace Proximity.Cli.Tests.CommandLine;

public class ProximityCommandTests
{
    [Fact]
    public void EmptyLine_SaysNothing() => Assert.Equal(new Settings(), Read());

    [Theory]
    [InlineData("1", 1)]
    [InlineData("65535", 65535)]
    public void Port_WithinRange_IsRead(string text, int port) => Assert.Equal(port, Read("--port", text).Port);

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("65536")]
    [InlineData("99999999999")]
    [InlineData("http")]
    [InlineData("80.5")]
    [InlineData(" 80")]
    public void Port_OutOfRange_IsRefused(string text) => Assert.Equal([$"--port is {text}, but must be a whole number, 1..65535."], Errors("--port", text));

    [Theory]
    [InlineData("1", 1)]
    [InlineData("300", 300)]
    public void Timeout_WithinRange_IsRead(string text, int seconds) => Assert.Equal(seconds, Read("--timeout", text).TimeoutSeconds);

    [Theory]
    [InlineData("0")]
    [InlineData("301")]
    public void Timeout_OutOfRange_IsRefused(string text) => Assert.Equal([$"--timeout is {text}, but must be a whole number, 1..300."], Errors("--timeout", text));

    [Theory]
    [InlineData("--tunnel-timeout", "0")]
    [InlineData("--first-byte-timeout", "86400")]
    [InlineData("--body-timeout", "0")]
    public void SilenceTimeout_WithinRange_IsAccepted(string option, string text) => Assert.Empty(Errors(option, text));

    [Theory]
    [InlineData("--tunnel-timeout", "-1")]
    [InlineData("--first-byte-timeout", "86401")]
    [InlineData("--body-timeout", "1.5")]
    public void SilenceTimeout_OutOfRange_IsRefused(string option, string text)
        => Assert.Equal([$"{option} is {text}, but must be a whole number, 0..86400."], Errors(option, text));

    [Fact]
    public void MaxFlows_One_IsRead() => Assert.Equal(1, Read("--max-flows", "1").MaxFlows);

    [Theory]
    [InlineData("99999999999", "1..2147483647")]
    [InlineData("1e20", "1..2147483647")]
    [InlineData("1.5", "1 or more")]
    [InlineData("many", "1 or more")]
    public void MaxFlows_ThatIsNone_IsRefusedWithTheBoundThatMatters(string count, string range) => Assert.Equal(
        [$"--max-flows is {count}, but must be a whole number, {range}."], Errors("--max-flows", count));

    [Fact]
    public void MaxFlows_Zero_IsRefused() => Assert.Equal(["--max-flows is 0, but must be a whole number, 1 or more."], Errors("--max-flows", "0"));

    [Fact]
    public void MaxHeaderBytes_WithinRange_IsRead() => Assert.Equal(1024, Read("--max-header-bytes", "1024").MaxHeaderBytes);

    [Fact]
    public void MaxHeaderBytes_OutOfRange_IsRefused() =>
        Assert.Equal(["--max-header-bytes is 1023, but must be a whole number, 1024..16777216."], Errors("--max-header-bytes", "1023"));

    [Fact]
    public void MaxHeaderFields_OutOfRange_IsRefused() =>
        Assert.Equal(["--max-header-fields is 65537, but must be a whole number, 16..65536."], Errors("--max-header-fields", "65537"));

    [Theory]
    [InlineData("strict", Strictness.Strict)]
    [InlineData("lenient", Strictness.Lenient)]
    public void Strictness_IsRead(string word, Strictness strictness) => Assert.Equal(strictness, Read("--strictness", word).Strictness);

    [Theory]
    [InlineData("lax")]
    [InlineData("0")]
    [InlineData("")]
    public void Strictness_OfAnotherWord_IsRefused(string word) => Assert.Equal([$"--strictness is {word}, but must be one of strict, lenient."], Errors("--strictness", word));

    [Fact]
    public void Bind_IsRead() => Assert.Equal("::1", Read("--bind", "::1").Bind);

    [Fact]
    public void AllowClient_MayBeRepeated() => Assert.Equal(["private", "203.0.113.0/24"], Read("--allow-client", "private", "--allow-client", "203.0.113.0/24").AllowClients);

    [Fact]
    public void ForwardingFlags_AreRead()
    {
        Settings said = Read("--add-date", "--allow-https-targets", "--max-raw-response-header-bytes", "0");
        Assert.Equal((true, true, 0), (said.AddDate, said.AllowHttpsTargets, said.MaxRawResponseHeaderBytes));
        ProxyOptions options = said.ToProxyOptions();
        Assert.Equal((true, true, 0), (options.AddDate, options.AllowHttpsTargets, options.MaxRawResponseHeaderBytes));
        ProxyOptions silent = Read().ToProxyOptions();
        Assert.Equal((false, false, 1024 * 1024), (silent.AddDate, silent.AllowHttpsTargets, silent.MaxRawResponseHeaderBytes));
    }

    [Fact]
    public void Via_IsRead() => Assert.Equal("mine", Read("--via", "mine").Via);

    [Fact]
    public void HeadTimeout_IsRead() => Assert.Equal(7, Read("--head-timeout", "7").HeadTimeoutSeconds);

    [Fact]
    public void Bind_Empty_IsRefused() => Assert.Equal(["--bind must not be empty."], Errors("--bind", ""));

    [Fact]
    public void Verbose_IsRead() => Assert.True(Read("--verbose").Verbose);

    [Fact]
    public void Verbose_False_IsRead() => Assert.False(Read("--verbose", "false").Verbose);

    [Fact]
    public void Upstream_IsRead() => Assert.Equal("http://u:p@parent:3128", Read("--upstream", "http://u:p@parent:3128").Upstream);

    [Fact]
    public void Record_IsRead() => Assert.True(Read("--record").RecordFlows);

    [Fact]
    public void NoRecord_TurnsRecordingOff() => Assert.False(Read("--no-record").RecordFlows);

    [Fact]
    public void RecordAndNoRecord_ExcludeEachOther() => Assert.Equal(["--record and --no-record exclude each other."], Errors("--record", "--no-record"));

    [Fact]
    public void NoPersistent_TurnsPersistenceOff() => Assert.False(Read("--no-persistent").PersistentConnections);

    [Fact]
    public void EphemeralPort_IsRead() => Assert.True(Read("--ephemeral-port").EphemeralPort);

    [Fact]
    public void PortAndEphemeralPort_ExcludeEachOther() => Assert.Equal(["--port and --ephemeral-port exclude each other."], Errors("--port", "1", "--ephemeral-port"));

    [Fact]
    public void ExportFile_IsRead() => Assert.Equal("out.json", Read("--export-file", "out.json").ExportFile);

    [Fact]
    public void ImportFile_IsRead() => Assert.Equal("in.json", Read("--import-file", "in.json").ImportFile);

    [Fact]
    public void InterceptionOptions_AreRead()
    {
        var settings = Read("--mitm", "--ca-cert", "ca.pem", "--ca-key", "ca.key", "--ca-password", "");

        Assert.Equal(new Settings { Mitm = true, CaCert = "ca.pem", CaKey = "ca.key", CaPassword = "" }, settings);
    }

    [Fact]
    public void PasswordWithAtSign_IsNotAResponseFile() => Assert.Equal("@secret", Read("--mitm", "--ca-password", "@secret").CaPassword);

    [Fact]
    public void Config_IsNamed()
    {
        var command = new ProximityCommand();

        Assert.Equal("a.json", command.ConfigurationPath(command.Parse(["--config", "a.json"])));
    }

    [Theory]
    [InlineData("--bogus")]
    [InlineData("extra")]
    public void UnknownWord_IsRefused(string word) => Assert.Single(Errors(word));

    [Theory]
    [InlineData("--port")]
    [InlineData("--bind")]
    public void MissingValue_IsRefused(string option) => Assert.NotEmpty(Errors(option));

    private static Settings Read(params string[] arguments)
    {
        var command = new ProximityCommand();
        var line = command.Parse(arguments);
        Assert.Empty(line.Errors);
        return command.Read(line);
    }

    private static IEnumerable<string> Errors(params string[] arguments) => new ProximityCommand().Parse(arguments).Errors.Select(error => error.Message);
}
