using Proximity.Access;
using Proximity.Content;
using Proximity.Exchanges;
using Proximity.Flows;
using Proximity.Handlers;
using Proximity.Origins;
using Proximity.Protocol;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;
using Proximity.Recording;
using Proximity.Telemetry;
using Proximity.Timing;
using Proximity.Tls;
using Proximity.Wires;
using Proximity.Wires.Linux;

namespace Proximity.Hosting;

/// <summary>Freezes options into what the running proxy uses, or says why they cannot work.</summary>
internal static class ServicesBuilder
{
    private const int DefaultMaxFlows = 1000;
    private const int MinFlowBytes = 64 * 1024;

    /// <summary>What a flow file can hold as one text.</summary>
    private const int MaxBodyBytes = 64 * 1024 * 1024;
    private const int DefaultMaxConnections = 16_384;

    public static ExchangeServices Build(ProxyOptions options, FlowTable flows, Network network)
        => Build(StartPlan.Read(options), options, flows, network);

    public static ExchangeServices Build(StartPlan plan, ProxyOptions options, FlowTable flows, Network network)
    {
        TimeProvider timeProvider = options.TimeProvider;
        var buffers = new BufferPool();
        HeadLimits limits = OptionLimits.HeadLimits(options);
        var poolLimits = new OriginPoolLimits(
            OptionLimits.Kept(options.OriginIdleTimeout),
            Math.Max(0, options.MaxIdleOriginConnectionsPerRoute),
            network.Budget.IdleOrigins(Math.Max(0, options.MaxIdleOriginConnections)));
        var errors = new ErrorReporter(plan.Logger, timeProvider, options.OnError is { } onError ? error => CallAsync(onError, error) : null)
        {
            OptionNames = options.OptionNames,
        };
        var live = new LiveState(plan.Live with { MaxTunnels = MaxTunnels(options, network) });
        DeadlineClock? clock = null;
        try
        {
            bool isLenient = options.Strictness == Strictness.Lenient;
            var http2 = new Http2Settings(limits, options.Timeout, options.HeadTimeout, buffers) { TimeProvider = timeProvider };
            var originTls = new OriginTls(plan.Interception.Origins, timeProvider, errors.Logger, toleratesCutEnds: isLenient);
            clock = StartClock(timeProvider, errors);
            var origins = new OriginPool(poolLimits, clock);
            var names = new NameCache(network, timeProvider, OptionLimits.Kept(options.DnsCacheTime));
            return new ExchangeServices
            {
                TimeProvider = timeProvider,
                Buffers = buffers,
                Clock = clock,
                HeadLimits = limits,
                TakesHttpsTargets = options.AllowHttpsTargets,
                OriginTls = originTls,
                Date = options.AddDate ? new DateField(timeProvider) : null,
                MaxRawHeadBytes = OptionLimits.RawHeadBytes(options),
                Persistent = options.PersistentConnections,
                Authentication = plan.Authentication,
                Tunnels = new ConcurrencyLimit(),
                DescriptorLimit = network.Budget.Limit,
                Via = plan.Via,
                Forwarded = options.Forwarded,
                Errors = errors,
                Callbacks = new Callbacks(options, errors),
                Live = live,
                Handlers = new HandlerCollection(live),
                Codings = options.ContentCodings.Aggregate(ContentCodings.BuiltIn, static (codings, coding) => codings.With(coding)),
                Held = OptionLimits.HeldBytes(options),
                Recorder = RecorderOf(options, flows),
                Origins = origins,
                SharedOrigins = new SharedOrigins(poolLimits, clock, buffers),
                Connector = new Connector(new Dialler(network, timeProvider, origins), names, timeProvider, buffers, limits),

                // Last: it loads a key and starts HTTP/2, and behind it nothing can throw and leave them open.
                Interception = InterceptionBuilder.Build(options, originTls, http2, errors.Logger),
            };
        }
        catch
        {
            clock?.Dispose();
            errors.CompleteAsync();
            throw;
        }
    }

    private static FlowRecorder RecorderOf(ProxyOptions options, FlowTable flows) => new(
        options.RecordFlows ? flows : null,
        options.TimeProvider,
        new BodyCapture(options.CaptureBodies ? Math.Clamp(options.MaxBodyBytes, 0, MaxBodyBytes) : null));

    /// <summary>The network that the options ask for, or the best one that runs here.</summary>
    public static Network Network(ProxyOptions options)
    {
        DescriptorBudget budget = DescriptorPlan.Make(options);
        SendRule sendRule = options.Transport == Transport.Epoll ? SendRule.AtOnce : options.SendRule;
        Network? epoll = options.Transport == Transport.Sockets ? null : EpollNetwork.TryCreate(sendRule, budget);
        return epoll is null && options.Transport == Transport.Epoll
            ? throw new ProxyStartException(ErrorCodes.ServerSocketCreateFailed, "Event loops over epoll run on Linux, x86-64 and AArch64, only (option Transport).") { OptionName = nameof(ProxyOptions.Transport) }
            : epoll ?? new SocketNetwork(budget, LoggerBuilder.Build(options));
    }

    /// <summary>Where flows are kept, empty.</summary>
    public static FlowTable Flows(ProxyOptions options) => new(
        options.MaxFlows < 1 ? DefaultMaxFlows : options.MaxFlows,
        Math.Max(MinFlowBytes, options.MaxFlowBytes),
        options.TimeProvider)
    {
        Keeps = options.KeepFlows,
    };

    /// <summary>
    /// How many clients there may be: as many as the options say and the descriptors have room for. With interception each client is
    /// likely to open a tunnel: where descriptors limit those, further clients wait instead of being answered 503.
    /// </summary>
    public static int MaxConnections(ProxyOptions options, Network network)
    {
        int clients = network.Budget.Clients(options.MaxConnections < 1 ? DefaultMaxConnections : options.MaxConnections);
        int tunnels = MaxTunnels(options, network);
        return options.Interception is not null && tunnels < WantedTunnels(options) ? Math.Min(clients, tunnels) : clients;
    }

    /// <summary>How many tunnels there may be, likewise.</summary>
    public static int MaxTunnels(ProxyOptions options, Network network) => network.Budget.Tunnels(WantedTunnels(options));

    private static int WantedTunnels(ProxyOptions options) => OptionLimits.MaxTunnels(options);

    /// <summary>Marks the callback as user code, so that it may stop the proxy without waiting for itself.</summary>
    private static async ValueTask CallAsync(Func<ProxyError, ValueTask> onError, ProxyError error)
    {
        UserCode.Mark();
        await onError(error).ConfigureAwait(false);
    }

    private static DeadlineClock StartClock(TimeProvider timeProvider, ErrorReporter errors)
    {
        try
        {
            return new DeadlineClock(timeProvider, exception => Log.ClockOwnerFailed(errors.Logger, exception));
        }
#pragma warning disable CA1031 // A clock the application supplies may throw anything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            throw new ProxyStartException(ErrorCodes.TimeoutTimerFailed, "The time-out clock cannot be started.", exception);
        }
    }
}
