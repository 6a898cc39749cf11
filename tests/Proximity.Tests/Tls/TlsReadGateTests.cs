using System.Net;
using Proximity.Tls;
using Proximity.Wires;

namespace Proximity.Tests.Tls;

/// <summary>The end of our side of TLS and a read: never inside one TLS object at the same time.</summary>
public class TlsReadGateTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TlsReadGate gate = new();

    [Fact]
    public async Task NoReadInside_OperationBeginsAtOnce()
    {
        gate.Enter();
        gate.Leave();
        bool hasBegun = false;
        Task running = gate.RunOutsideAsync(() =>
        {
            hasBegun = true;
            return Task.CompletedTask;
        });
        Assert.True(hasBegun);
        await running;
    }

    [Fact]
    public async Task ReadInside_OperationBeginsWhenItLeaves()
    {
        gate.Enter();
        bool hasBegun = false;
        Task running = gate.RunOutsideAsync(() =>
        {
            hasBegun = true;
            return Task.CompletedTask;
        });
        Assert.False(hasBegun);
        gate.Leave();
        Assert.True(hasBegun);
        await running.WaitAsync(Limit, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task OperationBegins_ReadWaitsToComeInside()
    {
        using var isBeginning = new ManualResetEventSlim();
        using var mayGoOn = new ManualResetEventSlim();
        Task beginning = Task.Run(
            () => gate.RunOutsideAsync(() =>
            {
                isBeginning.Set();
                mayGoOn.Wait(TestContext.Current.CancellationToken);
                return Task.CompletedTask;
            }),
            TestContext.Current.CancellationToken);
        isBeginning.Wait(TestContext.Current.CancellationToken);
        using var isComing = new ManualResetEventSlim();
        Task<bool> entering = Task.Run(
            () =>
            {
                isComing.Set();
                gate.Enter();
                return mayGoOn.IsSet;
            },
            TestContext.Current.CancellationToken);
        isComing.Wait(TestContext.Current.CancellationToken);
        Thread.SpinWait(100_000);
        mayGoOn.Set();
        Assert.True(await entering.WaitAsync(Limit, TestContext.Current.CancellationToken));
        await beginning.WaitAsync(Limit, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task OperationThatThrows_FailsForItsOwner_NotForTheReader()
    {
        gate.Enter();
        Task running = gate.RunOutsideAsync(() => throw new IOException("gone"));
        gate.Leave();
        await Assert.ThrowsAsync<IOException>(() => running.WaitAsync(Limit, TestContext.Current.CancellationToken));
    }

    /// <summary>Without the gate, two threads in OpenSSL: the process may end by a signal.</summary>
    [Fact]
    public async Task CloseWhileRecordsArrive_EndsInOrder()
    {
        for (int time = 0; time < 200; time++)
        {
            (TlsWire client, TlsWire server) = await ConnectAsync();
            // On threads of their own: neither need ever wait.
            Task<bool> sending = Task.Run(() => SendUntilItFailsAsync(server), TestContext.Current.CancellationToken);
            Task<WireError> reading = Task.Run(() => ReadToEndAsync(client), TestContext.Current.CancellationToken);
            Thread.SpinWait(time * 500);
            client.Close();
            await client.Ended.WaitAsync(Limit, TestContext.Current.CancellationToken);
            await reading.WaitAsync(Limit, TestContext.Current.CancellationToken);
            server.Abort();
            Assert.True(await sending.WaitAsync(Limit, TestContext.Current.CancellationToken));
        }
    }

    private static async Task<(TlsWire Client, TlsWire Server)> ConnectAsync()
    {
        var network = new SocketNetwork();
        Listener listener = network.Listen(IPAddress.Loopback, 0);
        Connected connected = await network.ConnectAsync(listener.EndPoint, TestContext.Current.CancellationToken);
        Wire? accepted = await listener.AcceptAsync();
        listener.Close();
        return await TlsPair.OverAsync(connected.Wire!, accepted!);
    }

    private static async Task<bool> SendUntilItFailsAsync(TlsWire wire)
    {
        byte[] record = new byte[32];
        while ((await wire.WriteAsync(record)).IsOk)
        {
        }

        return true;
    }

    private static async Task<WireError> ReadToEndAsync(TlsWire wire)
    {
        byte[] buffer = new byte[64];
        while (true)
        {
            WireResult result = await wire.ReadAsync(buffer);
            if (!result.IsOk || result.Count == 0)
            {
                return result.Error;
            }
        }
    }
}
