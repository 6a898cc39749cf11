using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using Proximity.Flows;
using Proximity.Flows.Tests;
using Proximity.Tests.Exchanges;
using Proximity.Tests.Server;
using Proximity.Tests.Wires;
using Proximity.Wires;

namespace Proximity.Tests.Simulation;

/// <summary>
/// One simulation: a proxy, clients and origins on a network in memory, everything they do drawn from a seed. The proxy's time stands still while bytes move, and goes on by
/// seconds when nothing does, so that only what really stalls runs into a time-out. The seed fixes what everybody does; in which order the threads do it, it does not.
/// </summary>
internal sealed class SimulationRun
{
    private const int ClientCount = 6;
    private const int PlansEach = 8;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Nothing has moved for this long: somebody waits for a time-out.</summary>
    private readonly TimeSpan quiet;
    private readonly int seed;
    private readonly BodyMode mode;
    private readonly Random random;
    private readonly List<ExchangePlan> plans = [];
    private readonly ConcurrentQueue<string> violations = new();
    private readonly FakeTimeProvider time = new();
    private readonly Ground ground;
    private readonly StrictNetwork network;
    private readonly SimulatedTls? tls;
    private readonly ConcurrentDictionary<int, ExchangePlan> broken = new();
    private readonly ConcurrentQueue<Flow> recorded = new();
    private readonly bool hasSilentCloser;
    private readonly TaskCompletionSource isHalfway = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int halfway;
    private ProxyServer? proxy;
    private SimulatedOrigin? origin;
    private long moves;
    private long whole;

    /// <param name="seed">What everybody does.</param>
    /// <param name="kind">What the wires are of.</param>
    /// <param name="tls">For exchanges in intercepted tunnels; null for exchanges in clear.</param>
    /// <param name="mode">What happens to bodies.</param>
    public SimulationRun(int seed, GroundKind kind, SimulatedTls? tls, BodyMode mode)
    {
        this.seed = seed;
        this.mode = mode;
        this.tls = tls;
        ground = Ground.Of(kind);
        network = new StrictNetwork(ground.ForProxy);

        // Handshakes, and bytes between a system's sockets, move unseen.
        quiet = TimeSpan.FromMilliseconds(kind == GroundKind.Memory && tls is null ? 3 : 15);
        random = new Random(seed);
        for (int id = 0; id < ClientCount * PlansEach; id++)
        {
            plans.Add(new ExchangePlan(id, random));
        }

        hasSilentCloser = plans.Any(plan => plan.Misfortune == Misfortune.OriginClosesSilently);
        halfway = random.Next(1, plans.Count);
    }

    /// <summary>Exchanges whose response came whole.</summary>
    public long Whole => Interlocked.Read(ref whole);

    public int Exchanges => plans.Count;

    public int Misfortunes => plans.Count(plan => plan.Misfortune != Misfortune.None);

    /// <summary>What should not have happened; empty when all is well.</summary>
    public IEnumerable<string> Violations => violations;

    /// <summary>How each exchange was drawn, and what the proxy recorded of it.</summary>
    public IEnumerable<string> Trace => plans.Select(plan => $"{plan.Describe()}: "
        + string.Join("; ", recorded.Where(flow => flow.Request.Url.EndsWith($"/{plan.Id}", StringComparison.Ordinal))
            .Select(flow => $"{flow.Response?.Status} {flow.ErrorCode} after {flow.Duration.TotalSeconds} s of {flow.RequestBytes} and {flow.ResponseBytes} bytes")));

    public string Authority => origin!.Authority;

    /// <summary>What stands before the path in a request-target.</summary>
    public string TargetPrefix => tls is null ? $"http://{Authority}" : "";

    /// <summary>True once the proxy stops while exchanges go on.</summary>
    public bool IsStopping { get; private set; }

    public ExchangePlan Plan(int id) => plans[id];

    public void Moved() => Interlocked.Increment(ref moves);

    public void CountWhole()
    {
        if (Interlocked.Increment(ref whole) == halfway)
        {
            isHalfway.TrySetResult();
        }
    }

    /// <summary>The client did not get the plan's response whole: the flow has to say why, unless it is the client's doing, which may come behind the exchange.</summary>
    public void Broken(ExchangePlan plan) => broken[plan.Id] = plan;

    public Random NextRandom()
    {
        lock (random)
        {
            return new Random(random.Next());
        }
    }

    public void Violation(ExchangePlan? plan, string what)
        => violations.Enqueue($"seed {seed}, exchange {plan?.Describe()}: {what}");

    /// <summary>An exchange may end without its whole response when something goes wrong in it, when the proxy stops, or when a request that must not be repeated meets a connection that was closed silently.</summary>
    public bool MayFail(ExchangePlan plan)
        => plan.Misfortune is not (Misfortune.None or Misfortune.OriginClosesSilently) || IsStopping || (hasSilentCloser && plan.Request != RequestShape.Bodyless);

    /// <summary>A wire to the origin, through the proxy; null when there is none.</summary>
    public async Task<Wire?> ConnectAsync()
    {
        Wire? wire = (await ground.ForPeers.ConnectAsync(proxy!.EndPoint, CancellationToken.None)).Wire;
        return wire is null || tls is null ? wire : await tls.OpenAsync(wire, Authority);
    }

    /// <summary>The wire that the origin serves over one that it has accepted; null when there is none.</summary>
    public async Task<Wire?> ServeAsync(Wire accepted) => tls is null ? accepted : await tls.ServeAsync(accepted);

    public async Task RunAsync()
    {
        var logger = new CollectingLogger();
        proxy = await ProxyServer.StartAsync(Options(logger), network, CancellationToken.None);
        await using Follower follower = Follower.Of(proxy.Flows, new FlowEventOptions { MaxEvents = 1 << 20, MaxBytes = 1L << 30 });
        origin = new SimulatedOrigin(this, ground.ForPeers.Listen(IPAddress.Loopback, 0), isEcho: false);
        var echo = new SimulatedOrigin(this, ground.ForPeers.Listen(IPAddress.Loopback, 0), isEcho: true);
        Task[] clients =
        [
            .. plans.Chunk(PlansEach).Select(own => Task.Run(() => new SimulatedClient(this, NextRandom()).RunAsync(own))),
            .. Enumerable.Range(0, tls is null ? 2 : 0).Select(_ => Task.Run(() => new SimulatedClient(this, NextRandom()).TunnelAsync(echo.Authority, NextRandom().Next(100_000)))),
        ];
        Task all = Task.WhenAll(clients);
        if (seed % 10 == 9)
        {
            await StopInTheMiddleAsync(all);
        }

        await WithTimeAsync(all);
        await WithTimeAsync(WhenGoneAsync());
        await proxy.StopAsync().WaitAsync(Limit);
        await WithTimeAsync(Task.WhenAll(origin.StopAsync(), echo.StopAsync()));
        await WhenQuietAsync();
        Settle(logger);
        EventsOfFlows.AssertWhole(proxy.Flows, await follower.RestAsync());
    }

    private ProxyOptions Options(CollectingLogger logger)
    {
        ProxyOptions options = PlainOptions(logger);
        mode.Apply(options);
        return options;
    }

    private ProxyOptions PlainOptions(CollectingLogger logger) => new()
    {
        UseEphemeralPort = true,
        Bind = "127.0.0.1",
        Interception = tls?.Interception,
        Logger = logger,
        MaxFlows = 20,
        Timeout = TimeSpan.FromSeconds(20),
        TimeProvider = time,
        OnFlowCompleted = flow =>
        {
            recorded.Enqueue(flow);
            return default;
        },
    };

    private async Task StopInTheMiddleAsync(Task clients)
    {
        await WithTimeAsync(Task.WhenAny(clients, isHalfway.Task));
        IsStopping = true;
        _ = proxy!.StopAsync(TimeSpan.FromSeconds(2));
    }

    private async Task WhenGoneAsync()
    {
        while (proxy!.ClientCount > 0)
        {
            await Task.Delay(1);
        }
    }

    /// <summary>
    /// A connection that came as the proxy stopped is refused by a thread that a busy machine may hold up. What leaks stays, and is found
    /// behind this.
    /// </summary>
    private async Task WhenQuietAsync()
    {
        for (int rounds = 0; rounds < 5000; rounds++)
        {
            if (proxy!.OutstandingBuffers == 0 && proxy.WatchedDeadlines == 0 && network.OpenWires == 0)
            {
                return;
            }

            await Task.Delay(1);
        }
    }

    /// <summary>Lets time go on whenever nothing moves, until this is done.</summary>
    private async Task WithTimeAsync(Task task)
    {
        for (int rounds = 0; !task.IsCompleted; rounds++)
        {
            if (await IsQuietAsync(task) && await IsQuietAsync(task))
            {
                time.Advance(TimeSpan.FromMilliseconds(500));
            }

            if (rounds > 20_000)
            {
                throw new TimeoutException($"seed {seed} does not end");
            }
        }

        await task;
    }

    /// <summary>Nothing moved, and nothing that could move waits for a thread: a busy machine must not look like a silent peer.</summary>
    private async Task<bool> IsQuietAsync(Task task)
    {
        long before = Interlocked.Read(ref moves);
        long began = TimeProvider.System.GetTimestamp();
        await Task.WhenAny(task, Task.Delay(quiet));
        bool isPrompt = TimeProvider.System.GetElapsedTime(began) < 4 * quiet;
        return isPrompt && Interlocked.Read(ref moves) == before && ThreadPool.PendingWorkItemCount == 0;
    }

    /// <summary>What holds when everybody has gone.</summary>
    private void Settle(CollectingLogger logger)
    {
        Require(proxy!.OutstandingBuffers == 0, $"{proxy.OutstandingBuffers} buffers are lent");
        Require(proxy.HeldBodyBytes == 0, $"{proxy.HeldBodyBytes} bytes are held");
        Require(proxy.WatchedDeadlines == 0, $"{proxy.WatchedDeadlines} deadlines are watched");
        Require(proxy.IdleOriginConnections == 0, "origin connections are kept");
        Require(network.OpenWires == 0, $"{network.OpenWires} wires are open");
        Require(proxy.Flows.Count <= 20, $"{proxy.Flows.Count} flows are kept");
        Require(proxy.Flows.All(flow => flow.Completed), "a flow is not completed");
        Require(recorded.Select(flow => flow.Id).Distinct().Count() == recorded.Count, "a flow was completed twice");
        foreach (ExchangePlan plan in broken.Values.Where(plan => plan.Misfortune is not (Misfortune.ClientBreaksOff or Misfortune.ClientStalls or Misfortune.ClientLeaves)))
        {
            Flow? flow = recorded.LastOrDefault(flow => flow.Request.Url.EndsWith($"/{plan.Id}", StringComparison.Ordinal));
            if (flow is { ErrorCode: null })
            {
                Violation(plan, "the response was not whole and the flow has no code");
            }
        }

        foreach (Flow flow in recorded.Where(flow => flow.ErrorCode is null))
        {
            RequireBody(flow);
        }

        int joined = logger.Lines.Count(line => line.EndsWith(" connected", StringComparison.Ordinal));
        int left = logger.Lines.Count(line => line.Contains(" left: ", StringComparison.Ordinal));
        Require(tls is not null || joined == left, $"{joined} clients came and {left} left");
        Require(WireMisuse.Seen.Count == 0, string.Join('\n', WireMisuse.Seen));
        Require(!logger.Lines.Any(line => line.StartsWith("Error", StringComparison.Ordinal)), "a defect was logged");
    }

    /// <summary>An exchange that went well has on its flow what the plan's origin said.</summary>
    private void RequireBody(Flow flow)
    {
        FlowBody body = flow.ResponseBody;
        Require(flow.RequestBody.State != FlowBodyState.Streaming && body.State != FlowBodyState.Streaming, "a body has not ended");
        string id = flow.Request.Url[(flow.Request.Url.LastIndexOf('/') + 1)..];
        if (int.TryParse(id, CultureInfo.InvariantCulture, out int number)
            && mode.IsCaptured()
            && plans[number] is { Misfortune: Misfortune.None } plan
            && !body.Bytes.Span.SequenceEqual(ExchangePlan.Body(number, plan.ResponseSize, isResponse: true)))
        {
            Violation(plan, $"the flow has another body: {body.State}, {body.Bytes.Length} bytes of {body.TotalBytes}");
        }
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            Violation(null, otherwise);
        }
    }
}
