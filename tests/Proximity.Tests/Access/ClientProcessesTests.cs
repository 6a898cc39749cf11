using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Proximity.Access;

namespace Proximity.Tests.Access;

/// <summary>The look-up of the programs that clients are.</summary>
public sealed class ClientProcessesTests
{
    private static readonly IPEndPoint Client = new(IPAddress.Loopback, 1);
    private static readonly IPEndPoint Proxy = new(IPAddress.Loopback, 2);

    [Fact]
    public async Task Answer_IsPutOnTheClient_WithPlainAddresses()
    {
        var table = new AnsweringTable((own, other) => $"{own} {other}");
        var client = new ClientSocket(new IPEndPoint(Client.Address.MapToIPv6(), 1), new IPEndPoint(Proxy.Address.MapToIPv6(), 2));

        await new ClientProcesses(table, TimeProvider.System).FindAsync(client);

        Assert.Equal("127.0.0.1:1 127.0.0.1:2", client.Process);
    }

    [Fact]
    public async Task ClientOfAnotherMachine_IsNotLookedFor()
    {
        var client = new ClientSocket(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 1), new IPEndPoint(IPAddress.Parse("192.0.2.2"), 2));

        await new ClientProcesses(new AnsweringTable((_, _) => "x"), TimeProvider.System).FindAsync(client);

        Assert.Null(client.Process);
    }

    [Fact]
    public async Task TableThatFails_LeavesItUnknown()
    {
        var client = new ClientSocket(Client, Proxy);

        await new ClientProcesses(new AnsweringTable((_, _) => throw new IOException("gone")), TimeProvider.System).FindAsync(client);

        Assert.Null(client.Process);
    }

    [Fact]
    public async Task TableThatTakesLong_IsNotWaitedFor()
    {
        var time = new FakeTimeProvider();
        using var asked = new SemaphoreSlim(0);
        using var release = new ManualResetEventSlim();
        var client = new ClientSocket(Client, Proxy);
        var processes = new ClientProcesses(
            new AnsweringTable((_, _) =>
            {
                asked.Release();
                release.Wait(TestContext.Current.CancellationToken);
                return "late";
            }),
            time);

        Task finding = processes.FindAsync(client).AsTask();
        Assert.True(await asked.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        time.Advance(TimeSpan.FromSeconds(2));
        await finding.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        release.Set();

        Assert.Null(client.Process);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Linux_KnowsWhoseAConnectionIs(string address)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It asks Linux.");
        using var listener = new TcpListener(IPAddress.Parse(address), 0);
        Assert.SkipUnless(Starts(listener), "There is no such loopback.");
        using var client = new TcpClient(listener.LocalEndpoint.AddressFamily);
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, TestContext.Current.CancellationToken);
        using Socket accepted = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        var table = new LinuxProcessTable();
        var (own, other) = ((IPEndPoint)accepted.RemoteEndPoint!, (IPEndPoint)accepted.LocalEndPoint!);

        string? first = table.Find(own, other);
        string? again = table.Find(own, other);

        Assert.Equal((Path.GetFileName(Environment.ProcessPath), first), (first, again));
        Assert.Null(table.Find(new IPEndPoint(own.Address, 0), other));
    }

    private static bool Starts(TcpListener listener)
    {
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private sealed class AnsweringTable(Func<IPEndPoint, IPEndPoint, string?> answer) : IProcessTable
    {
        public string? Find(IPEndPoint own, IPEndPoint other) => answer(own, other);
    }
}
