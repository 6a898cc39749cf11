using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Proximity.Cli.Recordings;
using Proximity.Inspector;

namespace Proximity.Cli.Controlling;

/// <summary>The inspector of a run, what it has started, and the file by which <c>ctl</c> finds it.</summary>
internal sealed class InspectorRun : IAsyncDisposable
{
    /// <summary>The environment variable with the inspector's token, for scripts that know it beforehand.</summary>
    public const string TokenVariable = "PROXIMITY_UI_TOKEN";

    private readonly InspectorServer inspector;
    private readonly ControlledServer proxy;
    private readonly IDisposable? entry;

    private InspectorRun(InspectorServer inspector, ControlledServer proxy, RunningProxy running, IDisposable? entry)
        => (this.inspector, this.proxy, Running, this.entry) = (inspector, proxy, running, entry);

    /// <summary>The address without a token.</summary>
    public Uri BaseUrl => inspector.BaseUrl;

    /// <summary>The address that signs one browser in.</summary>
    public Uri SignInUrl => inspector.SignInUrl;

    /// <summary>How the proxy is asked.</summary>
    public RunningProxy Running { get; }

    /// <summary>Starts it, once the proxy listens.</summary>
    /// <param name="proxy">The proxy, which reserves the inspector's address.</param>
    /// <param name="address">Where it is to listen; any free port when that one and the next are taken.</param>
    /// <param name="allowsAgentWrites">Whether agents that come by MCP may change things.</param>
    /// <param name="time">The clock.</param>
    /// <param name="environment">Gives environment variables.</param>
    public static async Task<InspectorRun> StartAsync(
        ControlledServer proxy, IPEndPoint address, bool allowsAgentWrites, TimeProvider time, Func<string, string?> environment)
    {
        var context = new ControlContext(proxy) { AllowsWrites = true, Codings = FlowSources.KnownCodings, TimeProvider = time };
        var options = new InspectorOptions(context)
        {
            Address = address.Address,
            Port = address.Port,
            Token = environment(TokenVariable) is { Length: > 0 } token ? token : null,
            AllowsAgentWrites = allowsAgentWrites,
            LoggerFactory = NullLoggerFactory.Instance,
        };
        var inspector = await StartAsync(options).ConfigureAwait(false);
        proxy.Reserve(new IPEndPoint(options.Address, inspector.BaseUrl.Port));
        var running = new RunningProxy(
            Environment.ProcessId, proxy.GetFacts().ProxyUrl, inspector.BaseUrl.ToString(), inspector.Token);
        return new InspectorRun(inspector, proxy, running, RunningProxies.OfUser(environment).Add(running));
    }

    public async ValueTask DisposeAsync()
    {
        entry?.Dispose();
        await inspector.DisposeAsync().ConfigureAwait(false);
        proxy.Dispose();
    }

    private static async Task<InspectorServer> StartAsync(InspectorOptions options)
    {
        try
        {
            return await InspectorServer.StartAsync(options).ConfigureAwait(false);
        }
        catch (IOException) when (options.Port != 0)
        {
            return await InspectorServer.StartAsync(options with { Port = 0 }).ConfigureAwait(false);
        }
    }
}
