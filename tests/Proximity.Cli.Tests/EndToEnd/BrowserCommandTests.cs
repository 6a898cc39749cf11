using System.Text.Json;

namespace Proximity.Cli.Tests.EndToEnd;

/// <summary>A browser through the proxy that runs: the real one without a window, and programs that stand for one.</summary>
public sealed class BrowserCommandTests : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, string> environment;

    public BrowserCommandTests()
    {
        environment = new Dictionary<string, string>
        {
            ["XDG_RUNTIME_DIR"] = folder.Path,
            ["TMPDIR"] = Directory.CreateDirectory(Path.Combine(folder.Path, "temporary")).FullName,
        };
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Chromium_ReadsHttpsThroughTheProxyAndLeavesNothing()
    {
        await using var origin = new TinyTlsOrigin();
        await using var proxy = Start(
            "--ephemeral-port", "--bind", "127.0.0.1", "--ui", "127.0.0.1:0", "--mitm", "--insecure-origins", "localhost");
        await proxy.EventAsync("started");
        await using var browser = Start(
            "browser", "chromium", $"{origin.Url}page", "--", "--headless", "--no-sandbox", "--dump-dom");

        var (code, output, _) = await browser.EndAsync();

        Assert.Equal(0, code);
        Assert.Contains("secret", output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(environment["TMPDIR"], "proximity-browser-*"));
        var found = await AskAsync("flows", "search", "--filter", "path:/page", "--fields", "status");
        Assert.Equal(200, found.GetProperty("flows")[0].GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task BrowserOfTheOperation_GetsTheProxyAndEndsWithIt()
    {
        var said = Path.Combine(folder.Path, "said");
        Fake("chromium", $"printf '%s\\n' \"$@\" > {said}.new; mv {said}.new {said}; exec sleep 600");
        await using var proxy = Start("--ephemeral-port", "--bind", "127.0.0.1", "--ui", "127.0.0.1:0", "--mitm");
        var started = await proxy.EventAsync("started");

        var browser = await AskAsync("browser", "start", "--url", "https://example.com/?a='b'&c");
        var words = await File.ReadAllLinesAsync(said);
        var profile = words.Single(static word => word.StartsWith("--user-data-dir=", StringComparison.Ordinal)).Split('=')[1];
        var wasThere = Directory.Exists(profile);
        ProximityProcess.Signal(proxy.Id, 2);
        await proxy.EndAsync();

        Assert.Equal(("chromium", false), (browser.GetProperty("kind").GetString(), browser.GetProperty("dryRun").GetBoolean()));
        Assert.Contains($"--proxy-server={new Uri(started.GetProperty("proxyUrl").GetString()!).Authority}", words);
        Assert.Contains("--proxy-bypass-list=<-loopback>", words);
        Assert.Contains(words, static word => word.StartsWith("--ignore-certificate-errors-spki-list=", StringComparison.Ordinal));
        Assert.Equal("https://example.com/?a='b'&c", words[^1]);
        Assert.True(wasThere);
        Assert.False(Directory.Exists(profile));
        Assert.False(IsRunning(browser.GetProperty("processId").GetInt32()));
    }

    [Fact]
    public async Task BrowserThatEndsAtOnce_IsSaidWithItsLastWords()
    {
        Fake("chromium", "echo 'no display' >&2; exit 3");
        await using var proxy = Start("--ephemeral-port", "--bind", "127.0.0.1", "--ui", "127.0.0.1:0");
        await proxy.EventAsync("started");
        await using var asked = Start("ctl", "browser", "start");

        var (code, _, error) = await asked.EndAsync();

        Assert.Equal(1, code);
        Assert.EndsWith("chromium ended at once: no display\n", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(environment["TMPDIR"], "proximity-browser-*"));
    }

    [Theory]
    [InlineData(127, "No Firefox is installed here.", "firefox")]
    [InlineData(2, "opera is neither chromium nor firefox", "opera")]
    [InlineData(2, "file:///etc/passwd is neither chromium nor firefox", "file:///etc/passwd")]
    public async Task BrowserThatCannotBe_IsSaid(int expected, string sentence, string word)
    {
        environment["PATH"] = folder.Path;
        await using var browser = Start("browser", word);

        var (code, _, error) = await browser.EndAsync();

        Assert.Equal(expected, code);
        Assert.StartsWith(sentence, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Firefox_GetsAProfileThatHasTheProxyAndTheAuthority()
    {
        var said = Path.Combine(folder.Path, "said");
        Fake("certutil", $"echo \"$@\" >> {said}");
        Fake("firefox", $"cp \"$3/user.js\" {said}.js; cp \"$3/authority.pem\" {said}.pem; printf '%s\\n' \"$@\" > {said}.words");
        await using var proxy = Start("--ephemeral-port", "--bind", "127.0.0.1", "--ui", "127.0.0.1:0", "--mitm");
        var started = await proxy.EventAsync("started");
        await using var browser = Start("browser", "firefox", "http://a.test/");

        Assert.Equal(0, (await browser.EndAsync()).Code);
        var preferences = await File.ReadAllTextAsync(said + ".js");
        var port = new Uri(started.GetProperty("proxyUrl").GetString()!).Port;
        Assert.Contains($"user_pref(\"network.proxy.ssl_port\", {port});", preferences, StringComparison.Ordinal);
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", await File.ReadAllTextAsync(said + ".pem"), StringComparison.Ordinal);
        Assert.Equal("http://a.test/", (await File.ReadAllLinesAsync(said + ".words"))[^1]);
        Assert.Contains("-t C,,", await File.ReadAllTextAsync(said), StringComparison.Ordinal);
    }

    private static bool IsRunning(int processId)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>A program of this name that is found before the real one.</summary>
    private void Fake(string name, string script)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder.Path, "bin")).FullName, name);
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        environment["PATH"] = $"{Path.GetDirectoryName(path)}:{Environment.GetEnvironmentVariable("PATH")}";
    }

    private async Task<JsonElement> AskAsync(params string[] words)
    {
        await using var asked = Start(["ctl", .. words, "--json"]);
        var (code, output, error) = await asked.EndAsync();
        Assert.Equal((0, ""), (code, error));
        return JsonDocument.Parse(output).RootElement;
    }

    private ProximityProcess Start(params string[] words)
        => ProximityProcess.Start(ProximityProcess.BuiltProgram, words, environment: environment);
}
