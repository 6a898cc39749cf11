using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Proximity.Cli.Configuration;

namespace Proximity.Cli.Controlling;

/// <summary>
/// The proxies of this user that run, each in a file that the user alone can read: so that <c>ctl</c> and <c>mcp</c> need no address and no
/// token. A file goes with its proxy; one that a killed proxy left behind is taken away by the next reader.
/// </summary>
/// <param name="folder">The folder of the files.</param>
internal sealed class RunningProxies(string folder)
{
    /// <summary>The environment variable with the address of an inspector.</summary>
    public const string UrlVariable = "PROXIMITY_URL";

    /// <summary>The environment variable that keeps the token off the command line.</summary>
    public const string TokenVariable = "PROXIMITY_TOKEN";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Those of this user: in the folder of the session where the system has one.</summary>
    public static RunningProxies OfUser(Func<string, string?> environment)
    {
        var session = environment("XDG_RUNTIME_DIR");
        var parent = string.IsNullOrEmpty(session)
            ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify)
            : session;
        return new RunningProxies(Path.Combine(parent.Length == 0 ? Path.GetTempPath() : parent, "proximity", "running"));
    }

    /// <summary>Says that a proxy runs. Nothing is said where the folder cannot be written: then its address has to be named.</summary>
    /// <returns>Ends it.</returns>
    public IDisposable? Add(RunningProxy proxy)
    {
        try
        {
            CreateFolder();
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{proxy.ProcessId}.json"));
            File.Delete(path);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerOnly;
            }

            using (var file = new FileStream(path, options))
            {
                JsonSerializer.Serialize(file, proxy, RunningProxyJson.Default.RunningProxy);
            }

            return new Entry(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Those that run now.</summary>
    public IReadOnlyList<RunningProxy> All()
    {
        var found = new List<RunningProxy>();
        try
        {
            foreach (var path in Directory.EnumerateFiles(folder, "*.json"))
            {
                if (Read(path) is { } proxy)
                {
                    found.Add(proxy);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // No folder: none runs, or none could say so.
        }

        return found;
    }

    /// <summary>The one that is meant: the address and token that are named, else the only one that runs.</summary>
    /// <exception cref="ConfigurationException">None runs, several do, or the token is missing.</exception>
    public RunningProxy Choose(string? url, string? token)
    {
        var all = All();
        if (url is not null)
        {
            var known = all.FirstOrDefault(proxy => proxy.Url.TrimEnd('/') == url.TrimEnd('/'));
            return (token ?? known?.Token) is { } secret
                ? new RunningProxy(known?.ProcessId ?? 0, known?.ProxyUrl ?? "", url, secret)
                : throw new ConfigurationException($"The token for {url} is not known: set {TokenVariable}.");
        }

        return all switch
        {
            [var one] => token is null ? one : one with { Token = token },
            [] => throw new ConfigurationException(
                "No proxy of yours with an inspector runs here. Start one with proximity, or name one by --url."),
            _ => throw new ConfigurationException(
                $"Several proxies run; name one by --url: {string.Join(", ", all.Select(proxy => $"{proxy.Url} ({proxy.ProxyUrl})"))}."),
        };
    }

    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    private static RunningProxy? Read(string path)
    {
        try
        {
            var proxy = JsonSerializer.Deserialize(File.ReadAllBytes(path), RunningProxyJson.Default.RunningProxy);
            if (proxy is not null && IsRunning(proxy.ProcessId))
            {
                return proxy;
            }

            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            // It is being written, or went meanwhile.
        }

        return null;
    }

    private static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private sealed class Entry(string path) : IDisposable
    {
        public void Dispose()
        {
            try
            {
                File.Delete(path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // The next reader finds that the process has gone.
            }
        }
    }
}
