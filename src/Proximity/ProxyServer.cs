using System.Net;
using System.Security.Cryptography.X509Certificates;
using Proximity.Exchanges;
using Proximity.Flows;
using Proximity.Hosting;
using Proximity.Interception;
using Proximity.Origins;
using Proximity.Protocol.Faults;
using Proximity.Telemetry;
using Proximity.Wires;

namespace Proximity;

/// <summary>A running forward proxy. Thread-safe; every member may be called from callbacks.</summary>
public sealed class ProxyServer : IAsyncDisposable
{
    /// <summary>Connections that were aborted end at once, unless the user's code holds one: it is not waited for longer.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly ExchangeServices services;
    private readonly ConnectionTable connections;
    private readonly AcceptLoop acceptLoop;
    private readonly Network network;
    private readonly Listener listener;
    private readonly Task accepting;
    private readonly Redaction? redaction;
    private readonly TaskCompletionSource hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock stopGate = new();
    private Task? stopping;

    private ProxyServer(ExchangeServices services, FlowTable flows, Network network, ProxyOptions options)
    {
        this.services = services;
        this.network = network;
        listener = ServicesBuilder.Listen(options, network, services.Errors.Logger);
        redaction = ServicesBuilder.Redaction(options);
        Flows = flows;
        AuthorityCertificate = services.Interception is { } interception ? X509CertificateLoader.LoadCertificate(interception.Authority.Public.RawData) : null;
        services.Connector.OwnAddresses = new OwnAddresses(listener.EndPoint);
        Log.Listening(services.Errors.Logger, listener.EndPoint.ToString());
        connections = new ConnectionTable(options.MaxConnectionsPerClient);
        acceptLoop = new AcceptLoop(listener, services, connections, ServicesBuilder.MaxConnections(options));
        accepting = Task.Run(acceptLoop.RunAsync);
    }

    /// <summary>The address and port the proxy listens on.</summary>
    public IPEndPoint EndPoint => listener.EndPoint;

    /// <summary>The live table of flows; it stays readable after the proxy has stopped.</summary>
    public FlowTable Flows { get; }

    /// <summary>The certificate of the authority that intercepted clients must trust, without its key; null with interception off.</summary>
    public X509Certificate2? AuthorityCertificate { get; }

    /// <summary>How many clients are connected now.</summary>
    public int ClientCount => connections.Count;

    /// <summary>How many pooled buffers are lent at this moment; 0 when nothing is going on.</summary>
    internal long OutstandingBuffers => services.Buffers.Outstanding;

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
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="ProxyStartException">The socket cannot be bound, the upstream proxy address is invalid, a certificate file cannot be loaded, or the clock cannot start.</exception>
    public static Task<ProxyServer> StartAsync(ProxyOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return StartAsync(options, ServicesBuilder.Network(options), cancellationToken);
    }

    /// <summary>Stops at once: listening ends, origin connections and clients are closed. May be called again, and from a callback, where it does not wait for the callback's own exchange.</summary>
    public Task StopAsync() => StopAsync(TimeSpan.Zero);

    /// <summary>Stops listening, lets requests in flight finish for up to <paramref name="drainTimeout"/>, then closes what is left. A further call without a drain time ends the waiting.</summary>
    /// <param name="drainTimeout">How long requests in flight may take; zero or less aborts them.</param>
    public Task StopAsync(TimeSpan drainTimeout)
    {
        if (drainTimeout <= TimeSpan.Zero)
        {
            hurry.TrySetResult();
        }

        Task whole;
        lock (stopGate)
        {
            whole = stopping ??= StopOnceAsync(drainTimeout);
        }

        // A callback that waited for its own exchange to end would wait for itself.
        return UserCode.IsInside ? Task.CompletedTask : whole;
    }

    /// <summary>Forgets all flows; the next id is 1 again.</summary>
    public void ClearFlows() => Flows.Clear();

    /// <summary>Writes all flows to a JSON file, whole or not at all. False when that failed; why goes to <see cref="ProxyOptions.OnError"/>.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="cancellationToken">Cancels the export; the file is then as it was.</param>
    public async Task<bool> ExportFlowsAsync(string path, CancellationToken cancellationToken = default)
    {
        if (await FlowFile.ExportAsync(path, Flows, redaction, cancellationToken).ConfigureAwait(false) is not { } problem)
        {
            return true;
        }

        services.Errors.Report(ErrorCodes.FlowExportFailed, $"The flows could not be written to {path}.", problem);
        return false;
    }

    /// <summary>Writes all flows to a JSON file, whole or not at all. False when that failed; why goes to <see cref="ProxyOptions.OnError"/>.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    public bool ExportFlows(string path) => Task.Run(() => ExportFlowsAsync(path)).GetAwaiter().GetResult();

    /// <summary>Replaces the flows by those of a JSON file. False when it cannot be read; the flows stay as they were and why goes to <see cref="ProxyOptions.OnError"/>.</summary>
    /// <param name="path">The file: an object keyed by id, or an array of flows.</param>
    /// <param name="cancellationToken">Cancels the load; the flows are then as they were.</param>
    public async Task<bool> LoadFlowsAsync(string path, CancellationToken cancellationToken = default)
    {
        (IReadOnlyList<Flow> loaded, Exception? problem) = await FlowFile.LoadAsync(path, cancellationToken).ConfigureAwait(false);
        if (problem is null)
        {
            Flows.ReplaceAll(loaded);
            return true;
        }

        services.Errors.Report(ErrorCodes.FlowLoadFailed, $"The flows could not be read from {path}.", problem);
        return false;
    }

    /// <summary>Replaces the flows by those of a JSON file. False when it cannot be read; the flows stay as they were and why goes to <see cref="ProxyOptions.OnError"/>.</summary>
    /// <param name="path">The file: an object keyed by id, or an array of flows.</param>
    public bool LoadFlows(string path) => Task.Run(() => LoadFlowsAsync(path)).GetAwaiter().GetResult();

    /// <summary>Adds a request interceptor behind the others. It may change the request in place, return a replacement, or return null.</summary>
    /// <param name="interceptor">Gets the request and its flow, null with recording off.</param>
    public void AddRequestInterceptor(Func<ProxyRequest, Flow?, ProxyRequest?> interceptor)
    {
        ArgumentNullException.ThrowIfNull(interceptor);
        services.RequestInterceptors.Add((request, flow) => new ValueTask<ProxyRequest?>(interceptor(request, flow)));
    }

    /// <summary>Adds an asynchronous request interceptor behind the others.</summary>
    /// <param name="interceptor">Gets the request and its flow, null with recording off.</param>
    public void AddRequestInterceptor(Func<ProxyRequest, Flow?, ValueTask<ProxyRequest?>> interceptor)
    {
        ArgumentNullException.ThrowIfNull(interceptor);
        services.RequestInterceptors.Add(interceptor);
    }

    /// <summary>Adds a response interceptor behind the others. It may change the response in place, return a replacement, or return null.</summary>
    /// <param name="interceptor">Gets the response and its flow, null with recording off.</param>
    public void AddResponseInterceptor(Func<ProxyResponse, Flow?, ProxyResponse?> interceptor)
    {
        ArgumentNullException.ThrowIfNull(interceptor);
        services.ResponseInterceptors.Add((response, flow) => new ValueTask<ProxyResponse?>(interceptor(response, flow)));
    }

    /// <summary>Adds an asynchronous response interceptor behind the others.</summary>
    /// <param name="interceptor">Gets the response and its flow, null with recording off.</param>
    public void AddResponseInterceptor(Func<ProxyResponse, Flow?, ValueTask<ProxyResponse?>> interceptor)
    {
        ArgumentNullException.ThrowIfNull(interceptor);
        services.ResponseInterceptors.Add(interceptor);
    }

    /// <summary>Removes all interceptors; exchanges in the middle of their stage finish it.</summary>
    public void ClearInterceptors()
    {
        services.RequestInterceptors.Clear();
        services.ResponseInterceptors.Clear();
    }

    /// <summary>The same as <see cref="StopAsync()"/>.</summary>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    /// <summary>Starts a proxy on another network than the system's sockets.</summary>
    internal static async Task<ProxyServer> StartAsync(ProxyOptions options, Network network, CancellationToken cancellationToken)
    {
        ExchangeServices? services = null;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var flows = new FlowTable(ServicesBuilder.FlowCapacity(options));
            services = ServicesBuilder.Build(options, flows, network);
            return new ProxyServer(services, flows, network, options);
        }
        catch
        {
            network.Close();
            if (services is not null)
            {
                services.Clock.Dispose();
                services.Interception?.Authority.Dispose();
                await services.Errors.CompleteAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    private async Task StopOnceAsync(TimeSpan drainTimeout)
    {
        // Off the caller's thread and out of its lock.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        acceptLoop.Stop();
        await accepting.ConfigureAwait(false);
        if (drainTimeout > TimeSpan.Zero)
        {
            connections.Drain();
            await Task.WhenAny(WithinAsync(connections.WhenEmptyAsync(), drainTimeout), hurry.Task).ConfigureAwait(false);
        }

        connections.Stop();
        services.Origins.Close();
        services.SharedOrigins.Close();
        await WithinAsync(connections.WhenEmptyAsync(), StopLimit).ConfigureAwait(false);
        await WithinAsync(services.Errors.CompleteAsync(), StopLimit).ConfigureAwait(false);
        acceptLoop.Dispose();
        services.Clock.Dispose();
        network.Close();
        await StopInterceptionAsync().ConfigureAwait(false);
        Log.Stopped(services.Errors.Logger);
    }

    private async ValueTask StopInterceptionAsync()
    {
        if (services.Interception is not { } interception)
        {
            return;
        }

        if (interception.Http2 is { } http2)
        {
            await http2.DisposeAsync().ConfigureAwait(false);
        }

        interception.Authority.Dispose();
    }

    /// <summary>Waits for a task that does not fail, but not for ever.</summary>
    private async Task WithinAsync(Task task, TimeSpan limit)
    {
        using var enough = new CancellationTokenSource();
        await Task.WhenAny(task, Task.Delay(limit, services.TimeProvider, enough.Token)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
    }
}
