using System.Diagnostics;

namespace Proximity.Network.Tests.Fixtures;

/// <summary>Headless Chromium with a home of its own: a profile, and a certificate database.</summary>
public sealed class HeadlessChromium : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private static readonly string[] Options =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
        "--enable-logging=stderr", "--proxy-bypass-list=<-loopback>",
    ];

    private readonly TemporaryDirectory home = new();

    /// <summary>Makes the database, and puts an authority into it.</summary>
    /// <param name="authorityFile">The authority's certificate; null for none.</param>
    public async Task CreateDatabaseAsync(string? authorityFile)
    {
        string folder = home[".pki/nssdb"];
        Directory.CreateDirectory(folder);
        (await ProcessRunner.RunAsync("certutil", "-d", $"sql:{folder}", "-N", "--empty-password")).Succeeded();
        if (authorityFile is not null)
        {
            string[] trusted = ["-A", "-t", "C,,", "-n", "proximity", "-a", "-i", authorityFile];
            (await ProcessRunner.RunAsync("certutil", ["-d", $"sql:{folder}", .. trusted])).Succeeded();
        }
    }

    /// <summary>Opens a page and ends the browser when something has happened, or it has ended itself; returns what it wrote.</summary>
    /// <param name="proxy">What it goes through.</param>
    /// <param name="happened">What is waited for; null for what it writes.</param>
    /// <param name="arguments">The page, and further options.</param>
    public async Task<string> BrowseAsync(RunningProxy proxy, Task? happened, params string[] arguments)
    {
        Process browser = ProcessRunner.Start(
            "env",
            [
                $"HOME={home.Path}", $"XDG_DATA_HOME={home["data"]}", "chromium", .. Options, $"--proxy-server={proxy.Authority}",
                $"--user-data-dir={home["profile"]}", .. arguments,
            ]);
        Task<string> output = browser.StandardOutput.ReadToEndAsync();
        Task<string> error = browser.StandardError.ReadToEndAsync();
        try
        {
            using CancellationTokenSource enough = Limits.After(Limit);
            await Task.WhenAny(happened ?? output, browser.WaitForExitAsync(enough.Token));
        }
        finally
        {
            await ProcessRunner.EndAsync(browser);
        }

        return await output + await error;
    }

    /// <inheritdoc/>
    public void Dispose() => home.Dispose();
}
