using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Proximity.Access;
using Proximity.Exchanges;
using Proximity.Flows;
using Proximity.Interception;
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
    private const int MinHeaderBytes = 1024;
    private const int MaxHeaderBytes = 16 * 1024 * 1024;
    private const int MinHeaderFields = 16;
    private const int MaxHeaderFields = 65_536;
    private const int MinWebSocketMessageBytes = 1024;
    private const int MaxWebSocketMessageBytes = 1024 * 1024 * 1024;
    private const int DefaultMaxFlows = 1000;
    private const int DefaultMaxConnections = 16_384;
    private const int DefaultMaxTunnels = 10_000;

    public static ExchangeServices Build(ProxyOptions options, FlowTable flows, Network network)
    {
        TimeProvider timeProvider = options.TimeProvider;
        UpstreamProxy? upstream = ParseUpstream(options.UpstreamProxy);
        ViaName? via = ParseVia(options.Via);
        AddressSet allowedClients = ParseClients(options.AllowClients);
        TargetRules targets = ParseTargets(options);
        ProxyAuthentication? authentication = ReadAuthentication(options);
        var buffers = new BufferPool();
        var limits = new HeadLimits(
            Math.Clamp(options.MaxHeaderBytes, MinHeaderBytes, MaxHeaderBytes),
            Math.Clamp(options.MaxHeaderFields, MinHeaderFields, MaxHeaderFields),
            IsLenient: options.Strictness == Strictness.Lenient);
        TlsInterception? interception = InterceptionBuilder.Build(options, limits, buffers);
        var errors = new ErrorReporter(options.Logger ?? DefaultLogger(options), timeProvider, options.OnError is { } onError ? error => CallAsync(onError, error) : null);
        DeadlineClock clock = StartClock(timeProvider);
        var poolLimits = new OriginPoolLimits(
            options.OriginIdleTimeout,
            Math.Max(0, options.MaxIdleOriginConnectionsPerRoute),
            Math.Max(0, options.MaxIdleOriginConnections));
        return new ExchangeServices
        {
            TimeProvider = timeProvider,
            Buffers = buffers,
            Clock = clock,
            TimeLimits = new TimeLimits(options.Timeout, options.HeadTimeout, options.ConnectTimeout, Math.Max(0, options.MinDataRate)),
            HeadLimits = limits,
            Persistent = options.PersistentConnections,
            Upstream = upstream,
            AllowedClients = allowedClients,
            Targets = targets,
            Authentication = authentication,
            Tunnels = new Places(options.MaxTunnels < 1 ? DefaultMaxTunnels : options.MaxTunnels),
            WebSockets = new WebSocketLimits(
                Math.Max(0, options.MaxWebSocketRecordBytes),
                Math.Clamp(options.MaxWebSocketMessageBytes, MinWebSocketMessageBytes, MaxWebSocketMessageBytes)),
            Via = via,
            Forwarded = options.Forwarded,
            Errors = errors,
            Hooks = new Hooks(options, errors),
            RequestInterceptors = new InterceptorList<ProxyRequest>(),
            ResponseInterceptors = new InterceptorList<ProxyResponse>(),
            Recorder = new FlowRecorder(options.RecordFlows ? flows : null, timeProvider),
            Origins = new OriginPool(poolLimits, clock),
            SharedOrigins = new SharedOrigins(poolLimits, clock, buffers),
            Connector = new Connector(network, timeProvider, buffers, limits),
            Interception = interception,
        };
    }

    /// <summary>The network that the options ask for, or the best one that runs here.</summary>
    public static Network Network(ProxyOptions options)
    {
        Network? epoll = options.Transport == Transport.Sockets ? null : EpollNetwork.TryCreate(options.Transport == Transport.Epoll ? SendRule.AtOnce : options.SendRule);
        return epoll is null && options.Transport == Transport.Epoll
            ? throw new ProxyStartException(ErrorCodes.ServerSocketCreateFailed, "Event loops over epoll run on Linux, x86-64 and AArch64, only (option Transport).")
            : epoll ?? new SocketNetwork();
    }

    public static int FlowCapacity(ProxyOptions options) => options.MaxFlows < 1 ? DefaultMaxFlows : options.MaxFlows;

    /// <summary>What is masked in exported flows; null for nothing.</summary>
    public static Redaction? Redaction(ProxyOptions options) => options.Redact is { } further ? new Redaction(further) : null;

    public static int MaxConnections(ProxyOptions options) => options.MaxConnections < 1 ? DefaultMaxConnections : options.MaxConnections;

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
            throw new ProxyStartException(ErrorCodes.ServerSocketCreateFailed, $"'{options.Bind}' is not an address to listen on (option Bind).");
        }

        try
        {
            return network.Listen(address, port);
        }
        catch (SocketException exception)
        {
            throw new ProxyStartException(ErrorCodes.ServerSocketCreateFailed, Explain(exception, address, port), exception);
        }
    }

#pragma warning disable RS0030 // The base contract sends diagnostics to standard error when there is no logger.
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

    private static UpstreamProxy? ParseUpstream(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        // The address may hold a password: it is not repeated in the message.
        return UpstreamProxy.Parse(text)
            ?? throw new ProxyStartException(ErrorCodes.InvalidUpstreamProxy, "The upstream proxy is not host:port or http://user:password@host:port (option UpstreamProxy).");
    }

    private static ViaName? ParseVia(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        return Ascii.IsValid(name) && FieldSyntax.IsToken(Encoding.ASCII.GetBytes(name))
            ? new ViaName(name)
            : throw new ProxyStartException(ErrorCodes.InvalidVia, "The name for Via is not a token: letters, digits and !#$%&'*+-.^_`|~ (option Via).");
    }

    private static AddressSet ParseClients(IReadOnlyList<string>? entries)
        => entries is null
            ? AddressSet.Local
            : AddressSet.Parse(entries, out string? wrongEntry)
                ?? throw new ProxyStartException(
                    ErrorCodes.InvalidAllowClients,
                    $"'{wrongEntry}' is no address, CIDR range or preset: loopback, link-local, private, all (option AllowClients).");

    private static TargetRules ParseTargets(ProxyOptions options)
    {
        PortSet? connectPorts = null;
        if (options.ConnectPorts is { } ports)
        {
            connectPorts = PortSet.Parse(ports, out string? wrongEntry)
                ?? throw new ProxyStartException(ErrorCodes.InvalidTargetRule, $"'{wrongEntry}' is no port, range of ports or * (option ConnectPorts).");
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
                    $"'{wrongEntry}' is no host pattern, address, CIDR range or preset (loopback, link-local, private, metadata, all), with or without :ports (option {option}).");
    }

    private static ProxyAuthentication? ReadAuthentication(ProxyOptions options)
    {
        if (options.ProxyAuth is null && options.Authenticate is null)
        {
            return null;
        }

        // The text holds a password: it is not repeated in the message.
        return options.ProxyAuth is { } text && text.IndexOf(':', StringComparison.Ordinal) < 1
            ? throw new ProxyStartException(ErrorCodes.InvalidProxyAuth, "The credentials for the proxy are not user:password (option ProxyAuth).")
            : new ProxyAuthentication(options.ProxyAuth, options.Authenticate is not null, options.TimeProvider);
    }

    private static DeadlineClock StartClock(TimeProvider timeProvider)
    {
        try
        {
            return new DeadlineClock(timeProvider);
        }
#pragma warning disable CA1031 // A clock the application supplies may throw anything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            throw new ProxyStartException(ErrorCodes.TimeoutTimerFailed, "The time-out clock cannot be started.", exception);
        }
    }
}
