using System.Security.Cryptography;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>git over plain HTTP through the proxy, both of its protocols.</summary>
public sealed class GitTests(NginxOrigin nginx) : IClassFixture<NginxOrigin>
{
    private const int Files = 40;

    [Fact]
    public async Task DumbClone_BringsEveryFile()
    {
        await MakeRepositoryAsync(Path.Combine(nginx.Root, "repo.git"));
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await CloneAsync(proxy, $"http://{nginx.Authority}/repo.git");
        Assert.Contains(proxy.Server.Flows, flow => flow.Request.Url.EndsWith("/repo.git/HEAD", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SmartClone_BringsEveryFile()
    {
        using var directory = new TemporaryDirectory();
        await MakeRepositoryAsync(directory["repo.git"]);
        await using KestrelOrigin origin = await KestrelOrigin.StartAsync(application => application.MapGit(directory.Path));
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await CloneAsync(proxy, $"http://{origin.Authority}/git/repo.git");
        Assert.Contains(proxy.Server.Flows, flow => flow.Request.Method == "POST" && flow.Request.Url.EndsWith("/git-upload-pack", StringComparison.Ordinal));
    }

    private static async Task CloneAsync(RunningProxy proxy, string url)
    {
        using var directory = new TemporaryDirectory();
        await GitAsync("-c", $"http.proxy={proxy.Url}", "-c", "http.noProxy=", "clone", "-q", url, directory["clone"]);
        Assert.Equal(Files, Directory.GetFiles(directory["clone"], "*.bin").Length);
        await GitAsync("-C", directory["clone"], "fsck", "--strict");
    }

    private static async Task MakeRepositoryAsync(string path)
    {
        using var work = new TemporaryDirectory();
        await GitAsync("-C", work.Path, "init", "-q", "-b", "main");
        for (int number = 0; number < Files; number++)
        {
            await File.WriteAllBytesAsync(work[$"{number}.bin"], RandomNumberGenerator.GetBytes(10_000));
        }

        await GitAsync("-C", work.Path, "add", ".");
        await GitAsync("-C", work.Path, "-c", "user.name=Test", "-c", "user.email=test@example.test", "commit", "-q", "-m", "All files");
        await GitAsync("clone", "-q", "--bare", work.Path, path);
        await GitAsync("-C", path, "update-server-info");
    }

    private static async Task GitAsync(params string[] arguments) => (await ProcessRunner.RunAsync("git", arguments)).Succeeded();
}
