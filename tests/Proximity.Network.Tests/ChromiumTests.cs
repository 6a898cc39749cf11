using System.Diagnostics;
using System.Globalization;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>Headless Chromium browses a site through the proxy.</summary>
[Collection(TimingGroup.Name)]
public sealed class ChromiumTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task SiteOverHttp_LoadsEveryResourceAndEveryFlowIsRecorded()
    {
        await using SiteOrigin site = await SiteOrigin.StartAsync();
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await BrowseAsync(proxy, site, $"http://{site.Authority}/");
        foreach (string path in SiteOrigin.Paths)
        {
            string url = $"http://{site.Authority}{path}";
            await proxy.Completed.FirstAsync(flow => flow.Request.Url == url && flow.Response?.Status == 200 && flow.ErrorCode is null, $"the flow of {url}");
        }
    }

    [Fact]
    public async Task SiteOverHttps_LoadsEveryResourceThroughTunnels()
    {
        await using SiteOrigin site = await SiteOrigin.StartAsync();
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await BrowseAsync(proxy, site, $"https://{site.SecureAuthority}/");
        Assert.Contains(proxy.Server.Flows, flow => flow.Request.Method == "CONNECT" && flow.Request.Url == site.SecureAuthority && flow.Response?.Status == 200);
        Assert.DoesNotContain(proxy.Server.Flows, flow => flow.Request.Method != "CONNECT" && flow.Request.Url.Contains(site.SecureAuthority, StringComparison.Ordinal));
    }

    private static async Task BrowseAsync(RunningProxy proxy, SiteOrigin site, string url)
    {
        Assert.True(SiteOrigin.Paths.Count > 60);
        using var profile = new TemporaryDirectory();
        Process browser = ProcessRunner.Start(
            "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--disable-extensions", "--ignore-certificate-errors", $"--proxy-server={proxy.Authority}", "--proxy-bypass-list=<-loopback>", $"--user-data-dir={profile.Path}", url);
        Task<string> said = browser.StandardError.ReadToEndAsync();
        Task silence = browser.StandardOutput.ReadToEndAsync();
        try
        {
            using CancellationTokenSource enough = Limits.After(Limit);
            await Task.WhenAny(site.Beacon, browser.WaitForExitAsync(enough.Token));
        }
        finally
        {
            await ProcessRunner.EndAsync(browser);
        }

        Assert.True(site.Beacon.IsCompleted, $"the page did not finish; served: {string.Join(' ', site.Served)}; chromium: {await said}");
        await silence;
        Assert.Equal((4 * SiteOrigin.PerKind).ToString(CultureInfo.InvariantCulture), await site.Beacon);
        Assert.Empty(SiteOrigin.Paths.Except(site.Served));
    }
}
