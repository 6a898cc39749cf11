using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using Proximity.Flows;
using Proximity.Flows.Tests;
using Proximity.Tests.Server;
using Proximity.Tests.Wires;
using Proximity.Wires;

namespace Proximity.Tests.Exchanges;

/// <summary>One conversation through a proxy of which one operation fails, and what holds when it is over.</summary>
/// <param name="kind">What the wires are of.</param>
/// <param name="plan">What fails.</param>
/// <param name="onClientSide">On the wires to clients, or on those to origins.</param>
internal sealed class FaultLoopRun(GroundKind kind, FaultPlan plan, bool onClientSide)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider time = new();
    private readonly CollectingLogger logger = new();
    private readonly ConcurrentQueue<Flow> completed = new();
    private bool isIntercepted;

    /// <summary>Further options of the proxy.</summary>
    public Action<ProxyOptions>? Configure { get; init; }

    /// <summary>The client's part: it has a wire to the proxy and the origin's host and port, and returns what it has seen.</summary>
    public required Func<Wire, string, Task<string>> Ask { get; init; }

    /// <summary>The origin's part, until its listener closes.</summary>
    public required Func<Listener, string, Task> Answer { get; init; }

    /// <summary>The origin's host and port.</summary>
    public string Authority { get; private set; } = "";

    /// <summary>What the client has seen.</summary>
    public string Seen { get; private set; } = "";

    /// <summary>The flows at the end.</summary>
    public IReadOnlyList<Flow> Flows { get; private set; } = [];

    /// <summary>False when it was over before the fault.</summary>
    public async Task<bool> RunAsync()
    {
        var ground = Ground.Of(kind);
        var network = new FaultyNetwork(ground.ForProxy, onClientSide ? plan : null, onClientSide ? null : plan);
        Listener origin = ground.ForPeers.Listen(IPAddress.Loopback, 0);
        Authority = string.Create(CultureInfo.InvariantCulture, $"origin.test:{origin.EndPoint.Port}");
        ProxyServer proxy = await ProxyServer.StartAsync(Options(), new StrictNetwork(network), TestContext.Current.CancellationToken);
        await using Follower follower = Follower.Of(proxy.Flows);
        Task originRun = Answer(origin, Authority);
        using var over = new CancellationTokenSource();
        Task clock = RunClockAsync(over.Token);
        try
        {
            // A reset may come so early that the client never has a connection.
            if ((await ground.ForPeers.ConnectAsync(proxy.EndPoint, TestContext.Current.CancellationToken)).Wire is { } client)
            {
                Seen = await WithinLimitAsync(Ask(client, Authority));
                client.Close();
            }

            await WhenGoneAsync(proxy, network, over.Token).WaitAsync(Limit, TestContext.Current.CancellationToken);
        }
        finally
        {
            await over.CancelAsync();
            await clock;
        }

        await proxy.StopAsync(Limit).WaitAsync(Limit, TestContext.Current.CancellationToken);
        origin.Close();
        await originRun.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Flows = [.. proxy.Flows];
        AssertNothingIsLeft(proxy, network);
        EventsOfFlows.AssertWhole(proxy.Flows, await follower.RestAsync());
        return plan.HasStruck;
    }

    private ProxyOptions Options()
    {
        var options = new ProxyOptions
        {
            UseEphemeralPort = true,
            Bind = "127.0.0.1",
            Logger = logger,
            TimeProvider = time,
            OnFlowCompleted = flow =>
            {
                completed.Enqueue(flow);
                return default;
            },
        };
        Configure?.Invoke(options);
        isIntercepted = options.Interception is not null;
        return options;
    }

    private void AssertNothingIsLeft(ProxyServer proxy, FaultyNetwork network)
    {
        // One for the connection, and one for the one that ran inside its tunnel, if it came to that.
        Assert.InRange(logger.Lines.Count(line => line.Contains(" left: ", StringComparison.Ordinal)), 1, isIntercepted ? 2 : 1);
        Assert.All(network.Wires, wire => Assert.True(wire.IsClosed));
        Assert.Equal(0, proxy.WatchedDeadlines);
        Assert.Equal(0, proxy.OutstandingBuffers);
        Assert.Equal(0, proxy.HeldBodyBytes);
        Assert.Equal(0, proxy.ClientCount);
        Assert.Equal(0, proxy.IdleOriginConnections);
        Assert.Equal(proxy.Flows.Select(flow => flow.Id), completed.Select(flow => flow.Id).Order());
        Assert.All(proxy.Flows, flow => Assert.True(flow.Completed));
        Assert.DoesNotContain(proxy.Flows, flow => flow.RequestBody.State == FlowBodyState.Streaming);
        Assert.DoesNotContain(proxy.Flows, flow => flow.ResponseBody.State == FlowBodyState.Streaming);
        Assert.Equal(proxy.Flows.Sum(flow => flow.MeasureBodies() + flow.MeasureRest()), proxy.Flows.Bytes);
        bool hasDefect = logger.Lines.Any(line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.True(plan.Kind == FaultKind.Throw || !hasDefect, string.Join('\n', logger.Lines));
        Assert.Empty(WireMisuse.Seen);
    }

    private async Task<string> WithinLimitAsync(Task<string> asking)
    {
        try
        {
            return await asking.WaitAsync(Limit, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException exception)
        {
            string lines = string.Join('\n', logger.Lines);
            throw new TimeoutException($"The client waits for ever. {plan}, now {time.GetUtcNow():O}:\n{lines}", exception);
        }
    }

    /// <summary>
    /// No client is left, nor any wire but those that are kept for later. A wire that stalls in its last words is given up by the proxy's
    /// time, which must not stop before.
    /// </summary>
    private static async Task WhenGoneAsync(ProxyServer proxy, FaultyNetwork network, CancellationToken over)
    {
        while (!over.IsCancellationRequested
            && (proxy.ClientCount > 0 || network.Wires.Count(wire => !wire.IsClosed) > proxy.IdleOriginConnections))
        {
            await Task.Yield();
        }
    }

    /// <summary>
    /// What stalls does so until the proxy's time-outs: its time goes on from there. So may an intercepted tunnel of which one side has
    /// ended, which is relayed.
    /// </summary>
    private async Task RunClockAsync(CancellationToken over)
    {
        if (plan.Kind != FaultKind.Stall && !isIntercepted)
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
}
