namespace Proximity.Cli.Browsing;

/// <summary>The command line by which Chromium and its kin use a proxy, trust it, and send nothing by themselves.</summary>
internal static class ChromiumProfile
{
    /// <summary>What a browser does in the background would stand among the flows that somebody wants to see.</summary>
    private static readonly string[] Quiet =
    [
        "--no-first-run", "--no-default-browser-check", "--no-pings", "--no-service-autorun", "--disable-background-networking",
        "--disable-breakpad", "--disable-client-side-phishing-detection", "--disable-component-update", "--disable-default-apps",
        "--disable-domain-reliability", "--disable-sync", "--metrics-recording-only", "--password-store=basic", "--use-mock-keychain",
        "--disable-features=AutofillServerCommunication,CertificateTransparencyComponentUpdater,InterestFeedContentSuggestions,"
            + "MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,Translate",
    ];

    /// <param name="plan">The proxy, and what is trusted.</param>
    /// <param name="folder">The folder of the profile.</param>
    public static IReadOnlyList<string> Arguments(BrowserPlan plan, string folder)
    {
        List<string> words =
        [
            $"--user-data-dir={folder}",
            $"--proxy-server={plan.Proxy.Authority}",

            // Also what this machine itself answers goes through the proxy.
            "--proxy-bypass-list=<-loopback>",
        ];
        if (plan.HostKeyHash is { } hash)
        {
            // The proxy's own certificates and no others; the authority is not sent, and so its key would match nothing.
            words.Add($"--ignore-certificate-errors-spki-list={hash}");
        }

        return [.. words, .. Quiet, .. plan.Further, plan.Start?.AbsoluteUri ?? "about:blank"];
    }
}
