using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Proximity.Cli.Authority;

namespace Proximity.Cli.Tests.EndToEnd;

/// <summary><c>proximity ca</c> as a process. No store of the machine's own is touched.</summary>
public sealed class AuthorityCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string CertificatePath => folder.File("proximity/ca/authority.crt");

    [Fact]
    public async Task Authority_IsMadeOnFirstUseAndIsTheProxys()
    {
        Assert.Equal((0, CertificatePath + "\n", string.Empty), await RunAsync("path"));
        var pem = await File.ReadAllTextAsync(CertificatePath);
        Assert.Equal((0, pem, string.Empty), await RunAsync("export"));

        await using var proxy = ProximityProcess.Start(ProximityProcess.BuiltProgram, ["--mitm", "--bind", "127.0.0.1", "--ephemeral-port"], folder.Path);
        Assert.Equal(pem, await ProximityProcess.GetThroughAsync(await proxy.EventAsync("started"), "http://proximity.internal/ca.pem"));
    }

    [Fact]
    public async Task ConfigurationFile_CountsAsForServing()
    {
        folder.Write("other.json", "{\"caFolder\":\"elsewhere\",\"enableMITM\":false}");

        Assert.Equal((0, folder.File("elsewhere/authority.crt") + "\n", string.Empty), await RunAsync("path", "--config", folder.File("other.json")));
    }

    [Fact]
    public async Task Password_IsTakenFromTheEnvironment()
    {
        await RunAsync("path");
        using var own = X509Certificate2.CreateFromPemFile(folder.File("proximity/ca/authority.pem"));
        await File.WriteAllBytesAsync(folder.File("mine.p12"), own.Export(X509ContentType.Pkcs12, "secret"));

        var (code, _, error) = await RunAsync(["export", "--ca-cert", folder.File("mine.p12")], ("PROXIMITY_CA_PASSWORD", "wrong"));
        Assert.Equal(2, code);
        Assert.StartsWith("PROXIMITY_CA_PASSWORD cannot be used: ", error, StringComparison.Ordinal);
        Assert.Contains("the password is wrong", error, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("export", "--ca-cert", folder.File("mine.p12"))).Code);
        Assert.Equal((0, own.ExportCertificatePem() + "\n", string.Empty), await RunAsync(["export", "--ca-cert", folder.File("mine.p12")], ("PROXIMITY_CA_PASSWORD", "secret")));
    }

    [Fact]
    public async Task Check_AsksTheSystemsBundle()
    {
        var (code, output, error) = await RunAsync("check", "--system");
        Assert.Equal((1, string.Empty), (code, error));
        Assert.StartsWith("The system does not trust the authority: ", output, StringComparison.Ordinal);

        Assert.Equal((0, $"The system trusts the authority, by {CertificatePath}.\n", string.Empty), await RunAsync(["check", "--system"], ("SSL_CERT_FILE", CertificatePath)));
    }

    [Fact]
    public async Task Check_SaysYesAfterTrust()
    {
        var database = folder.File("nssdb");
        Directory.CreateDirectory(database);
        Assert.True((await new InstalledTools().RunAsync("certutil", "-d", "sql:" + database, "-N", "--empty-password")).IsGood);

        Assert.Equal(1, (await RunAsync("check", "--nss", database)).Code);
        Assert.Equal((0, $"{database} trusts the authority now.\n", string.Empty), await RunAsync("trust", "--nss", database));
        Assert.Equal((0, $"{database} trusts the authority.\n", string.Empty), await RunAsync("check", "--nss", database));
        Assert.Equal((0, $"{database} no longer trusts the authority.\n", string.Empty), await RunAsync("untrust", "--nss", database));
        Assert.Equal(1, (await RunAsync("check", "--nss", database)).Code);
    }

    [Theory]
    [InlineData("proximity ca takes one of path, export, trust, untrust, check.")]
    [InlineData("--format is jks, but must be one of pem, der, p7b, mobileconfig.", "export", "--format", "jks")]
    [InlineData("--output must not be empty.", "export", "--output", "")]
    public async Task WrongUse_IsAnErrorWithCode2(string sentence, params string[] arguments)
        => Assert.Equal((2, string.Empty, $"{sentence}\nSee proximity {string.Join(' ', arguments.Prepend("ca").TakeWhile(word => word[0] != '-'))} --help.\n"), await RunAsync(arguments));

    [Fact]
    public async Task OptionOfTheProxy_BeforeTheCommand_IsRefused()
    {
        await using var run = ProximityProcess.Start(ProximityProcess.BuiltProgram, ["--port", "1", "ca", "path"], folder.Path);

        Assert.Equal((2, string.Empty, "--port has no meaning for this command.\nSee proximity ca path --help.\n"), await run.EndAsync());
    }

    [Fact]
    public async Task SecretsOfTls_AreWrittenToTheFileThatTheEnvironmentNames()
    {
        var secrets = folder.File("secrets.log");
        await RunAsync("path");
        await using var proxy = ProximityProcess.Start(
            ProximityProcess.BuiltProgram, ["--mitm", "--bind", "127.0.0.1", "--ephemeral-port"], folder.Path, new Dictionary<string, string> { ["SSLKEYLOGFILE"] = secrets });
        var url = (await proxy.EventAsync("started")).GetProperty("proxyUrl").GetString()!;

        var start = new ProcessStartInfo("curl", ["-q", "-sS", "--noproxy", "", "-x", url, "--cacert", CertificatePath, "https://proximity.internal/trusted.svg"]) { RedirectStandardOutput = true };
        start.Environment.Remove("SSLKEYLOGFILE");
        using var curl = Process.Start(start)!;
        Assert.StartsWith("<svg", await curl.StandardOutput.ReadToEndAsync(), StringComparison.Ordinal);
        await curl.WaitForExitAsync();

        var lines = await File.ReadAllLinesAsync(secrets);
        Assert.Contains(lines, line => line.StartsWith("SERVER_HANDSHAKE_TRAFFIC_SECRET ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("CLIENT_TRAFFIC_SECRET_0 ", StringComparison.Ordinal));
    }

    public void Dispose() => folder.Dispose();

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync(arguments, []);

    private async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments, params (string Name, string Value)[] environment)
    {
        await using var run = ProximityProcess.Start(
            ProximityProcess.BuiltProgram, ["ca", .. arguments], folder.Path, environment.ToDictionary(variable => variable.Name, variable => variable.Value));
        return await run.EndAsync();
    }
}
