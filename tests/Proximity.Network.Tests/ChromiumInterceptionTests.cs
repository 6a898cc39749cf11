using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>Headless Chromium behind a proxy that looks into its tunnels, with a certificate database of its own.</summary>
[Collection(TimingGroup.Name)]
public sealed class ChromiumInterceptionTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly TemporaryDirectory home = new();

    [Fact]
    public async Task AuthorityInItsDatabase_ThePageLoadsAndEveryFlowIsReadable()
    {
        await using SiteOrigin site = await SiteOrigin.StartAsync();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(options => options.InsecureOrigins = ["localhost"]);
        await CreateDatabaseAsync(proxy.AuthorityFile);

        string said = await BrowseAsync(proxy, site);

        Assert.True(
            site.Beacon.IsCompleted,
            $"the page did not finish; served: {string.Join(' ', site.Served)}; the browser said: {said}; "
            + $"errors: {string.Join(" | ", proxy.Proxy.Errors.Items.Select(error => $"{error.Code} {error.Url}"))}");
        foreach (string path in SiteOrigin.Paths)
        {
            Flow flow = await proxy.Proxy.Completed.FirstAsync(flow => flow.Request.Url == path, $"the flow of {path}");
            Assert.Equal((Authority(site), 200), (flow.Tunnel, flow.Response?.Status));
            Assert.NotNull(flow.ClientTls);
        }

        Assert.DoesNotContain(proxy.Proxy.Errors.Items, error => error.Code == "client_rejected_certificate");
    }

    [Fact]
    public async Task WithoutIt_TheBrowserRefusesAndIsRelayedFromThenOn()
    {
        await using SiteOrigin site = await SiteOrigin.StartAsync();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(options => options.InsecureOrigins = ["localhost"]);
        await CreateDatabaseAsync(authorityFile: null);

        Assert.Contains("ERR_CERT_AUTHORITY_INVALID", await DumpAsync(proxy, site), StringComparison.Ordinal);

        await proxy.Proxy.ErrorAsync("client_rejected_certificate");
        Assert.DoesNotContain(proxy.Proxy.Completed.Items, flow => flow.Request.Method != "CONNECT" && flow.Tunnel == Authority(site));
        Assert.Empty(site.Served);

        // The origin's own certificate is no better trusted, but now it is the origin's.
        await DumpAsync(proxy, site);
        await proxy.Proxy.Completed.FirstAsync(flow => flow.PassedThrough == "client_rejected_certificate", "a tunnel that is relayed");
    }

    public void Dispose() => home.Dispose();

    /// <summary>By name: Chromium takes an authority's word for addresses as well, but the origin's name is what people use.</summary>
    private static string Authority(SiteOrigin site) => $"localhost:{site.SecureAuthority.Split(':')[^1]}";

    private static async Task BrowseUntilAsync(Task done, System.Diagnostics.Process browser)
    {
        using CancellationTokenSource enough = Limits.After(Limit);
        await Task.WhenAny(done, browser.WaitForExitAsync(enough.Token));
    }

    /// <summary>Loads the page until it says that it is done, or the browser gives up; returns what the browser wrote.</summary>
    private async Task<string> BrowseAsync(InterceptingProxy proxy, SiteOrigin site)
    {
        System.Diagnostics.Process browser = Start(proxy, $"https://{Authority(site)}/");
        Task<string> output = browser.StandardOutput.ReadToEndAsync();
        Task<string> error = browser.StandardError.ReadToEndAsync();
        try
        {
            await BrowseUntilAsync(site.Beacon, browser);
        }
        finally
        {
            await ProcessRunner.EndAsync(browser);
        }

        return await output + await error;
    }

    private async Task<string> DumpAsync(InterceptingProxy proxy, SiteOrigin site)
    {
        System.Diagnostics.Process browser = Start(proxy, "--dump-dom", $"https://{Authority(site)}/");
        Task<string> output = browser.StandardOutput.ReadToEndAsync();
        Task<string> error = browser.StandardError.ReadToEndAsync();
        try
        {
            await BrowseUntilAsync(output, browser);
        }
        finally
        {
            await ProcessRunner.EndAsync(browser);
        }

        return await output + await error;
    }

    private System.Diagnostics.Process Start(InterceptingProxy proxy, params string[] arguments) => ProcessRunner.Start(
        "env",
        [
            $"HOME={home.Path}", $"XDG_DATA_HOME={home["data"]}", "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions", "--enable-logging=stderr", $"--proxy-server={proxy.Proxy.Authority}",
            "--proxy-bypass-list=<-loopback>", $"--user-data-dir={home["profile"]}", .. arguments,
        ]);

    private async Task CreateDatabaseAsync(string? authorityFile)
    {
        string folder = home[".pki/nssdb"];
        Directory.CreateDirectory(folder);
        (await ProcessRunner.RunAsync("certutil", "-d", $"sql:{folder}", "-N", "--empty-password")).Succeeded();
        if (authorityFile is not null)
        {
            (await ProcessRunner.RunAsync("certutil", "-d", $"sql:{folder}", "-A", "-t", "C,,", "-n", "proximity", "-a", "-i", authorityFile)).Succeeded();
        }
    }
}
