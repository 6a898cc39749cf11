using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Proximity.Flows.Tests;

namespace Proximity.Storage.Nats.Tests;

/// <summary>A server of NATS for one test, on a port and in a folder of its own.</summary>
public sealed partial class NatsServer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder folder = new();
    private Process? server;
    private int port = -1;

    private NatsServer()
    {
    }

    public string Url => string.Create(CultureInfo.InvariantCulture, $"nats://127.0.0.1:{port}");

    /// <summary>A further line of its configuration.</summary>
    private string Further { get; init; } = "";

    public static async Task<NatsServer> StartAsync(string further = "")
    {
        var server = new NatsServer { Further = further };
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts it, on the port that it had.</summary>
    public async Task StartAgainAsync()
    {
        string file = folder.Write("server.conf", $"jetstream: {{ store_dir: \"{folder.PathOf("data")}\" }}\n{Further}\n");
        var start = new ProcessStartInfo(
            File.Exists("/usr/sbin/nats-server") ? "/usr/sbin/nats-server" : "nats-server",
            ["-c", file, "-a", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        server = Process.Start(start)!;
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.ErrorDataReceived += (_, line) => Hear(line.Data, ready);
        server.BeginErrorReadLine();
        server.BeginOutputReadLine();
        await ready.Task.WaitAsync(Limit);
    }

    /// <summary>Ends it at once, as a loss of power does.</summary>
    public async Task KillAsync()
    {
        if (server is { HasExited: false } running)
        {
            running.Kill();
            await running.WaitForExitAsync().WaitAsync(Limit);
        }

        server?.Dispose();
        server = null;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        folder.Dispose();
    }

    private void Hear(string? line, TaskCompletionSource ready)
    {
        if (line is null)
        {
            ready.TrySetException(new InvalidOperationException("The server of NATS has ended."));
        }
        else if (Listening().Match(line) is { Success: true } match)
        {
            port = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        }
        else if (line.Contains("Server is ready", StringComparison.Ordinal))
        {
            ready.TrySetResult();
        }
    }

    [GeneratedRegex(@"Listening for client connections on [^ ]*:(\d+)")]
    private static partial Regex Listening();
}
