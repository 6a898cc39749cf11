using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Proximity.Flows;

namespace Proximity.Network.Tests.Fixtures;

/// <summary>A proxy on an ephemeral port of 127.0.0.1 that keeps its errors and its completed flows.</summary>
public sealed class RunningProxy : IAsyncDisposable
{
    private RunningProxy(ProxyServer server) => Server = server;

    /// <summary>The proxy itself.</summary>
    public ProxyServer Server { get; }

    /// <summary>The errors it reported.</summary>
    public Recorder<ProxyError> Errors { get; private init; } = new();

    /// <summary>The flows that ended.</summary>
    public Recorder<Flow> Completed { get; private init; } = new();

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint => Server.EndPoint;

    /// <summary>Its host and port.</summary>
    public string Authority => EndPoint.ToString();

    /// <summary>Its address as programs take it.</summary>
    public string Url => $"http://{Authority}";

    /// <summary>Starts a proxy; what the test does not set is the default.</summary>
    public static async Task<RunningProxy> StartAsync(Action<ProxyOptions>? configure = null)
    {
        var errors = new Recorder<ProxyError>();
        var completed = new Recorder<Flow>();
        var options = new ProxyOptions { Bind = "127.0.0.1", UseEphemeralPort = true, Logger = NullLogger.Instance };
        TestTransport.Apply(options);
        configure?.Invoke(options);
        Func<ProxyError, ValueTask>? onError = options.OnError;
        options.OnError = error =>
        {
            errors.Add(error);
            return onError?.Invoke(error) ?? ValueTask.CompletedTask;
        };
        Func<Flow, ValueTask>? onFlowCompleted = options.OnFlowCompleted;
        options.OnFlowCompleted = flow =>
        {
            completed.Add(flow);
            return onFlowCompleted?.Invoke(flow) ?? ValueTask.CompletedTask;
        };
        return new RunningProxy(await ProxyServer.StartAsync(options)) { Errors = errors, Completed = completed };
    }

    /// <summary>A raw client of the proxy.</summary>
    public Task<RawPeer> ConnectAsync() => RawPeer.ConnectAsync(EndPoint);

    /// <summary>A raw client that has sent this.</summary>
    public async Task<RawPeer> SendAsync(string octets)
    {
        RawPeer client = await ConnectAsync();
        await client.SendAsync(octets);
        return client;
    }

    /// <summary>Sends a request on a new connection and returns the first response.</summary>
    public async Task<RawMessage> ExchangeAsync(string request)
    {
        await using RawPeer client = await SendAsync(request);
        return await client.ReadResponseAsync(request.Split(' ')[0]);
    }

    /// <summary>The first error with this code, now or when it is reported.</summary>
    public Task<ProxyError> ErrorAsync(string code) => Errors.FirstAsync(error => error.Code == code, $"the error {code}");

    /// <summary>The n-th flow that ended, from 0.</summary>
    public async Task<Flow> FlowAsync(int index = 0) => (await Completed.TakeAsync(index + 1))[index];

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
