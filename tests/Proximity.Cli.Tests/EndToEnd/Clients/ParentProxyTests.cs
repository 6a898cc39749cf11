namespace Proximity.Cli.Tests.EndToEnd.Clients;

/// <summary><c>proximity run</c> where the environment names a parent proxy.</summary>
public sealed class ParentProxyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task ParentOfTheEnvironment_IsGoneThroughWithItsCredentialsWhichNobodyElseSees()
    {
        await using var parent = new EveryOrigin();
        var script = "env; curl -sS http://origin.test/plain; curl -sS https://origin.test/inside";
        await using var run = Start(
            ["--verbose", "--origin-ca", folder.Write("origin.pem", parent.Pem), "--", "sh", "-c", script],
            ("http_proxy", $"http://joe:s3cr3t@{parent.Authority}"),
            ("HTTPS_PROXY", $"http://joe:s3cr3t@{parent.Authority}/"));

        var (code, output, error) = await run.EndAsync();

        Assert.True(code == 0 && output.Split(EveryOrigin.Answer).Length == 3, output + error);
        Assert.Equal(["GET http://origin.test/plain", "CONNECT origin.test:443", "GET /inside"], parent.Heads.Select(head => head[..head.IndexOf(" HTTP/", StringComparison.Ordinal)]));
        Assert.All(parent.Heads.Take(2), head => Assert.Contains("Proxy-Authorization: Basic am9lOnMzY3IzdA==\r\n", head, StringComparison.Ordinal));
        Assert.DoesNotContain("Proxy-Authorization", parent.Heads[2], StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("s3cr3t", output + error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExceptionOfTheEnvironment_GoesPastTheParentAndThroughTheProxy()
    {
        await using var parent = new EveryOrigin();
        await using var origin = new TinyOrigin();
        await using var run = Start(["--verbose", "--", "curl", "-sS", origin.Url], ("all_proxy", parent.Authority), ("no_proxy", "127.0.0.0/8"));

        var (code, output, error) = await run.EndAsync();

        Assert.Equal((0, "hello"), (code, output));
        Assert.Contains($" 200 GET {origin.Url} ", error, StringComparison.Ordinal);
        Assert.Empty(parent.Heads);
    }

    [Fact]
    public async Task Direct_LeavesTheParentAlone()
    {
        await using var parent = new EveryOrigin();
        await using var origin = new TinyOrigin();
        await using var run = Start(["--upstream", "direct", "--", "curl", "-sS", origin.Url], ("http_proxy", $"http://{parent.Authority}"));

        Assert.Equal((0, "hello", string.Empty), await run.EndAsync());
        Assert.Empty(parent.Heads);
    }

    [Theory]
    [InlineData("socks5://joe:s3cr3t@127.0.0.1:1", 2, "The variable http_proxy names a proxy of the scheme socks5, which is not supported yet. --upstream direct goes without it.\nSee proximity run --help.\n")]
    [InlineData("http://joe:s3cr3t@ 127.0.0.1", 2, "The upstream proxy is not host:port or http://user:password@host:port (--upstream). It is the one of the environment: http_proxy, https_proxy or all_proxy. --upstream direct goes without it.\n")]
    public async Task ParentThatCannotBeUsed_IsASentenceWithoutIt(string value, int code, string sentence)
    {
        await using var run = Start(["--", "true"], ("http_proxy", value), ("https_proxy", string.Empty));

        Assert.Equal((code, string.Empty, sentence), await run.EndAsync());
    }

    /// <summary>One run within another: the inner one goes through the outer one, and trusts what it finds there.</summary>
    [Fact]
    public async Task RunWithinARun_GoesThroughBoth()
    {
        await using var origins = new EveryOrigin();
        var export = folder.File("outer.json");
        var inner = $"{ProximityProcess.BuiltProgram} run --ca-folder {folder.File("inner")} -- curl -sS https://origin.test/";
        await using var run = Start(["--upstream", origins.Authority, "--origin-ca", folder.Write("origin.pem", origins.Pem), "--export-file", export, "--", "sh", "-c", inner]);

        Assert.Equal((0, EveryOrigin.Answer, string.Empty), await run.EndAsync());
        Assert.Contains("\"GET\"", await File.ReadAllTextAsync(export), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private ProximityProcess Start(string[] arguments, params (string Name, string Value)[] environment)
        => ProximityProcess.Start(ProximityProcess.BuiltProgram, ["run", .. arguments], folder.Path, environment.ToDictionary(variable => variable.Name, variable => variable.Value));
}
