using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Proximity.Flows;
using Proximity.Protocol.Faults;
using Proximity.Tests.Exchanges;
using Proximity.Tests.Tls;
using Proximity.Tests.Wires;
using Proximity.Tls;
using Proximity.Wires;

namespace Proximity.Tests.Server;

/// <summary>The TLS handshake with a client in a tunnel, when something goes wrong in it. The tunnel is one to the proxy's own site, so that no origin has a part in it.</summary>
public sealed class ClientHandshakeTests : IClassFixture<NoUnobservedTask>, IDisposable
{
    private const int MaxOperations = 400;
    private const int TestMilliseconds = 120_000;
    private const string Connect = "CONNECT proximity.internal:443 HTTP/1.1\r\nHost: proximity.internal:443\r\n\r\n";
    private const string Get = "GET /trusted.svg HTTP/1.1\r\nHost: proximity.internal\r\nConnection: close\r\n\r\n";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
    private readonly ConcurrentQueue<ProxyError> errors = new();
    private readonly ConcurrentQueue<Flow> completed = new();

    public void Dispose() => folder.Dispose();

    /// <summary>With the small window the proxy waits while it writes, with the large one for what the client has to say next.</summary>
    [Theory(Timeout = TestMilliseconds)]
    [InlineData(128)]
    [InlineData(64 * 1024)]
    public async Task ClientThatTakesNothing_IsLeftAfterTheHeadTimeout(int windowBytes)
    {
        var network = new MemoryNetwork(windowBytes);
        await using ProxyServer proxy = await StartAsync(network);
        Wire client = (await network.ConnectAsync(proxy.EndPoint, TestContext.Current.CancellationToken)).Wire!;
        await client.WriteAsync(Encoding.ASCII.GetBytes(Connect));
        await Harness.ReadUntilAsync(client, "\r\n\r\n");

        Task<WireResult> hello = client.WriteAsync(await HelloAsync()).AsTask();
        await UntilAsync(() => !client.IsQuiet);
        await RunClockUntilAsync(() => proxy.ClientCount == 0);

        Assert.True((await hello.WaitAsync(Limit, TestContext.Current.CancellationToken)).IsOk);
        client.Abort();
        time.Advance(TimeSpan.FromMinutes(1));
        await proxy.StopAsync();
        ProxyError error = Assert.Single(errors);
        Assert.Equal((ErrorCodes.ConnectionTimeout, "tunnelling", "proximity.internal"), (error.Code, error.Phase, error.TargetHost));
        Assert.Contains("handshake", error.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCodes.ConnectionTimeout, Assert.Single(completed).ErrorCode);
        Assert.Equal((0, 0, 0), (proxy.OutstandingBuffers, proxy.WatchedDeadlines, network.OpenWires));
    }

    [Fact(Timeout = TestMilliseconds)]
    public async Task AnyOperationThatFails_EndsTheConnectionOnce()
    {
        foreach (FaultKind kind in Enum.GetValues<FaultKind>())
        {
            int number = 0;
            while (await RunAsync(new FaultPlan(++number, kind), TestContext.Current.CancellationToken))
            {
                Assert.True(number < MaxOperations, "a handshake does not end");
            }
        }
    }

    /// <summary>One run of a client that does everything right; false when it was over before the fault.</summary>
    private async Task<bool> RunAsync(FaultPlan plan, CancellationToken cancellationToken)
    {
        errors.Clear();
        completed.Clear();
        var memory = new MemoryNetwork();
        var network = new FaultyNetwork(memory, plan, origin: null);
        await using ProxyServer proxy = await StartAsync(network);
        Wire client = (await memory.ConnectAsync(proxy.EndPoint, cancellationToken)).Wire!;
        Task<bool> talking = TalkAsync(client, proxy.AuthorityCertificate!);
        await RunClockUntilAsync(() => proxy.ClientCount == 0 && (talking.IsCompleted || plan.HasStruck), mayRun: () => plan.HasStruck);
        bool isServed = await talking.WaitAsync(Limit, cancellationToken);
        client.Abort();
        await proxy.StopAsync();

        Assert.True(plan.HasStruck || isServed);
        Assert.All(network.Wires, wire => Assert.True(wire.IsClosed));
        Assert.Equal((0, 0, 0), (proxy.OutstandingBuffers, proxy.WatchedDeadlines, proxy.ClientCount));
        Assert.All(proxy.Flows, flow => Assert.True(flow.Completed));
        Assert.Equal(proxy.Flows.Select(flow => flow.Id), completed.Select(flow => flow.Id).Order());

        // The CONNECT may end badly, and the request inside it: each is reported once.
        Assert.InRange(errors.Count, 0, 2);
        Assert.Equal(errors.Count, errors.Select(error => (error.Code, error.Url)).Distinct().Count());
        return plan.HasStruck;
    }

    private async Task<ProxyServer> StartAsync(Network network)
    {
        var options = new ProxyOptions
        {
            UseEphemeralPort = true,
            TimeProvider = time,
            Timeout = TimeSpan.FromSeconds(30),
            HeadTimeout = TimeSpan.FromSeconds(5),
            Interception = new InterceptionOptions { CaFolder = folder["ca"] },
            Logger = new CollectingLogger(),
            OnError = error =>
            {
                errors.Enqueue(error);
                return default;
            },
            OnFlowCompleted = flow =>
            {
                completed.Enqueue(flow);
                return default;
            },
        };
        return await ProxyServer.StartAsync(options, new StrictNetwork(network), TestContext.Current.CancellationToken);
    }

    /// <summary>True when the client was served whole.</summary>
    private static async Task<bool> TalkAsync(Wire wire, X509Certificate2 authority)
    {
        await wire.WriteAsync(Encoding.ASCII.GetBytes(Connect));
        if (!(await Harness.ReadUntilAsync(wire, "\r\n\r\n")).EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            return false;
        }

        await using var tls = new SslStream(new WireStream(wire, default));
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "proximity.internal",
                CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck },
            });
            await tls.WriteAsync(Encoding.ASCII.GetBytes(Get));
            return (await new StreamReader(tls).ReadToEndAsync()).Contains("</svg>", StringComparison.Ordinal);
        }
        catch (Exception exception) when (TlsFailure.IsExpected(exception))
        {
            return false;
        }
        finally
        {
            wire.Close();
        }
    }

    /// <summary>What a client opens TLS with.</summary>
    private static async Task<byte[]> HelloAsync()
    {
        (MemoryWire near, MemoryWire far) = MemoryWire.CreatePair();
        await using var tls = new SslStream(new WireStream(near, default));
        Task opening = tls.AuthenticateAsClientAsync("proximity.internal");
        byte[] buffer = new byte[4096];
        WireResult read = await far.ReadAsync(buffer);
        far.Abort();
        await Assert.ThrowsAnyAsync<IOException>(() => opening);
        return buffer[..read.Count];
    }

    private Task UntilAsync(Func<bool> condition) => RepeatAsync(condition, () => { });

    private Task RunClockUntilAsync(Func<bool> condition, Func<bool>? mayRun = null) => RepeatAsync(condition, () =>
    {
        if (mayRun?.Invoke() != false)
        {
            time.Advance(TimeSpan.FromMilliseconds(200));
        }
    });

    private async Task RepeatAsync(Func<bool> condition, Action action)
    {
        using var enough = new CancellationTokenSource(Limit, TimeProvider.System);
        while (!condition())
        {
            Assert.False(enough.IsCancellationRequested, $"the connection does not end; reported: {string.Join(" | ", errors)}");
            action();
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }
}
