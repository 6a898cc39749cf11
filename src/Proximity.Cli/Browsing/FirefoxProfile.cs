using System.Globalization;
using System.Text;
using Proximity.Cli.Authority;

namespace Proximity.Cli.Browsing;

/// <summary>A profile with which Firefox uses a proxy, trusts its authority, and sends nothing by itself.</summary>
/// <param name="tools">The programs by which a certificate gets into the profile.</param>
internal sealed class FirefoxProfile(ITools tools)
{
    private static readonly (string Name, string Value)[] Quiet =
    [
        ("app.normandy.enabled", "false"), ("app.update.enabled", "false"), ("app.update.auto", "false"),
        ("browser.aboutwelcome.enabled", "false"), ("browser.newtabpage.activity-stream.feeds.section.topstories", "false"),
        ("browser.newtabpage.activity-stream.showSponsoredTopSites", "false"), ("browser.newtabpage.enabled", "false"),
        ("browser.region.network.url", "\"\""), ("browser.region.update.enabled", "false"),
        ("browser.safebrowsing.downloads.remote.enabled", "false"),
        ("browser.safebrowsing.malware.enabled", "false"), ("browser.safebrowsing.phishing.enabled", "false"),
        ("browser.safebrowsing.update.enabled", "false"), ("browser.search.update", "false"),
        ("browser.shell.checkDefaultBrowser", "false"), ("browser.startup.homepage_override.mstone", "\"ignore\""),
        ("browser.startup.page", "0"), ("datareporting.healthreport.uploadEnabled", "false"),
        ("datareporting.policy.dataSubmissionEnabled", "false"), ("dom.push.connection.enabled", "false"),
        ("extensions.blocklist.enabled", "false"), ("extensions.getAddons.cache.enabled", "false"), ("extensions.update.enabled", "false"),
        ("media.gmp-manager.updateEnabled", "false"), ("network.captive-portal-service.enabled", "false"),
        ("network.connectivity-service.enabled", "false"), ("network.dns.disablePrefetch", "true"),
        ("network.http.speculative-parallel-limit", "0"), ("network.prefetch-next", "false"), ("network.trr.mode", "5"),
        ("security.OCSP.enabled", "0"), ("services.settings.server", "\"data:,\""), ("toolkit.telemetry.enabled", "false"),
        ("toolkit.telemetry.server", "\"\""), ("toolkit.telemetry.unified", "false"), ("trailhead.firstrun.didSeeAboutWelcome", "true"),
    ];

    /// <summary>Writes the profile.</summary>
    /// <param name="plan">The proxy, and what is trusted.</param>
    /// <param name="folder">Its folder, which is there and empty.</param>
    /// <exception cref="BrowserException">The authority cannot be put into it.</exception>
    public async Task WriteAsync(BrowserPlan plan, string folder)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "user.js"), Preferences(plan.Proxy)).ConfigureAwait(false);
        if (plan.Authority is not { } authority)
        {
            return;
        }

        if (!tools.Has(NssStore.Tool))
        {
            throw new BrowserException("Firefox is given the authority by NSS's certutil, which is not installed: "
                + "it comes with the package libnss3-tools, or nss-tools. Chromium needs no such tool.");
        }

        var file = Path.Combine(folder, "authority.pem");
        await File.WriteAllTextAsync(file, authority.ExportCertificatePem()).ConfigureAwait(false);
        var database = $"sql:{folder}";
        await RunAsync("-N", "-d", database, "--empty-password").ConfigureAwait(false);
        await RunAsync("-A", "-d", database, "-t", NssStore.TrustFlags, "-n", "proximity", "-a", "-i", file).ConfigureAwait(false);
    }

    /// <summary>The command line.</summary>
    public static IReadOnlyList<string> Arguments(BrowserPlan plan, string folder)
    {
        // On Windows the first process starts another one, and ends.
        string[] wait = OperatingSystem.IsWindows() ? ["--wait-for-browser"] : [];
        return [.. wait, "--no-remote", "--profile", folder, .. plan.Further, plan.Start?.AbsoluteUri ?? "about:blank"];
    }

    private static string Preferences(Uri proxy)
    {
        var port = proxy.Port.ToString(CultureInfo.InvariantCulture);
        var host = $"\"{proxy.Host.Trim('[', ']')}\"";
        (string Name, string Value)[] own =
        [
            ("network.proxy.type", "1"), ("network.proxy.http", host), ("network.proxy.http_port", port), ("network.proxy.ssl", host),
            ("network.proxy.ssl_port", port), ("network.proxy.no_proxies_on", "\"\""),
            ("network.proxy.allow_hijacking_localhost", "true"),
        ];
        var text = new StringBuilder();
        foreach (var (name, value) in own.Concat(Quiet))
        {
            text.Append(CultureInfo.InvariantCulture, $"user_pref(\"{name}\", {value});\n");
        }

        return text.ToString();
    }

    private async Task RunAsync(params string[] arguments)
    {
        var result = await tools.RunAsync(NssStore.Tool, arguments).ConfigureAwait(false);
        if (!result.IsGood)
        {
            throw new BrowserException($"certutil cannot put the authority into the profile: {result.Reason}");
        }
    }
}
