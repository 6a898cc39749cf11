using System.Diagnostics;

namespace Proximity.Cli.Tests.EndToEnd.Clients;

/// <summary><c>--private-trust</c>, where this machine permits it and where it does not.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class PrivateTrustTests : IDisposable
{
    private const string Store = "/etc/ssl/certs/ca-certificates.crt";

    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task ProgramOfTheSystemsStore_TrustsTheProxyAndNobodyElseDoes()
    {
        var before = await File.ReadAllTextAsync(Store);

        var run = await ClientRun.OfAsync(folder, $"env -u SSL_CERT_FILE -u CURL_CA_BUNDLE curl -sS --cacert {Store} https://origin.test/ && id -u", "--private-trust");

        if (!IsPermitted())
        {
            Assert.Equal((126, string.Empty), (run.Code, run.Output));
            Assert.StartsWith("--private-trust is not possible here, because this system does not permit the namespaces for it: ", run.Error, StringComparison.Ordinal);
            return;
        }

        run.IsSeen("https");
        Assert.EndsWith($"\n{Output("id", "-u")}", run.Output.Replace(EveryOrigin.Answer, "\n", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(Store));
    }

    [Fact]
    public async Task WithoutIt_TheSystemsStoreIsWhatItWas()
    {
        var run = await ClientRun.OfAsync(folder, $"env -u SSL_CERT_FILE -u CURL_CA_BUNDLE curl -sS --cacert {Store} https://origin.test/");

        Assert.Equal(60, run.Code);
        Assert.Empty(run.Seen);
    }

    [Fact]
    public async Task MissingTools_AreNamed()
    {
        await using var run = ProximityProcess.Start(
            ProximityProcess.BuiltProgram, ["run", "--private-trust", "--", "/bin/true"], folder.Path, new Dictionary<string, string> { ["PATH"] = folder.Path });

        Assert.Equal((126, string.Empty, "--private-trust needs the programs unshare and mount, of util-linux. Are they installed, and in a folder of PATH?\n"), await run.EndAsync());
    }

    public void Dispose() => folder.Dispose();

    private static bool IsPermitted()
    {
        using var unshare = Process.Start(new ProcessStartInfo("unshare", Environment.IsPrivilegedProcess ? ["--mount", "true"] : ["--map-root-user", "--mount", "true"]) { RedirectStandardError = true })!;
        unshare.WaitForExit();
        return unshare.ExitCode == 0;
    }

    private static string Output(string program, string argument)
    {
        using var process = Process.Start(new ProcessStartInfo(program, [argument]) { RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadToEnd();
    }
}
