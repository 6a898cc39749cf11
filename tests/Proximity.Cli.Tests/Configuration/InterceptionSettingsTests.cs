using System.Security.Cryptography.X509Certificates;
using System.Text;
using Proximity.Cli.CommandLine;
using Proximity.Cli.Configuration;

namespace Proximity.Cli.Tests.Configuration;

/// <summary>An option for interception, on the command line and in the file: both mean the same.</summary>
public class InterceptionSettingsTests
{
    public static TheoryData<string, string, string, object> Options { get; } = new()
    {
        { nameof(InterceptionOptions.CaFolder), "--ca-folder /ca", "\"caFolder\":\"/ca\"", "/ca" },
        { nameof(InterceptionOptions.InterceptHosts), "--intercept-host .a.test --intercept-host 10.0.0.0/8:443", "\"interceptHosts\":[\".a.test\",\"10.0.0.0/8:443\"]", new[] { ".a.test", "10.0.0.0/8:443" } },
        { nameof(InterceptionOptions.PassThroughHosts), "--pass-through-host a.test", "\"passThroughHosts\":[\"a.test\"]", new[] { "a.test" } },
        { nameof(InterceptionOptions.RejectionMemory), "--rejection-memory 0", "\"rejectionMemory\":0", TimeSpan.Zero },
        { nameof(InterceptionOptions.InsecureOrigins), "--insecure-origins a.test b.test", "\"insecureOrigins\":[\"a.test\",\"b.test\"]", new[] { "a.test", "b.test" } },
        { nameof(InterceptionOptions.CheckRevocation), "--check-revocation", "\"checkRevocation\":true", X509RevocationMode.Online },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public void LineAndFile_ReachTheOption(string option, string line, string json, object expected)
    {
        var command = new ProximityCommand();
        var fromLine = command.Read(command.Parse(["--mitm", .. line.Split(' ')]));
        var fromFile = ConfigurationReader.Read(Encoding.UTF8.GetBytes("{\"enableMITM\":true," + json + "}"), "config.json");

        Assert.Equal(expected, Value(fromLine.Over(new Settings()), option));
        Assert.Equal(expected, Value(new Settings().Over(fromFile), option));
        Assert.NotEqual(expected, Value(new Settings { Mitm = true }, option));
    }

    [Fact]
    public void Http2_IsSpokenUnlessSomethingSaysNo()
    {
        var command = new ProximityCommand();
        Assert.NotNull(Value(new Settings { Mitm = true }, nameof(InterceptionOptions.Http2)));
        Assert.Null(Value(command.Read(command.Parse(["--mitm", "--no-http2"])), nameof(InterceptionOptions.Http2)));
        var fromFile = ConfigurationReader.Read("""{"enableMITM":true,"http2":false}"""u8.ToArray(), "config.json");
        Assert.Null(Value(new Settings().Over(fromFile), nameof(InterceptionOptions.Http2)));
    }

    [Fact]
    public void FilesOfTheFile_StartAtItsFolder()
    {
        var settings = ConfigurationReader.Read("""{"originCas":["a.pem"],"clientCertificates":{"*.a.test":"me.p12"}}"""u8.ToArray(), "/etc/proximity/config.json");
        Assert.Equal(["/etc/proximity/a.pem"], settings.OriginCas!);
        Assert.Equal(["*.a.test=/etc/proximity/me.p12"], settings.ClientCertificates!);
    }

    [Fact]
    public void FilesOfTheLine_AreTakenAsTheyAre()
    {
        var settings = new ProximityCommand() is var command ? command.Read(command.Parse(["--mitm", "--origin-ca", "a.pem", "--client-certificate", "*.a.test=me.p12"])) : null!;
        Assert.Equal(["a.pem"], settings.OriginCas!);
        Assert.Equal(["*.a.test=me.p12"], settings.ClientCertificates!);
    }

    [Theory]
    [InlineData("me.p12")]
    [InlineData("=me.p12")]
    [InlineData("a.test=")]
    public void ClientCertificateWithoutHostOrFile_IsRefused(string text)
        => Assert.Equal($"--client-certificate is {text}, but must be host=file.", Assert.Single(new ProximityCommand().Parse(["--client-certificate", text]).Errors).Message);

    [Theory]
    [InlineData("""{"clientCertificates":["a=b"]}""")]
    [InlineData("""{"clientCertificates":{"a":1}}""")]
    [InlineData("""{"clientCertificates":{"":"b"}}""")]
    public void ClientCertificatesOfAnotherShape_AreRefused(string content)
        => Assert.Contains("must be an object of hosts and paths", Assert.Throws<ConfigurationException>(() => ConfigurationReader.Read(Encoding.UTF8.GetBytes(content), "config.json")).Message, StringComparison.Ordinal);

    private static object? Value(Settings settings, string option) => typeof(InterceptionOptions).GetProperty(option)!.GetValue(settings.ToProxyOptions().Interception);
}
