namespace Proximity.Control;

/// <summary>Starts a browser through the proxy.</summary>
internal static class BrowserOperation
{
    public static Operation Entry { get; } = new Operation<BrowserInput, BrowserOutput>(
        "browser.start", "POST /api/browser", OperationEffect.Writes,
        "Starts a browser of the proxy's machine that uses the proxy and trusts its authority, with a profile that goes with it.")
    {
        Input = ControlJson.Default.BrowserInput,
        Output = ControlJson.Default.BrowserOutput,
        Run = StartAsync,
    };

    private static async ValueTask<BrowserOutput> StartAsync(
        ControlContext context, BrowserInput input, CancellationToken cancellationToken)
    {
        var wanted = new BrowserToStart(input.Kind, input.Url is { } url ? Read(url) : null, input.DryRun);
        StartedBrowser started = await context.Proxy.StartBrowserAsync(wanted, cancellationToken).ConfigureAwait(false);
        return new BrowserOutput(started.Kind, started.Program, started.ProcessId, input.DryRun);
    }

    /// <summary>Other schemes open files, or run what a page says.</summary>
    private static Uri Read(string text)
        => Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"
            ? url
            : throw new OperationException(OperationProblem.Invalid, "invalid_url", $"'{text}' is no absolute URL of http or https.");
}
