using System.Net;
using System.Reflection;
using System.Security.Cryptography.X509Certificates;
using Proximity.Cli.Browsing;
using Proximity.Cli.Configuration;
using Proximity.Cli.Output;
using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Cli.Controlling;

/// <summary>The running proxy of the program, as operations see it.</summary>
internal sealed class ControlledServer : IControlledProxy, IDisposable
{
    private readonly ProxyServer server;
    private readonly Settings settings;
    private readonly IFlowFilter? keep;
    private readonly RequestSender sender;
    private readonly RunningOptions options;
    private readonly StartedBrowsers browsers;
    private readonly DateTimeOffset started;
    private readonly bool isStored;

    /// <param name="server">The proxy.</param>
    /// <param name="settings">What it was started with.</param>
    /// <param name="store">The store that it writes; null for none.</param>
    /// <param name="keep">Which flows are kept; null for all.</param>
    /// <param name="timeProvider">The clock.</param>
    public ControlledServer(ProxyServer server, Settings settings, IFlowStore? store, IFlowFilter? keep, TimeProvider timeProvider)
    {
        this.server = server;
        this.settings = settings;
        this.keep = keep;
        started = timeProvider.GetUtcNow();
        isStored = store is { Capabilities.CanRead: true };
        Flows = isStored ? store! : new TableFlowStore(server.Flows, () => server.FlowSession, timeProvider);
        sender = new RequestSender(server, settings, timeProvider);
        options = new RunningOptions(server, settings);
        browsers = new StartedBrowsers(server, timeProvider);
    }

    /// <summary>How often each error was reported, by its code.</summary>
    public IReadOnlyDictionary<string, long> Errors { get; init; } = new Dictionary<string, long>();

    public IFlowStore Flows { get; }

    public IReadOnlyList<StoredFlow> UnderWay => isStored
        ? [.. server.Flows.Where(static flow => !flow.Completed).Select(flow => Row(flow))]
        : [];

    public Guid Session => server.FlowSession;

    public bool IsRecording
    {
        get => settings.RecordFlows is not false && server.Flows.Keeps is not KeepNone;
        set => server.Flows.Keeps = settings.RecordFlows is false ? throw new OperationException(
            OperationProblem.Conflict, "started_without_recording", "The proxy was started with --no-record.")
            : value ? keep : new KeepNone();
    }

    public X509Certificate2? Authority => server.AuthorityCertificate;

    public string? AuthorityFile => server.AuthorityCertificate is null ? null : settings.CaCert;

    public string? HostKeyHash => server.HostKeyHash;

    /// <summary>The version of the program.</summary>
    public static string Version()
        => typeof(ControlledServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? "0.0.0";

    /// <summary>Keeps clients of the proxy from an address that belongs to it.</summary>
    public void Reserve(IPEndPoint endPoint) => server.ReserveAddress(endPoint);

    public ProxyFacts GetFacts()
    {
        var isInMemory = !isStored;
        var library = new ProxyOptions();
        return new ProxyFacts
        {
            Version = Version(),
            Started = started,
            ProxyUrl = server.ProxyUrl.ToString(),
            Listening = server.EndPoint.ToString(),
            IsIntercepting = server.AuthorityCertificate is not null,
            ClientCount = server.ClientCount,
            DroppedCount = server.StoreCounters is { } counters ? counters.DroppedFlows + counters.LostFlows : 0,
            Errors = Errors,
            MaxFlows = isInMemory ? settings.MaxFlows ?? library.MaxFlows : settings.StoreMaxFlows,
            MaxFlowBytes = isInMemory ? settings.MaxFlowBytes ?? Settings.DefaultMaxFlowBytes : settings.StoreMaxSize,
            MaxBodyBytes = settings.MaxBodyBytes ?? Settings.DefaultMaxBodyBytes,
            StorePlace = isStored ? StartText.StoreOf(settings) : null,
        };
    }

    public IReadOnlyList<ConnectedClient> ListClients() => server.ListClients();

    public IReadOnlyList<OptionFact> GetOptions() => options.Facts();

    public IReadOnlyList<string> ChangeOptions(IReadOnlyDictionary<string, string?> values, bool isTrial)
        => options.Change(values, isTrial);

    public InterceptionFacts GetInterception() => options.Interception();

    public void ChangeInterception(IReadOnlyList<string>? intercept, IReadOnlyList<string>? passThrough, bool isTrial)
        => options.ChangeInterception(intercept, passThrough, isTrial);

    public Task<StartedBrowser> StartBrowserAsync(BrowserToStart request, CancellationToken cancellationToken)
        => browsers.StartAsync(request, cancellationToken);

    public Task<SentRequest> SendAsync(RequestToSend request, CancellationToken cancellationToken)
        => sender.SendAsync(request, cancellationToken);

    /// <summary>Ends the browsers that were started.</summary>
    public void Dispose() => browsers.Dispose();

    private StoredFlow Row(Flow flow) => new() { Sequence = -flow.Id, Session = server.FlowSession, Flow = flow.Snapshot() };

    /// <summary>Keeps no flow: recording is off for a while.</summary>
    private sealed class KeepNone : IFlowFilter
    {
        public bool ReadsBodies => false;

        public bool? Evaluate(FlowSnapshot flow) => false;
    }
}
