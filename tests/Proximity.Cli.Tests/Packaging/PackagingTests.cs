using Proximity.Cli.Tests.EndToEnd;

namespace Proximity.Cli.Tests.Packaging;

/// <summary>What is handed out works: it starts and proxies a request.</summary>
[Trait("Category", "Packaging")]
public class PackagingTests(Packages packages) : IClassFixture<Packages>
{
    private const int SigTerm = 15;

    [Fact]
    public Task SingleFile_ProxiesARequest() => AssertProxiesAsync(packages.SingleFile);

    [Fact]
    public Task Tool_ProxiesARequest() => AssertProxiesAsync(packages.InstallTool());

    [Theory]
    [InlineData("lib/net10.0/Proximity.dll")]
    [InlineData("lib/net10.0/Proximity.xml")]
    [InlineData("lib/net10.0/Proximity.Flows.dll")]
    [InlineData("lib/net10.0/Proximity.Flows.xml")]
    [InlineData("lib/net10.0/Proximity.Protocol.dll")]
    [InlineData("lib/net10.0/Proximity.Protocol.xml")]
    public void Library_IsOnePackage(string file) => Assert.Contains(file, packages.LibraryFiles());

    [Fact]
    public void Http2_IsAPackageBesideTheLibrary()
    {
        var (files, specification) = packages.Addition("Proximity.Http2");
        Assert.Contains("lib/net10.0/Proximity.Http2.dll", files);
        Assert.Contains("lib/net10.0/Proximity.Http2.xml", files);
        Assert.Contains("<dependency id=\"Proximity\"", specification, StringComparison.Ordinal);
        Assert.Contains("<frameworkReference name=\"Microsoft.AspNetCore.App\"", specification, StringComparison.Ordinal);
    }

    [Fact]
    public void Zstd_IsAPackageBesideTheLibrary()
    {
        var (files, specification) = packages.Addition("Proximity.Zstd");
        Assert.Contains("lib/net10.0/Proximity.Zstd.dll", files);
        Assert.Contains("lib/net10.0/Proximity.Zstd.xml", files);
        Assert.Contains("<dependency id=\"Proximity\"", specification, StringComparison.Ordinal);
        Assert.Contains("<dependency id=\"ZstdSharp.Port\"", specification, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Proximity.Storage.Postgres", "Npgsql")]
    [InlineData("Proximity.Storage.Nats", "NATS.Client.JetStream")]
    public void SharedStores_ArePackagesBesideTheLibrary(string name, string dependency)
    {
        var (files, specification) = packages.Addition(name);
        Assert.Contains($"lib/net10.0/{name}.dll", files);
        Assert.Contains($"lib/net10.0/{name}.xml", files);
        Assert.Contains("<dependency id=\"Proximity\"", specification, StringComparison.Ordinal);
        Assert.Contains($"<dependency id=\"{dependency}\"", specification, StringComparison.Ordinal);
    }

    private static async Task AssertProxiesAsync(string program)
    {
        await using var origin = new TinyOrigin();
        await using var proximity = ProximityProcess.Start(program, ["--bind", "127.0.0.1", "--ephemeral-port"]);

        Assert.Equal("hello", await ProximityProcess.GetThroughAsync(await proximity.EventAsync("started"), origin.Url));

        proximity.Signal(SigTerm);
        Assert.Equal(0, (await proximity.EndAsync()).Code);
    }
}
