using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
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
    private const int DefaultMaxTunnels = 10_000;

    public static ExchangeServices Build(ProxyOptions options, FlowTable flows, Network network)
    {
        TimeProvider timeProvider = options.TimeProvider;
        SafeLogger logger = LoggerOf(options);
        UpstreamChoice upstreams = UpstreamBuilder.Build(options, logger);
        ViaName? via = ParseVia(options.Via);
        AddressSet allowedClients = ParseClients(options.AllowClients);
        TargetRules targets = ParseTargets(options);
        ProxyAuthentication? authentication = ReadAuthentication(options);
        var buffers = new BufferPool();
        HeadLimits limits = OptionLimits.HeadLimits(options);
        var poolLimits = new OriginPoolLimits(
            options.OriginIdleTimeout,
            Math.Max(0, options.MaxIdleOriginConnectionsPerRoute),
            network.Budget.IdleOrigins(Math.Max(0, options.MaxIdleOriginConnections)));
        var errors = new ErrorReporter(logger, timeProvider, options.OnError is { } onError ? error => CallAsync(onError, error) : null)
        {
            OptionNames = options.OptionNames,
        };
        DeadlineClock? clock = null;
        try
        {
            OriginTls originTls = InterceptionBuilder.OriginTls(options, errors.Logger);
            clock = StartClock(timeProvider, errors);
            var origins = new OriginPool(poolLimits, clock);
            var names = new NameCache(network, timeProvider, options.DnsCacheTime);
            return new ExchangeServices
            {
                TimeProvider = timeProvider,
                Buffers = buffers,
                Clock = clock,
                TimeLimits = OptionLimits.TimeLimits(options),
                HeadLimits = limits,
                TakesHttpsTargets = options.AllowHttpsTargets,
                OriginTls = originTls,
                Date = options.AddDate ? new DateField(timeProvider) : null,
                MaxRawHeadBytes = OptionLimits.RawHeadBytes(options),
                Persistent = options.PersistentConnections,
                Upstreams = upstreams,
                AllowedClients = allowedClients,
                Targets = targets,
                Authentication = authentication,
                Tunnels = new ConcurrencyLimit(MaxTunnels(options, network)),
                DescriptorLimit = network.Budget.Limit,
                WebSockets = OptionLimits.WebSocketLimits(options),
                Via = via,
                Forwarded = options.Forwarded,
                Errors = errors,
                Hooks = new Hooks(options, errors),
                RequestInterceptors = new InterceptorList<ProxyRequest>(),
                ResponseInterceptors = new InterceptorList<ProxyResponse>(),
                Handlers = new HandlerCollection(options.Handlers),
                Codings = options.ContentCodings.Aggregate(ContentCodings.BuiltIn, static (codings, coding) => codings.With(coding)),
                Held = OptionLimits.HeldBytes(options),
                Recorder = RecorderOf(options, flows),
                Origins = origins,
                SharedOrigins = new SharedOrigins(poolLimits, clock, buffers),
                Connector = new Connector(new Dialler(network, timeProvider, origins), names, timeProvider, buffers, limits),

                // Last: it loads a key and starts HTTP/2, and behind it nothing can throw and leave them open.
                Interception = InterceptionBuilder.Build(options, originTls, limits, buffers, errors.Logger),
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
            : epoll ?? new SocketNetwork(budget, LoggerOf(options));
    }

    /// <summary>Where flows are kept, empty.</summary>
    public static FlowTable Flows(ProxyOptions options) => new(
        options.MaxFlows < 1 ? DefaultMaxFlows : options.MaxFlows,
        Math.Max(MinFlowBytes, options.MaxFlowBytes),
        options.TimeProvider);

    /// <summary>What is masked in exported flows; null for nothing.</summary>
    public static Redaction? Redaction(ProxyOptions options) => options.Redact is { } further ? new Redaction(further) : null;

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

    private static int WantedTunnels(ProxyOptions options) => options.MaxTunnels < 1 ? DefaultMaxTunnels : options.MaxTunnels;

    public static Listener Listen(ProxyOptions options, Network network, ILogger logger)
    {
        int port = options.Port;
        if (options.UseEphemeralPort)
        {
            port = 0;
        }
        else if (port is < 1 or > 65535)
        {
            Log.PortOutOfRange(logger, port, ProxyOptions.DefaultPort);
            port = ProxyOptions.DefaultPort;
        }

        IPAddress? address = null;
        if (options.Bind is not null && !IPAddress.TryParse(options.Bind.Trim('[', ']'), out address))
        {
            throw new ProxyStartException(ErrorCodes.ServerSocketCreateFailed, $"'{options.Bind}' is not an address to listen on (option Bind).") { OptionName = nameof(ProxyOptions.Bind) };
        }

        try
        {
            return network.Listen(address, port);
        }
        catch (SocketException exception)
        {
            throw new ProxyStartException(ErrorCodes.ServerSocketCreateFailed, Explain(exception, address, port), exception)
            {
                OptionName = exception.SocketErrorCode switch
                {
                    SocketError.AddressAlreadyInUse or SocketError.AccessDenied => nameof(ProxyOptions.Port),
                    SocketError.AddressNotAvailable => nameof(ProxyOptions.Bind),
                    _ => null,
                },
            };
        }
    }

    private static SafeLogger LoggerOf(ProxyOptions options) => new(options.Logger ?? DefaultLogger(options));

#pragma warning disable RS0030 // Documented behaviour (docs/contract.md): diagnostics go to standard error when there is no logger.
    private static StandardErrorLogger DefaultLogger(ProxyOptions options) => new(options.TimeProvider, options.Verbose, Console.Error);
#pragma warning restore RS0030

    /// <summary>Marks the callback as user code, so that it may stop the proxy without waiting for itself.</summary>
    private static async ValueTask CallAsync(Func<ProxyError, ValueTask> onError, ProxyError error)
    {
        UserCode.Mark();
        await onError(error).ConfigureAwait(false);
    }

    private static string Explain(SocketException exception, IPAddress? address, int port) => exception.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => $"Port {port} is already in use (option Port).",
        SocketError.AccessDenied => $"Listening on port {port} is not permitted (option Port).",
        SocketError.AddressNotAvailable => $"{address} is not an address of this machine (option Bind).",
        _ => $"Cannot listen on {(address is null ? "all interfaces" : address)}, port {port}: {exception.Message}",
    };

    private static ViaName? ParseVia(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        return Ascii.IsValid(name) && FieldSyntax.IsToken(Encoding.ASCII.GetBytes(name))
            ? new ViaName(name)
            : throw new ProxyStartException(ErrorCodes.InvalidVia, "The name for Via is not a token: letters, digits and !#$%&'*+-.^_`|~ (option Via).") { OptionName = nameof(ProxyOptions.Via) };
    }

    private static AddressSet ParseClients(IReadOnlyList<string>? entries)
        => entries is null
            ? AddressSet.Local
            : AddressSet.Parse(entries, out string? wrongEntry)
                ?? throw new ProxyStartException(
                    ErrorCodes.InvalidAllowClients,
                    $"'{wrongEntry}' is no address, CIDR range or preset: loopback, link-local, private, all (option AllowClients).")
                { OptionName = nameof(ProxyOptions.AllowClients) };

    private static TargetRules ParseTargets(ProxyOptions options)
    {
        PortSet? connectPorts = null;
        if (options.ConnectPorts is { } ports)
        {
            connectPorts = PortSet.Parse(ports, out string? wrongEntry)
                ?? throw new ProxyStartException(ErrorCodes.InvalidTargetRule, $"'{wrongEntry}' is no port, range of ports or * (option ConnectPorts).") { OptionName = nameof(ProxyOptions.ConnectPorts) };
        }

        return new TargetRules(ParseRules(options.AllowTargets, nameof(options.AllowTargets)), ParseRules(options.DenyTargets, nameof(options.DenyTargets)), connectPorts);
    }

    private static IReadOnlyList<TargetRule>? ParseRules(IReadOnlyList<string>? entries, string option)
    {
        string? wrongEntry = null;
        return entries is null
            ? null
            : TargetRules.Parse(entries, out wrongEntry)
                ?? throw new ProxyStartException(
                    ErrorCodes.InvalidTargetRule,
                    $"'{wrongEntry}' is no host pattern, address, CIDR range or preset (loopback, link-local, private, metadata, all), with or without :ports (option {option}).")
                { OptionName = option };
    }

    private static ProxyAuthentication? ReadAuthentication(ProxyOptions options)
    {
        if (options.ProxyAuth is null && options.Authenticate is null)
        {
            return null;
        }

        // The text holds a password: it is not repeated in the message.
        return options.ProxyAuth is { } text && text.IndexOf(':', StringComparison.Ordinal) < 1
            ? throw new ProxyStartException(ErrorCodes.InvalidProxyAuth, "The credentials for the proxy are not user:password (option ProxyAuth).") { OptionName = nameof(ProxyOptions.ProxyAuth) }
            : new ProxyAuthentication(options.ProxyAuth, options.Authenticate is not null, options.TimeProvider);
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
