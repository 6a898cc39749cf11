using System.Net;
using System.Security.Cryptography.X509Certificates;
using Proximity.Exchanges;
using Proximity.Flows;
using Proximity.Handlers;
using Proximity.Hosting;
using Proximity.Origins;
using Proximity.Stores;
using Proximity.Telemetry;
using Proximity.Wires;

namespace Proximity;

/// <summary>A running forward proxy. Thread-safe; every member may be called from callbacks.</summary>
public sealed class ProxyServer : IAsyncDisposable
{
    private readonly ExchangeServices services;
    private readonly ConnectionTable connections;
    private readonly Network network;
    private readonly Shutdown shutdown;
    private readonly FlowFiles files;
    private readonly LiveUpdate update;
    private readonly FlowSessions sessions;

    private ProxyServer(StartedParts parts)
    {
        (services, Flows, network, Listener listener, ProxyOptions options) = parts;
        sessions = new FlowSessions(options.TimeProvider);
        Flows.Feeder = StoreFeeding.Of(options, sessions, services.Errors);
        EndPoint = listener.EndPoint;
        ProxyUrl = UrlOf(listener.EndPoint);
        files = new FlowFiles(options, services.Errors, Flows);
        AuthorityCertificate = services.Interception?.Authority.CopyPublic();
        services.Connector.OwnAddresses = new OwnAddresses(listener.EndPoint);
        update = new LiveUpdate(services, network, options);
        connections = new ConnectionTable();
        MaxConnections = ServicesBuilder.MaxConnections(options, network);
        var acceptLoop = new AcceptLoop(listener, services, connections, MaxConnections);
        shutdown = new Shutdown(services, Flows, connections, acceptLoop, network);
        StoreFeeding.Start(Flows.Feeder);
        Log.Listening(services.Errors.Logger, listener.EndPoint.ToString());
        LogFitted(options);
        SpareTrimmer.Join();
        acceptLoop.Start();
    }

    /// <summary>The address and port the proxy listens on.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>
    /// The URL that a client of this machine is given as its proxy, such as <c>http://127.0.0.1:8080/</c>. Where the proxy listens on all
    /// interfaces it names the loopback.
    /// </summary>
    public Uri ProxyUrl { get; }

    /// <summary>The live table of flows; it stays readable after the proxy has stopped.</summary>
    public FlowTable Flows { get; }

    /// <summary>
    /// What became of the flows on their way into <see cref="ProxyOptions.Store"/>; final once the proxy has stopped, null without one.
    /// </summary>
    public FlowStoreCounters? StoreCounters => Flows.Feeder?.Counters;

    /// <summary>
    /// The session in which ids are given now: a UUID of version 7, another one after <see cref="ClearFlows"/> and when flows were loaded.
    /// A store finds a flow by it and by <see cref="Flow.Id"/>.
    /// </summary>
    public Guid FlowSession => sessions.Of(Flows.Epoch);

    /// <summary>The handlers, those that the proxy began with included; an exchange keeps those that there were when it began.</summary>
    public HandlerCollection Handlers => services.Handlers;

    /// <summary>The certificate of the authority that intercepted clients must trust, without its key; null with interception off.</summary>
    public X509Certificate2? AuthorityCertificate { get; }

    /// <summary>The SHA-256 hash, in base64, of the public key in all certificates for hosts; null with interception off.</summary>
    public string? HostKeyHash => services.Interception?.Authority.LeafKeyHash;

    /// <summary>The most clients: <see cref="ProxyOptions.MaxConnections"/>, or what <see cref="DescriptorLimit"/> allows.</summary>
    public int MaxConnections { get; }

    /// <summary>The most tunnels at a time: <see cref="ProxyOptions.MaxTunnels"/>, or fewer as <see cref="MaxConnections"/>.</summary>
    public int MaxTunnels => services.Settings.MaxTunnels;

    /// <summary>How many files and sockets the system lets the process have open; null when it sets no limit, or none is known.</summary>
    public int? DescriptorLimit => network.Budget.Limit == int.MaxValue ? null : network.Budget.Limit;

    /// <summary>How many clients are connected now.</summary>
    public int ClientCount => connections.Count;

    /// <summary>The connections of clients that are open now, in the order of their arrival, each as it is at this moment.</summary>
    public IReadOnlyList<ConnectedClient> ListClients() => connections.List();

    /// <summary>How many pooled buffers are lent at this moment; 0 when nothing is going on.</summary>
    internal long OutstandingBuffers => services.Buffers.Outstanding;

    /// <summary>How many bytes of <see cref="ProxyOptions.MaxHeldBytes"/> are taken; 0 when no handler holds a body.</summary>
    internal long HeldBodyBytes => services.Held.Taken;

    /// <summary>How many deadlines the clock watches; 0 when nothing goes on.</summary>
    internal int WatchedDeadlines => services.Clock.Count;

    /// <summary>How many unused origin connections are kept.</summary>
    internal int IdleOriginConnections => services.Origins.Count;

    /// <summary>How many connections to origins stand on which HTTP/2 is spoken.</summary>
    internal int SharedOriginConnections => services.SharedOrigins.Count;

    /// <summary>The system's descriptors kept for later use that belong to no connection.</summary>
    internal int SpareDescriptors => network.SpareDescriptors;

    /// <summary>Starts a proxy; it is listening when the task completes.</summary>
    /// <param name="options">What to start with; read once.</param>
    /// <param name="cancellationToken">Looked at once, before anything begins; a start that has begun goes on to its end.</param>
    /// <exception cref="ProxyStartException">
    /// The proxy cannot start: the socket cannot be bound, the upstream proxy address is invalid, a certificate file cannot be loaded, the clock cannot start,
    /// the limit of open files leaves no room, or anything else, with the
    /// code <c>proxy_error</c>, that the application's clock or collections throw.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the start began.</exception>
    public static Task<ProxyServer> StartAsync(ProxyOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return ServerStart.RunAsync(options, ServicesBuilder.Network, Create, cancellationToken);
    }

    /// <summary>Starts a proxy; it is listening when the task completes.</summary>
    /// <param name="configure">Sets the options; they begin with their defaults.</param>
    /// <inheritdoc cref="StartAsync(ProxyOptions, CancellationToken)" path="/exception"/>
    public static Task<ProxyServer> StartAsync(Action<ProxyOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new ProxyOptions();
        configure(options);
        return StartAsync(options);
    }

    /// <summary>Stops at once: listening ends, origin connections and clients are closed. Does not throw, and may be called again.</summary>
    /// <returns>A task that completes when all has ended; called from a callback or interceptor, as soon as the port is closed.</returns>
    /// <inheritdoc cref="StopAsync(TimeSpan)" path="/remarks"/>
    public Task StopAsync() => StopAsync(TimeSpan.Zero);

    /// <summary>
    /// Stops listening, lets requests in flight finish for up to <paramref name="drainTimeout"/>, then closes what is left. Does not throw, and may be called again; a further call without a
    /// drain time ends the waiting. <see cref="Flows"/> stay readable.
    /// </summary>
    /// <param name="drainTimeout">
    /// How long requests in flight may take; zero or less aborts them, <see cref="Timeout.InfiniteTimeSpan"/> waits for all of them.
    /// </param>
    /// <returns>A task that completes when all has ended; called from a callback or interceptor, as soon as the port is closed.</returns>
    /// <remarks>
    /// A callback's own exchange ends after the callback, so that waiting for it there would never end. What counts is the <see cref="ExecutionContext"/>: a task that a callback has
    /// started is treated the same, also when the callback has returned. To wait for the whole stop, start that task under <see cref="ExecutionContext.SuppressFlow"/>.
    /// </remarks>
    public Task StopAsync(TimeSpan drainTimeout)
    {
        Task whole = shutdown.StopAsync(drainTimeout);
        return UserCode.IsInside ? shutdown.PortClosed : whole;
    }

    /// <summary>
    /// Changes options while the proxy runs: targets, clients, parent proxies, the hosts that are intercepted, handlers, time-outs and most
    /// limits (docs/options.md says which). All that <paramref name="configure"/> sets holds at once, or nothing. An exchange keeps
    /// what held when it began, a connection its time-outs.
    /// </summary>
    /// <param name="configure">Changes a copy of the options in force. One update runs at a time: it must not wait for another, nor
    /// change <see cref="Handlers"/> but by the options. What it throws is thrown, and changes nothing.</param>
    /// <exception cref="ProxyOptionsException">Options cannot be used or cannot change while the proxy runs; it lists them all.</exception>
    /// <exception cref="InvalidOperationException">It was called from within <paramref name="configure"/>.</exception>
    public void Update(Action<ProxyOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        update.Run(configure);
    }

    /// <summary>Ends what asks for this address (one for all: every one), by whatever name, with <c>loop_detected</c>.</summary>
    public void ReserveAddress(IPEndPoint endPoint) => services.Connector.Reserve(endPoint);

    /// <summary>Forgets all flows; the next id is 1 again.</summary>
    public void ClearFlows() => Flows.Clear();

#pragma warning disable RS0026 // Both forms end in an optional token, as every asynchronous method does; which one is meant is never in doubt.
    /// <inheritdoc cref="ExportFlowsAsync(string, FlowExportOptions, CancellationToken)"/>
    public Task<bool> ExportFlowsAsync(string path, CancellationToken cancellationToken = default)
        => files.ExportAsync(path, new FlowExportOptions(), cancellationToken);

    /// <summary>
    /// Writes all flows to a file, whole or not at all, in the format that the end of its name stands for: <c>.har</c>, <c>.flow</c> of
    /// mitmproxy, <c>.saz</c>, <c>.jsonl</c>, and JSON for every other. False when that failed; why goes to
    /// <see cref="ProxyOptions.OnError"/>. A device or a named pipe is written to as it is; a pipe that nobody reads is waited for 10 seconds.
    /// </summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="options">The format, and who hears of what was lost or masked.</param>
    /// <param name="cancellationToken">Cancels the export; the file is then as it was.</param>
    /// <exception cref="ArgumentException">There is no format of that name.</exception>
    public Task<bool> ExportFlowsAsync(string path, FlowExportOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return files.ExportAsync(path, options, cancellationToken);
    }

    /// <inheritdoc cref="ExportFlowsAsync(string, CancellationToken)"/>
    public bool ExportFlows(string path) => Task.Run(() => ExportFlowsAsync(path)).GetAwaiter().GetResult();

    /// <inheritdoc cref="WriteFlowsAsync(Stream, FlowExportOptions, CancellationToken)"/>
    public Task<bool> WriteFlowsAsync(Stream stream, CancellationToken cancellationToken = default)
        => WriteFlowsAsync(stream, new FlowExportOptions(), cancellationToken);

    /// <summary>Writes all flows to a stream, which stays open. False when that failed; why goes to <see cref="ProxyOptions.OnError"/>.</summary>
    /// <param name="stream">Where to write; it has part of the flows when writing fails.</param>
    /// <param name="options">The format, JSON when none is named, and who hears of what was lost or masked.</param>
    /// <param name="cancellationToken">Cancels the export.</param>
    /// <exception cref="ArgumentException">There is no format of that name.</exception>
    public Task<bool> WriteFlowsAsync(Stream stream, FlowExportOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        return files.WriteAsync(stream, options, cancellationToken);
    }

    /// <summary>
    /// Replaces the flows by those of a file: our own JSON, JSON lines, HAR, a flow file of mitmproxy or a SAZ archive, whatever its name.
    /// False when it cannot be read; the flows stay as they were and why goes to <see cref="ProxyOptions.OnError"/>.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels the load; the flows are then as they were.</param>
    public Task<bool> LoadFlowsAsync(string path, CancellationToken cancellationToken = default)
        => files.LoadAsync(path, onLoss: null, cancellationToken);

    /// <inheritdoc cref="LoadFlowsAsync(string, CancellationToken)"/>
    /// <param name="path">The file.</param>
    /// <param name="onLoss">Called for each kind of thing that could not be taken from the file; null when nobody wants to know.</param>
    /// <param name="cancellationToken">Cancels the load; the flows are then as they were.</param>
    public Task<bool> LoadFlowsAsync(string path, Action<string>? onLoss, CancellationToken cancellationToken = default)
        => files.LoadAsync(path, onLoss, cancellationToken);

    /// <inheritdoc cref="LoadFlowsAsync(string, CancellationToken)"/>
    public bool LoadFlows(string path) => Task.Run(() => LoadFlowsAsync(path)).GetAwaiter().GetResult();
#pragma warning restore RS0026

    /// <summary>Adds a request interceptor behind the others. It may change the request in place, return a replacement, or return null.</summary>
    /// <param name="interceptor">Gets the request and its flow, null with recording off.</param>
    public void AddRequestInterceptor(Func<ProxyRequest, Flow?, ProxyRequest?> interceptor)
    {
        ArgumentNullException.ThrowIfNull(interceptor);
        AddRequestInterceptor((request, flow) => new ValueTask<ProxyRequest?>(interceptor(request, flow)));
    }

    /// <summary>Adds an asynchronous request interceptor behind the others.</summary>
    /// <param name="interceptor">Gets the request and its flow, null with recording off.</param>
    public void AddRequestInterceptor(Func<ProxyRequest, Flow?, ValueTask<ProxyRequest?>> interceptor)
    {
        ArgumentNullException.ThrowIfNull(interceptor);
        services.Handlers.Change(present => present.With(interceptor));
    }

    /// <summary>Adds a response interceptor behind the others. It may change the response in place, return a replacement, or return null.</summary>
    /// <param name="interceptor">Gets the response and its flow, null with recording off.</param>
    public void AddResponseInterceptor(Func<ProxyResponse, Flow?, ProxyResponse?> interceptor)
    {
        ArgumentNullException.ThrowIfNull(interceptor);
        AddResponseInterceptor((response, flow) => new ValueTask<ProxyResponse?>(interceptor(response, flow)));
    }

    /// <summary>Adds an asynchronous response interceptor behind the others.</summary>
    /// <param name="interceptor">Gets the response and its flow, null with recording off.</param>
    public void AddResponseInterceptor(Func<ProxyResponse, Flow?, ValueTask<ProxyResponse?>> interceptor)
    {
        ArgumentNullException.ThrowIfNull(interceptor);
        services.Handlers.Change(present => present.With(interceptor));
    }

    /// <summary>Removes all interceptors; exchanges in the middle of their stage finish it.</summary>
    public void ClearInterceptors() => services.Handlers.Change(static present => present.WithoutInterceptors());

    /// <summary>The same as <see cref="StopAsync()"/>.</summary>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    /// <summary>Starts a proxy on another network than the system's sockets.</summary>
    internal static Task<ProxyServer> StartAsync(ProxyOptions options, Network network, CancellationToken cancellationToken)
        => ServerStart.RunAsync(options, _ => network, Create, cancellationToken);

    private static ProxyServer Create(StartedParts parts) => new(parts);

    /// <summary>A socket for both families listens on <c>::</c>; it takes clients of IPv4 as well.</summary>
    private static Uri UrlOf(IPEndPoint endPoint)
    {
        bool isEverywhere = endPoint.Address.Equals(IPAddress.Any) || endPoint.Address.Equals(IPAddress.IPv6Any);
        IPAddress address = isEverywhere ? IPAddress.Loopback : endPoint.Address;
        return new UriBuilder(Uri.UriSchemeHttp, address.ToString(), endPoint.Port).Uri;
    }

    private void LogFitted(ProxyOptions options)
    {
        if (MaxConnections < options.MaxConnections || MaxTunnels < options.MaxTunnels)
        {
            Log.Fitted(services.Errors.Logger, network.Budget.Limit, MaxConnections, MaxTunnels);
        }
    }
}
