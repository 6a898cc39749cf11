using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Proximity.Network.Tests.Fixtures;

/// <summary>A program that serves on loopback ports until it is ended.</summary>
public sealed class Daemon : IAsyncDisposable
{
    private const int Tries = 5;
    private readonly Process process;
    private readonly StringBuilder said = new();

    private Daemon(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The process id.</summary>
    public int Id => process.Id;

    /// <summary>
    /// Starts it on free ports. Between finding a port free and the program binding it another may take it, so a program that ends at once is tried again.
    /// </summary>
    public static async Task<(Daemon Daemon, int[] Ports)> StartAsync(int portCount, Func<int[], Process> start)
    {
        for (int attempt = 1; ; attempt++)
        {
            int[] ports = [.. Enumerable.Range(0, portCount).Select(_ => RawOrigin.FreePort())];
            var daemon = new Daemon(start(ports));
            if (await daemon.ListensAsync(ports))
            {
                return (daemon, ports);
            }

            string said = daemon.Said();
            await daemon.DisposeAsync();
            Assert.True(attempt < Tries, $"{daemon.process.StartInfo.FileName} does not start: {said}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await ProcessRunner.EndAsync(process);

    private async Task<bool> ListensAsync(int[] ports)
    {
        foreach (int port in ports)
        {
            bool listens = false;
            await Eventually.HoldsAsync(() => process.HasExited || (listens = Answers(port)), Said);
            if (!listens)
            {
                return false;
            }
        }

        return !process.HasExited;
    }

    private static bool Answers(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            // Not listening yet.
            return false;
        }
    }

    private string Said()
    {
        lock (said)
        {
            return said.ToString();
        }
    }

    private void Keep(string? line)
    {
        lock (said)
        {
            said.AppendLine(line);
        }
    }
}
