using System.Security.Cryptography;
using System.Text;
using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>curl and wget, with nginx and Kestrel behind the proxy.</summary>
public sealed class CurlTests(NginxOrigin nginx) : IClassFixture<NginxOrigin>
{
    private const string Hello = "hello from nginx\n";

    [Theory]
    [InlineData("--http1.0")]
    [InlineData("--http1.1")]
    public async Task Get_BringsTheFile(string version)
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        Assert.Equal(Hello, await CurlAsync(proxy, version, $"http://{nginx.Authority}/hello.txt"));
        Assert.Equal(200, (await proxy.FlowAsync()).Response?.Status);
    }

    [Theory]
    [InlineData("--http1.0")]
    [InlineData("--http1.1")]
    public async Task Head_BringsTheFieldsAlone(string version)
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        string said = await CurlAsync(proxy, version, "--head", $"http://{nginx.Authority}/hello.txt");
        Assert.Contains($"Content-Length: {Hello.Length}\r\n", said, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SeveralFiles_ComeOverOneConnectionToTheProxy()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        string url = $"http://{nginx.Authority}/hello.txt";
        string said = await CurlAsync(proxy, "-w", "%{num_connects};", url, url, url);
        Assert.Equal(Hello + "1;" + Hello + "0;" + Hello + "0;", said);
        await proxy.FlowAsync(2);
    }

    [Theory]
    [InlineData("length")]
    [InlineData("chunked")]
    public async Task Upload_ArrivesWhole(string framing)
    {
        using var directory = new TemporaryDirectory();
        byte[] content = RandomNumberGenerator.GetBytes(3_000_001);
        await File.WriteAllBytesAsync(directory["up"], content);
        await using KestrelOrigin origin = await KestrelOrigin.StartAsync(application => application.MapUpload());
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        string[] header = framing == "chunked" ? ["-H", "Transfer-Encoding: chunked"] : [];
        string said = await CurlAsync(proxy, [.. header, "-T", directory["up"], $"http://{origin.Authority}/upload/up"]);
        Assert.Equal($"3000001 {Convert.ToHexStringLower(SHA256.HashData(content))} {framing}", said);
    }

    [Fact]
    public async Task UploadOverHttp10_ArrivesWhole()
    {
        await using KestrelOrigin origin = await KestrelOrigin.StartAsync(application => application.MapUpload());
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        string said = await CurlAsync(proxy, "--http1.0", "-d", "hello", $"http://{origin.Authority}/upload/up");
        Assert.Equal($"5 {Convert.ToHexStringLower(SHA256.HashData("hello"u8))} length", said);
    }

    [Fact]
    public async Task ExpectContinue_IsWaitedForAndPassedOn()
    {
        await using KestrelOrigin origin = await KestrelOrigin.StartAsync(application => application.MapUpload());
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        ProgramResult result = await ProcessRunner.RunAsync(
            "curl", "-sSv", "--noproxy", "", "-x", proxy.Url, "-H", "Expect: 100-continue", "--expect100-timeout", "30", "-d", "hello", $"http://{origin.Authority}/upload/up");
        Assert.StartsWith("5 ", result.Succeeded(), StringComparison.Ordinal);
        Assert.Contains("< HTTP/1.1 100 Continue", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--http1.1")]
    [InlineData("--proxytunnel")]
    public async Task TunnelToATlsOrigin_BringsTheFile(string option)
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        Assert.Equal(Hello, await CurlAsync(proxy, option, "-k", $"https://{nginx.SecureAuthority}/hello.txt"));
        Flow flow = await proxy.FlowAsync();
        Assert.Equal(("CONNECT", nginx.SecureAuthority), (flow.Request.Method, flow.Request.Url));
        Assert.Null(flow.ErrorCode);
    }

    [Fact]
    public async Task TunnelToAPlainOrigin_BringsTheFile()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        Assert.Equal(Hello, await CurlAsync(proxy, "--proxytunnel", $"http://{nginx.Authority}/hello.txt"));
        Assert.Equal("CONNECT", (await proxy.FlowAsync()).Request.Method);
    }

    [Fact]
    public async Task Range_BringsThatPart()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        Assert.Equal("from", await CurlAsync(proxy, "-r", "6-9", $"http://{nginx.Authority}/hello.txt"));
        Assert.Equal(206, (await proxy.FlowAsync()).Response?.Status);
    }

    [Fact]
    public async Task Resume_CompletesAFileThatWasBegun()
    {
        using var directory = new TemporaryDirectory();
        string target = directory.Write("partial", Hello[..7]);
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await CurlAsync(proxy, "-C", "-", "-o", target, $"http://{nginx.Authority}/hello.txt");
        Assert.Equal(Hello, await File.ReadAllTextAsync(target));
    }

    [Theory]
    [InlineData("http")]
    [InlineData("tunnel")]
    public async Task IPv6Literal_IsReached(string way)
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        string[] option = way == "tunnel" ? ["--proxytunnel"] : [];
        Assert.Equal(Hello, await CurlAsync(proxy, [.. option, "-g", $"http://{nginx.IPv6Authority}/hello.txt"]));
    }

    [Fact]
    public async Task Name_IsResolvedByTheProxy()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        string port = nginx.Authority.Split(':')[1];
        Assert.Equal(Hello, await CurlAsync(proxy, $"http://localhost:{port}/hello.txt"));
    }

    [Fact]
    public async Task Wget_BringsTheFile()
    {
        using var directory = new TemporaryDirectory();
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        ProgramResult result = await ProcessRunner.RunAsync(
            "wget", "-q", "--no-config", "-e", "use_proxy=yes", "-e", $"http_proxy={proxy.Url}", "-O", directory["got"], $"http://{nginx.Authority}/hello.txt");
        result.Succeeded();
        Assert.Equal(Hello, await File.ReadAllTextAsync(directory["got"]));
        Assert.Contains("Wget", (await proxy.FlowAsync()).Request.Headers["User-Agent"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task WgetOverTls_BringsTheFileThroughATunnel()
    {
        using var directory = new TemporaryDirectory();
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        ProgramResult result = await ProcessRunner.RunAsync(
            "wget", "-q", "--no-config", "--no-check-certificate", "-e", "use_proxy=yes", "-e", $"https_proxy={proxy.Url}", "-O", directory["got"], $"https://{nginx.SecureAuthority}/hello.txt");
        result.Succeeded();
        Assert.Equal(Hello, await File.ReadAllTextAsync(directory["got"], Encoding.ASCII));
    }

    private static async Task<string> CurlAsync(RunningProxy proxy, params string[] arguments)
        => (await ProcessRunner.RunAsync("curl", ["-q", "-sS", "--noproxy", "", "-x", proxy.Url, .. arguments])).Succeeded();
}
