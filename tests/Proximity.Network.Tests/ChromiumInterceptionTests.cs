using Proximity.Flows;
using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests;

/// <summary>Headless Chromium behind a proxy that looks into its tunnels, with a certificate database of its own.</summary>
[Collection(TimingGroup.Name)]
public sealed class ChromiumInterceptionTests : IDisposable
{
    private readonly HeadlessChromium browser = new();

    [Fact]
    public async Task AuthorityInItsDatabase_ThePageLoadsAndEveryFlowIsReadable()
    {
        await using SiteOrigin site = await SiteOrigin.StartAsync();
        await using InterceptingProxy proxy = await InterceptingProxy.StartAsync(options => options.InsecureOrigins = ["localhost"]);
        await browser.CreateDatabaseAsync(proxy.AuthorityFile);

        string said = await browser.BrowseAsync(proxy.Proxy, site.Beacon, $"https://{Authority(site)}/");

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
        await browser.CreateDatabaseAsync(authorityFile: null);

        Assert.Contains("ERR_CERT_AUTHORITY_INVALID", await DumpAsync(proxy.Proxy, site), StringComparison.Ordinal);

        await proxy.Proxy.ErrorAsync("client_rejected_certificate");
        Assert.DoesNotContain(proxy.Proxy.Completed.Items, flow => flow.Request.Method != "CONNECT" && flow.Tunnel == Authority(site));
        Assert.Empty(site.Served);

        // The origin's own certificate is no better trusted, but now it is the origin's.
        await DumpAsync(proxy.Proxy, site);
        await proxy.Proxy.Completed.FirstAsync(flow => flow.PassedThrough == "client_rejected_certificate", "a tunnel that is relayed");
    }

    public void Dispose() => browser.Dispose();

    /// <summary>By name: Chromium takes an authority's word for addresses as well, but the origin's name is what people use.</summary>
    private static string Authority(SiteOrigin site) => $"localhost:{site.SecureAuthority.Split(':')[^1]}";

    private Task<string> DumpAsync(RunningProxy proxy, SiteOrigin site)
        => browser.BrowseAsync(proxy, null, "--dump-dom", $"https://{Authority(site)}/");
}
