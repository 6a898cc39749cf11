using Proximity.Cli.CommandLine;
using Proximity.Cli.Configuration;
using Proximity.Cli.Running;

namespace Proximity.Cli.Tests.Running;

public sealed class RunPlanTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void CommandLine_WinsOverTheFile()
    {
        var file = folder.Write("config.json", "{\"port\":81,\"timeout\":9}");

        var settings = Make(["--port", "82"], defaultFile: file).Settings;

        Assert.Equal((82, 9), (settings.Port, settings.TimeoutSeconds));
    }

    [Fact]
    public void NamedFile_ReplacesTheDefaultOne()
    {
        var first = folder.Write("config.json", "{\"port\":81,\"timeout\":9}");
        var second = folder.Write("other.json", "{\"port\":82}");

        var plan = Make(["--config", second], defaultFile: first);

        Assert.Equal((82, null, second), (plan.Settings.Port, plan.Settings.TimeoutSeconds, plan.ConfigurationPath));
    }

    [Fact]
    public void NoFile_NamesNone() => Assert.Null(Make([], defaultFile: folder.File("missing.json")).ConfigurationPath);

    [Fact]
    public void EphemeralPortOnTheLine_WinsOverAPortInTheFile()
    {
        var file = folder.Write("config.json", "{\"port\":81}");

        Assert.True(Make(["--ephemeral-port"], defaultFile: file).Settings.ToProxyOptions().UseEphemeralPort);
    }

    [Theory]
    [InlineData(new[] { "--mitm" }, "environment")]
    [InlineData(new[] { "--mitm", "--ca-password", "line" }, "line")]
    public void Password_IsTakenFromTheEnvironmentUnlessTheLineSaysOne(string[] arguments, string password)
    {
        var file = folder.Write("config.json", "{\"caPassword\":\"file\"}");

        Assert.Equal(password, Make(arguments, defaultFile: file, environment: "environment").Settings.CaPassword);
    }

    [Theory]
    [InlineData(new string[0], "of:environment")]
    [InlineData(new[] { "--proxy-auth", "of:line" }, "of:line")]
    public void Credentials_AreTakenFromTheEnvironmentUnlessTheLineSaysSome(string[] arguments, string credentials)
        => Assert.Equal(credentials, Make(arguments, environment: "of:environment").Settings.ProxyAuth);

    [Theory]
    [InlineData("--show: 1:1: There is no field hots;", "--show", "hots:a")]
    [InlineData("--show needs recorded flows", "--show", "host:a", "--no-record")]
    [InlineData("--keep: 1:1: There is no field hots;", "--keep", "hots:a")]
    [InlineData("--keep needs recorded flows", "--keep", "host:a", "--no-record")]
    public void FilterThatCannotBe_IsRefused(string sentence, params string[] arguments)
        => Assert.StartsWith(sentence, Assert.Throws<ConfigurationException>(() => Make(arguments)).Message, StringComparison.Ordinal);

    [Fact]
    public void Show_IsRead_AndAsksForLines()
    {
        var plan = Make(["--show", "status:5xx"]);

        Assert.Equal("status:5xx", plan.Show?.ToString());
        Assert.True(plan.Settings.ToProxyOptions().Verbose);
    }

    [Fact]
    public void CredentialsFile_IsRead()
        => Assert.Equal(1, Make(["--proxy-auth-file", folder.Write("users", "user:password")]).Credentials?.Count);

    [Theory]
    [InlineData("The credentials file {0} (--proxy-auth-file) cannot be read: ", "--proxy-auth-file", "{0}")]
    [InlineData("The certificate file {0} (--origin-ca) cannot be used: ", "--mitm", "--origin-ca", "{0}")]
    [InlineData("The certificate file {0} (--client-certificate) cannot be used: ", "--mitm", "--client-certificate", "a.test={0}")]
    public void FileThatCannotBeRead_IsRefusedWithItsOption(string beginning, params string[] line)
    {
        Assert.StartsWith(Filled(beginning, folder.File("missing")), Refused(folder.File("missing")), StringComparison.Ordinal);
        Assert.Equal(Filled(beginning, folder.Path) + "it is a folder.", Refused(folder.Path));

        string Refused(string file) => Refusal([.. line.Select(word => Filled(word, file))]);
    }

    [Theory]
    [InlineData("proxyAuthFile", "\"{0}\"")]
    [InlineData("originCas", "[\"{0}\"]")]
    [InlineData("clientCertificates", "{\"a.test\":\"{0}\"}")]
    public void FileOfTheConfiguration_ThatCannotBeRead_IsRefusedWithItsKey(string key, string value)
    {
        var missing = folder.File("missing");
        var file = folder.Write("config.json", $"{{\"enableMITM\":true,\"{key}\":{Filled(value, missing)}}}");

        var refusal = Assert.Throws<ConfigurationException>(() => Make([], defaultFile: file)).Message;

        Assert.Contains($"{missing} ({file}: \"{key}\") cannot be ", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void LineOfTheCredentialsFile_IsRefusedWithTheOption()
    {
        var users = folder.Write("users", "nobody");
        Assert.Equal($"{users} (--proxy-auth-file), line 1: this is not user:password.", Refusal("--proxy-auth-file", users));
    }

    [Theory]
    [InlineData("--ca-cert", "ca.pem")]
    [InlineData("--insecure-origins", "a.test")]
    [InlineData("--rejection-memory", "0")]
    public void InterceptionWithoutMitm_OnTheLine_IsRefused(params string[] line) =>
        Assert.Equal("The options for interception have an effect only together with --mitm.", Refusal(line));

    [Fact]
    public void ExportWithoutRecording_OnTheLine_IsRefused() =>
        Assert.Equal("--export-file and --import-file need recorded flows; recording is off.", Refusal("--no-record", "--export-file", "out.json"));

    [Fact]
    public void RedactReport_WithoutRedact_IsRefused() =>
        Assert.Equal("--redact-report has an effect only together with --redact.", Refusal("--redact-report", folder.File("report")));

    [Fact]
    public void ExportFileOfTheConfiguration_WithoutRecording_IsNone()
    {
        var file = folder.Write("config.json", "{\"exportFile\":\"out.json\"}");

        Assert.Null(Make(["--no-record"], defaultFile: file).Settings.ExportFile);
    }

    public void Dispose() => folder.Dispose();

    private static string Filled(string text, string file) => text.Replace("{0}", file, StringComparison.Ordinal);

    private static string Refusal(params string[] arguments) => Assert.Throws<ConfigurationException>(() => Make(arguments)).Message;

    private static RunPlan Make(string[] arguments, string? defaultFile = null, string? environment = null)
    {
        var command = new ProximityCommand();
        return RunPlan.Make(command, command.Parse(arguments), name => name is "PROXIMITY_CA_PASSWORD" or "PROXIMITY_PROXY_AUTH" ? environment : null, defaultFile);
    }
}
