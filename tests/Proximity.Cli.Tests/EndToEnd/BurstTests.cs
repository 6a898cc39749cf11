using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Proximity.Cli.Tests.EndToEnd;

/// <summary>What a burst of clients leaves of the program's memory.</summary>
public sealed class BurstTests
{
    private const int Clients = 5000;
    private const int FieldBytes = 4989;
    private const int Rounds = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    [Trait("Category", "All")]
    public async Task ClientsWithLongHeads_LeaveNoMoreThanHalfAsMuchAgain()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux says how much memory a process has");
        using var folder = new TemporaryFolder();
        string[] arguments = ["--ephemeral-port", "--bind", "127.0.0.1"];
        await using var proximity = ProximityProcess.Start(ProximityProcess.BuiltProgram, arguments, folder.Path);
        var started = await proximity.EventAsync("started");
        Assert.SkipUnless(started.GetProperty("maxConnections").GetInt32() >= Clients, "the limit of open files is too low");
        await using var origin = new TinyOrigin();
        Assert.Equal("hello", await ProximityProcess.GetThroughAsync(started, origin.Url));
        var before = ResidentBytes(proximity.Id);

        await SendLongHeadsAsync(new IPEndPoint(IPAddress.Loopback, started.GetProperty("port").GetInt32()));
        var limit = before + (before / 2);
        var begun = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), TimeProvider.System);
        while (ResidentBytes(proximity.Id) > limit && TimeProvider.System.GetElapsedTime(begun) < Patience)
        {
            await timer.WaitForNextTickAsync();
        }

        Assert.InRange(ResidentBytes(proximity.Id), 0, limit);
    }

    /// <summary>All at once, so that all are held at the same time; then everybody leaves.</summary>
    private static async Task SendLongHeadsAsync(IPEndPoint proxy)
    {
        List<Socket> clients = [];
        var field = System.Text.Encoding.ASCII.GetBytes($"X-A: {new string('a', FieldBytes)}\r\n");
        for (var count = 0; count < Clients; count++)
        {
            var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(proxy);
            await client.SendAsync("GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n"u8.ToArray());
            clients.Add(client);
        }

        for (var round = 0; round < Rounds; round++)
        {
            await Task.WhenAll(clients.Select(client => client.SendAsync(field)));
        }

        clients.ForEach(client => client.Dispose());
    }

    private static long ResidentBytes(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(':')[1].Replace("kB", string.Empty, StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
