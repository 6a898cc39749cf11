using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Proximity.Flows;
using Proximity.Tests.Server;
using Proximity.Tests.Wires;
using Proximity.Wires;

namespace Proximity.Tests.Exchanges;

/// <summary>
/// For every conversation of the corpus, and for N = 1, 2, …: the N-th thing the proxy does with its clients, or with look-ups, connects and origins, is reset, half-closed or stalls
/// until the proxy's own time-out. Whatever N is, the connection ends for one reason, every buffer, wire and deadline is given back, every flow is completed exactly once, a broken
/// exchange has a code, the client never sees a whole body that the origin did not send whole, and no task fails with nobody looking.
/// </summary>
public class FaultLoopTests : IClassFixture<NoUnobservedTask>
{
    private const int MaxOperations = 400;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static TheoryData<string, bool> Cases()
    {
        var cases = new TheoryData<string, bool>();
        foreach (string path in Directory.GetFiles(ExchangeFile.Folder, "*.exchange").Order(StringComparer.Ordinal))
        {
            cases.Add(Path.GetFileNameWithoutExtension(path), true);
            cases.Add(Path.GetFileNameWithoutExtension(path), false);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public Task AnyOperationThatFails_LeavesNothingBehind(string name, bool onClientSide) => RunAllAsync(name, onClientSide, _ => { });

    /// <summary>With a callback the messages of a WebSocket connection go another way.</summary>
    [Theory]
    [InlineData("upgrade-101", true)]
    [InlineData("upgrade-101", false)]
    [InlineData("upgrade-websocket", true)]
    [InlineData("upgrade-websocket", false)]
    public Task AnyOperationThatFails_WhileMessagesAreChanged_LeavesNothingBehind(string name, bool onClientSide) => RunAllAsync(name, onClientSide, options =>
        options.OnWebSocketMessage = async (message, connection) =>
        {
            message.Text += "!";
            await connection.SendTextAsync(WebSocketDirection.ToOrigin, "seen");
        });

    private static async Task RunAllAsync(string name, bool onClientSide, Action<ProxyOptions> configure)
    {
        ExchangeFile file = ExchangeFile.Load(name);
        foreach (FaultKind kind in Enum.GetValues<FaultKind>())
        {
            int number = 0;
            while (await RunAsync(file, new FaultPlan(++number, kind), onClientSide, configure))
            {
                Assert.True(number < MaxOperations, "a conversation does not end");
            }
        }
    }

    /// <summary>One run; false when it was over before the fault.</summary>
    private static async Task<bool> RunAsync(ExchangeFile file, FaultPlan plan, bool onClientSide, Action<ProxyOptions> configure)
    {
        var memory = new MemoryNetwork();
        var network = new FaultyNetwork(memory, onClientSide ? plan : null, onClientSide ? null : plan);
        var time = new FakeTimeProvider();
        var logger = new CollectingLogger();
        var completed = new ConcurrentQueue<Flow>();
        var options = new ProxyOptions
        {
            UseEphemeralPort = true,
            Logger = logger,
            TimeProvider = time,
            OnFlowCompleted = flow =>
            {
                completed.Enqueue(flow);
                return default;
            },
        };
        configure(options);
        Listener origin = memory.Listen(IPAddress.Loopback, 0);
        string port = origin.EndPoint.Port.ToString(CultureInfo.InvariantCulture);
        ProxyServer proxy = await ProxyServer.StartAsync(options, network, TestContext.Current.CancellationToken);
        Task originRun = AnswerAsync(origin, file, port);

        using var over = new CancellationTokenSource();
        Task clock = RunClockAsync(time, plan, over.Token);
        Wire client = (await memory.ConnectAsync(proxy.EndPoint, TestContext.Current.CancellationToken)).Wire!;
        await client.WriteAsync(Bytes(file.ClientSends, port));
        client.ShutdownWrite();
        string seen = await ReadToEndAsync(client).WaitAsync(Limit, TestContext.Current.CancellationToken);
        client.Close();
        await WhenGoneAsync(proxy).WaitAsync(Limit, TestContext.Current.CancellationToken);
        await over.CancelAsync();
        await clock;
        await proxy.StopAsync(Limit).WaitAsync(Limit, TestContext.Current.CancellationToken);
        origin.Close();
        await originRun.WaitAsync(Limit, TestContext.Current.CancellationToken);

        Assert.Single(logger.Lines, line => line.Contains(" left: ", StringComparison.Ordinal));
        Assert.All(network.Wires, wire => Assert.True(wire.IsClosed));
        Assert.Equal(0, proxy.WatchedDeadlines);
        Assert.Equal(0, proxy.OutstandingBuffers);
        Assert.Equal(0, proxy.ClientCount);
        Assert.Equal(0, proxy.IdleOriginConnections);
        Assert.Equal(proxy.Flows.Select(flow => flow.Id), completed.Select(flow => flow.Id).Order());
        Assert.All(proxy.Flows, flow => Assert.True(flow.Completed));
        if (!onClientSide)
        {
            AssertNotCleanWhenBroken(seen, Encoding.Latin1.GetString(Bytes(file.ClientSees, port)), proxy);
        }

        return plan.HasStruck;
    }

    private static async Task WhenGoneAsync(ProxyServer proxy)
    {
        while (proxy.ClientCount > 0)
        {
            await Task.Yield();
        }
    }

    /// <summary>What stalls does so until the proxy's time-outs: its time goes on from there.</summary>
    private static async Task RunClockAsync(FakeTimeProvider time, FaultPlan plan, CancellationToken over)
    {
        if (plan.Kind != FaultKind.Stall)
        {
            return;
        }

        await Task.WhenAny(plan.Struck, Task.Delay(Timeout.InfiniteTimeSpan, over));
        while (!over.IsCancellationRequested)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    /// <summary>Less than the whole response, or an own answer, comes only with a code in the flow. A body that ends with the connection cannot tell.</summary>
    private static void AssertNotCleanWhenBroken(string seen, string whole, ProxyServer proxy)
    {
        bool endTells = whole.Contains("Content-Length:", StringComparison.Ordinal) || whole.Contains("chunked", StringComparison.Ordinal);
        if (endTells && proxy.Flows.SingleOrDefault() is { ErrorCode: null, Request.Method: not "CONNECT", Response.Status: not 101 })
        {
            Assert.Equal(WithoutClose(whole), WithoutClose(seen));
        }
    }

    private static string WithoutClose(string text) => text.Replace("Connection: close\r\n", "", StringComparison.Ordinal);

    private static byte[] Bytes(byte[] bytes, string port) => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(bytes).Replace("{PORT}", port, StringComparison.Ordinal));

    private static async Task<string> ReadToEndAsync(Wire wire)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (await wire.ReadAsync(buffer) is { Count: > 0 } result)
        {
            text.Append(Encoding.Latin1.GetString(buffer, 0, result.Count));
        }

        return text.ToString();
    }

    /// <summary>Answers every connection, as a retry may bring a second one.</summary>
    private static async Task AnswerAsync(Listener listener, ExchangeFile file, string port)
    {
        var running = new List<Task>();
        while (await listener.AcceptAsync() is { } wire)
        {
            running.Add(Task.Run(async () =>
            {
                int expected = Bytes(file.OriginSees, port).Length;
                byte[] buffer = new byte[4096];
                for (int seen = 0; seen < expected;)
                {
                    WireResult result = await wire.ReadAsync(buffer);
                    if (result.Count == 0)
                    {
                        wire.Close();
                        return;
                    }

                    seen += result.Count;
                }

                await wire.WriteAsync(Bytes(file.OriginSends, port));
                wire.Close();
            }));
        }

        await Task.WhenAll(running);
    }
}
