using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Proximity.Load;

/// <summary>The program under load: started on a free port, looked at through /proc, stopped as a user would.</summary>
internal sealed class ProxyProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task drain;

    private ProxyProcess(Process process, IPEndPoint endPoint)
    {
        this.process = process;
        EndPoint = endPoint;
        drain = Task.WhenAll(process.StandardOutput.BaseStream.CopyToAsync(Stream.Null), process.StandardError.BaseStream.CopyToAsync(Stream.Null));
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>Resident memory in KiB.</summary>
    public long ResidentKiB => ReadStatus("VmRSS:");

    public int Descriptors => Directory.GetFiles($"/proc/{process.Id}/fd").Length;

    public int Threads => (int)ReadStatus("Threads:");

    public static async Task<ProxyProcess> StartAsync(string? program, params string[] options)
    {
        var start = new ProcessStartInfo { RedirectStandardOutput = true, RedirectStandardError = true };
        if (program is null)
        {
            start.FileName = "dotnet";
            start.ArgumentList.Add(OwnProgram());
        }
        else
        {
            start.FileName = program;
        }

        foreach (var option in options.Prepend("127.0.0.1").Prepend("--bind").Prepend("--ephemeral-port"))
        {
            start.ArgumentList.Add(option);
        }

        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The proxy did not start: " + await process.StandardError.ReadToEndAsync());
        using var started = JsonDocument.Parse(line);
        return new ProxyProcess(process, new IPEndPoint(IPAddress.Loopback, started.RootElement.GetProperty("port").GetInt32()));
    }

    public async ValueTask DisposeAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await process.WaitForExitAsync();
        await drain;
        process.Dispose();
    }

    /// <summary>The program beside this one in the source tree, of the same configuration.</summary>
    internal static string OwnProgram()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "src", "Proximity.Cli", "bin", configuration, "net10.0", "Proximity.Cli.dll");
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new FileNotFoundException($"No program of the configuration {configuration} is built; name one with --program.");
    }

    private long ReadStatus(string name)
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(name.Length).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture);
    }
}
