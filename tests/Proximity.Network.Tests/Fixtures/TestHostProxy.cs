using System.Diagnostics;
using System.Globalization;

namespace Proximity.Network.Tests.Fixtures;

/// <summary>A proxy in a process of its own, to see what the proxy alone holds.</summary>
public sealed class TestHostProxy : IAsyncDisposable
{
    private readonly Process process;

    private TestHostProxy(Process process, int port)
    {
        this.process = process;
        Authority = $"127.0.0.1:{port}";
    }

    /// <summary>Where it listens.</summary>
    public string Authority { get; }

    /// <summary>Its address as programs take it.</summary>
    public string Url => $"http://{Authority}";

    /// <summary>The most memory it ever held resident, in bytes.</summary>
    public long PeakResidentBytes => StatusBytes("VmHWM:");

    /// <summary>The memory it holds resident now, in bytes.</summary>
    public long ResidentBytes => StatusBytes("VmRSS:");

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<TestHostProxy> StartAsync(bool recordFlows = true)
    {
        Process process = ProcessRunner.Start("dotnet", Path.Combine(AppContext.BaseDirectory, "Proximity.TestHost.dll"), TestTransport.Value.ToString(), recordFlows ? "record" : "");
        string port = await process.StandardOutput.ReadLineAsync().WithinStep()
            ?? throw new InvalidOperationException("The proxy's process does not start: " + await process.StandardError.ReadToEndAsync());
        return new TestHostProxy(process, int.Parse(port, CultureInfo.InvariantCulture));
    }

    /// <summary>How many bytes it has allocated since it started.</summary>
    public async Task<long> AllocatedBytesAsync()
    {
        await process.StandardInput.WriteLineAsync();
        await process.StandardInput.FlushAsync();
        return long.Parse((await process.StandardOutput.ReadLineAsync().WithinStep())!, CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await ProcessRunner.EndAsync(process);

    private long StatusBytes(string name)
    {
        string line = File.ReadLines($"/proc/{process.Id}/status").First(text => text.StartsWith(name, StringComparison.Ordinal));
        return 1024 * long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }
}
