using System.Text;
using Proximity.Cli.Configuration;

namespace Proximity.Cli.Tests.Configuration;

public class ConfigurationReaderTests
{
    [Fact]
    public void EmptyObject_SaysNothing() => Assert.Equal(new Settings(), Read("{}"));

    [Fact]
    public void EveryKey_IsRead()
    {
        var settings = Read("""
            {
              "port": 3128, "bind": "127.0.0.1", "verbose": true, "timeout": 5, "upstreamProxy": "parent:3128", "recordFlows": true, "maxFlows": 7,
              "enableMITM": true, "caCert": "/ca.pem", "caKey": "/ca.key", "caPassword": "", "exportFile": "/out.json", "importFile": "/in.json",
              "maxHeaderBytes": 2048, "persistentConnections": false
            }
            """);

        var expected = new Settings
        {
            Port = 3128,
            Bind = "127.0.0.1",
            Verbose = true,
            TimeoutSeconds = 5,
            Upstream = "parent:3128",
            RecordFlows = true,
            MaxFlows = 7,
            Mitm = true,
            CaCert = "/ca.pem",
            CaKey = "/ca.key",
            CaPassword = "",
            ExportFile = "/out.json",
            ImportFile = "/in.json",
            MaxHeaderBytes = 2048,
            PersistentConnections = false,
        };
        Assert.Equal(expected, settings);
    }

    [Fact]
    public void Via_IsAText() => Assert.Equal("mine", Read("""{"via":"mine"}""").Via);

    [Fact]
    public void Strictness_IsAWord() => Assert.Equal(Strictness.Strict, Read("""{"strictness":"strict"}""").Strictness);

    [Fact]
    public void HeadTimeout_IsANumber() => Assert.Equal(7, Read("""{"headTimeout":7}""").HeadTimeoutSeconds);

    [Fact]
    public void AllowClients_IsAListOfTexts() => Assert.Equal(["loopback", "203.0.113.7"], Read("""{"allowClients":["loopback","203.0.113.7"]}""").AllowClients);

    [Theory]
    [InlineData("""{"allowClients":"loopback"}""")]
    [InlineData("""{"allowClients":[1]}""")]
    public void AllowClients_OfAnotherType_IsRefused(string content)
        => Assert.Contains("\"allowClients\" must be a list", Assert.Throws<ConfigurationException>(() => Read(content)).Message, StringComparison.Ordinal);

    [Fact]
    public void CommentsAndTrailingCommas_AreAccepted() => Assert.Equal(81, Read("{ /* why */ \"port\": 81, // end\n }").Port);

    [Fact]
    public void ByteOrderMark_IsAccepted() => Assert.Equal(81, Read("\uFEFF{\"port\":81}").Port);

    [Fact]
    public void Null_MeansNotSet() => Assert.Null(Read("{\"upstreamProxy\":null}").Upstream);

    [Fact]
    public void RelativePath_StartsAtTheFilesFolder() => Assert.Equal("/etc/proximity/ca.pem", Read("{\"caCert\":\"ca.pem\"}").CaCert);

    [Theory]
    [InlineData("{\"port\":0}", "/etc/proximity/config.json: \"port\" is 0, but must be a whole number, 1..65535.")]
    [InlineData("{\"port\":80.5}", "/etc/proximity/config.json: \"port\" is 80.5, but must be a whole number, 1..65535.")]
    [InlineData("{\"port\":\"80\"}", "/etc/proximity/config.json: \"port\" must be a number, 1..65535.")]
    [InlineData("{\"timeout\":301}", "/etc/proximity/config.json: \"timeout\" is 301, but must be a whole number, 1..300.")]
    [InlineData(
        "{\"maxFlows\":99999999999}",
        "/etc/proximity/config.json: \"maxFlows\" is 99999999999, but must be a whole number, 1..2147483647.")]
    [InlineData("{\"maxFlows\":0}", "/etc/proximity/config.json: \"maxFlows\" is 0, but must be a whole number, 1 or more.")]
    [InlineData("{\"maxHeaderBytes\":1}", "/etc/proximity/config.json: \"maxHeaderBytes\" is 1, but must be a whole number, 1024..16777216.")]
    [InlineData("{\"maxHeaderFields\":15}", "/etc/proximity/config.json: \"maxHeaderFields\" is 15, but must be a whole number, 16..65536.")]
    [InlineData("{\"strictness\":\"lax\"}", "/etc/proximity/config.json: \"strictness\" must be one of strict, lenient.")]
    [InlineData("{\"strictness\":1}", "/etc/proximity/config.json: \"strictness\" must be a text in quotes.")]
    [InlineData("{\"verbose\":\"yes\"}", "/etc/proximity/config.json: \"verbose\" must be true or false.")]
    [InlineData("{\"bind\":1}", "/etc/proximity/config.json: \"bind\" must be a text in quotes.")]
    [InlineData("{\"bind\":\" \"}", "/etc/proximity/config.json: \"bind\" must not be empty; leave the key out instead.")]
    public void WrongValue_IsRefusedByFileKeyAndRange(string json, string sentence) => Assert.Equal(sentence, Refusal(json));

    [Fact]
    public void UnknownKey_IsRefusedWithTheKnownOnes()
    {
        var sentence = Refusal("{\"prot\":80}");

        Assert.StartsWith("/etc/proximity/config.json: unknown key \"prot\"; the keys are port, bind, ", sentence, StringComparison.Ordinal);
        Assert.EndsWith(" Did you mean port?", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"port\":1,\"port\":2}")]
    public void InvalidJson_IsRefused(string json) =>
        Assert.StartsWith("/etc/proximity/config.json is not a valid JSON configuration: ", Refusal(json), StringComparison.Ordinal);

    [Theory]
    [InlineData("[]")]
    [InlineData("8080")]
    public void NotAnObject_IsRefused(string json) =>
        Assert.Equal("/etc/proximity/config.json: the configuration must be one JSON object, such as { \"port\": 8080 }.", Refusal(json));

    private static Settings Read(string json) => ConfigurationReader.Read(Encoding.UTF8.GetBytes(json), "/etc/proximity/config.json");

    private static string Refusal(string json) => Assert.Throws<ConfigurationException>(() => Read(json)).Message;
}
