using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Proximity.Cli.Tests.EndToEnd;

/// <summary>The program as a process, its output behind pipes. Every wait is bounded; a process that is left over is killed.</summary>
internal sealed partial class ProximityProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process process;
    private readonly Task<string> standardError;

    private ProximityProcess(Process process)
    {
        this.process = process;
        standardError = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The program beside the tests, as built.</summary>
    public static string BuiltProgram { get; } = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Proximity.Cli.exe" : "Proximity.Cli");

    /// <summary>Starts the built program with an empty configuration folder.</summary>
    public static ProximityProcess Start(params string[] arguments) => Start(BuiltProgram, arguments);

    public static ProximityProcess Start(string program, string[] arguments, string? configurationFolder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            // proximity run would go through a proxy of the machine's.
            start.Environment.Remove(name);
        }

        start.Environment["XDG_RUNTIME_DIR"] = Path.Combine(AppContext.BaseDirectory, "session");
        start.Environment["XDG_CONFIG_HOME"] = configurationFolder ?? Path.Combine(AppContext.BaseDirectory, "no-configuration");
        // A tool's starter looks for the runtime; it should be the one that runs the tests.
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new ProximityProcess(Process.Start(start)!);
    }

    /// <summary>Reads lines up to the next one of this kind.</summary>
    public async Task<JsonElement> EventAsync(string name)
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.GetProperty("event").GetString() == name)
            {
                return document.RootElement.Clone();
            }
        }

        Assert.Fail($"The program ended without a line \"{name}\": {await standardError}");
        return default;
    }

    /// <summary>Reads lines up to the next one that begins so, and returns what follows.</summary>
    public async Task<string> LineAsync(string beginning)
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal))
            {
                return line[beginning.Length..];
            }
        }

        Assert.Fail($"The program ended without a line \"{beginning}\": {await standardError}");
        return string.Empty;
    }

    /// <summary>One request through the proxy, which has started.</summary>
    public static Task<string> GetThroughAsync(JsonElement started, string url) => GetThroughAsync(started.GetProperty("proxyUrl").GetString()!, url);

    /// <summary>One request with credentials for the proxy, which has started.</summary>
    public static Task<string> GetThroughAsync(JsonElement started, string url, NetworkCredential credentials) => GetThroughAsync(started.GetProperty("proxyUrl").GetString()!, url, credentials);

    /// <summary>One request through the proxy at this address.</summary>
    public static async Task<string> GetThroughAsync(string proxyUrl, string url, NetworkCredential? credentials = null)
    {
        using var handler = new SocketsHttpHandler { Proxy = new WebProxy(proxyUrl) { Credentials = credentials }, UseProxy = true };
        using var client = new HttpClient(handler) { Timeout = Patience };
        return await client.GetStringAsync(new Uri(url));
    }

    /// <summary>Gives the program something to read, and no more.</summary>
    public async Task FeedAsync(string text)
    {
        await process.StandardInput.WriteAsync(text);
        process.StandardInput.Close();
    }

    /// <summary>Gives the program something to read; more may come.</summary>
    public async Task WriteAsync(string text)
    {
        await process.StandardInput.WriteAsync(text);
        await process.StandardInput.FlushAsync();
    }

    /// <summary>Its number.</summary>
    public int Id => process.Id;

    public void Signal(int number) => Signal(process.Id, number);

    public static void Signal(int processId, int number) => Assert.Equal(0, Kill(processId, number));

    /// <summary>Ends it without asking; nothing when it has ended.</summary>
    public void Kill() => process.Kill();

    /// <summary>Waits for the end: exit code, the output not yet read, and standard error.</summary>
    public async Task<(int Code, string Output, string Error)> EndAsync()
    {
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        var error = await standardError.WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);
        return (process.ExitCode, output, error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);
}
