using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Proximity.StoreBench;

/// <summary>The proxy, as a process on a port of its own.</summary>
internal sealed class ProxyChild : IAsyncDisposable
{
    /// <summary>The unit of <c>/proc/PID/stat</c> wherever Linux runs .NET.</summary>
    private const double TicksPerSecond = 100;

    private readonly Process process;
    private readonly StringBuilder said = new();

    private ProxyChild(Process process)
    {
        this.process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (said)
            {
                said.AppendLine(line.Data);
            }
        };
        process.BeginErrorReadLine();
    }

    public string EndPoint { get; private set; } = string.Empty;

    /// <summary>User and system time.</summary>
    public double CpuSeconds
    {
        get
        {
            string text = File.ReadAllText($"/proc/{process.Id}/stat");
            string[] stat = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            long user = long.Parse(stat[11], CultureInfo.InvariantCulture);
            return (user + long.Parse(stat[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
    }

    public static async Task<ProxyChild> StartAsync(string program, params string[] options)
    {
        string[] words = ["--bind", "127.0.0.1", "--ephemeral-port", .. options];
        var start = program.EndsWith(".dll", StringComparison.Ordinal)
            ? new ProcessStartInfo("dotnet", [program, .. words]) : new ProcessStartInfo(program, words);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        Process process = Process.Start(start)!;
        var proxy = new ProxyChild(process);
        string line = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException($"The proxy did not start: {proxy.said}");
        using var started = JsonDocument.Parse(line);
        proxy.EndPoint = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{started.RootElement.GetProperty("port").GetInt32()}");
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        return proxy;
    }

    /// <summary>Every answer that the origin gave went through the proxy.</summary>
    public static long Requests(SmallOrigin origin) => origin.TakeAnswers();

    /// <summary>Ends it as a user would.</summary>
    /// <returns>What it said on standard error.</returns>
    public async Task<string> StopAsync()
    {
        using (Process kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await process.WaitForExitAsync();
        lock (said)
        {
            return said.ToString().Trim();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }
}
