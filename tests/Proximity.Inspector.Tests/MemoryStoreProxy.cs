using System.Security.Cryptography.X509Certificates;
using Proximity.Control;
using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Inspector.Tests;

/// <summary>Flows in memory, and no proxy: nothing listens, and nothing can be sent.</summary>
internal sealed class MemoryStoreProxy : IControlledProxy
{
    private readonly List<StoredFlow> underWay = [];
    private long latestId;

    public MemoryFlowStore Store { get; init; } = new(new MemoryFlowStoreOptions { MaxFlows = 2_000_000, MaxBytes = long.MaxValue });

    /// <summary>What is asked instead of the store; null for the store itself.</summary>
    public IFlowStore? Instead { get; init; }

    public IFlowStore Flows => Instead ?? Store;

    public IReadOnlyList<StoredFlow> UnderWay
    {
        get
        {
            lock (underWay)
            {
                return [.. underWay];
            }
        }
    }

    public Guid Session { get; } = Guid.CreateVersion7();

    public bool IsRecording { get; set; } = true;

    public X509Certificate2? Authority => null;

    public string? AuthorityFile => null;

    public string? HostKeyHash => null;

    public ProxyFacts GetFacts() => new()
    {
        Version = "0.0.0",
        Started = DateTimeOffset.UnixEpoch,
        ProxyUrl = "http://127.0.0.1:8080",
        Listening = "127.0.0.1:8080",
        Errors = Errors,
    };

    /// <summary>The connections that are open.</summary>
    public IReadOnlyList<ConnectedClient> Clients { get; set; } = [];

    public IReadOnlyList<ConnectedClient> ListClients() => Clients;

    /// <summary>The errors that were reported.</summary>
    public Dictionary<string, long> Errors { get; } = [];

    public IReadOnlyList<OptionFact> GetOptions() => [];

    public IReadOnlyList<string> ChangeOptions(IReadOnlyDictionary<string, string?> values, bool isTrial) => [];

    public InterceptionFacts GetInterception() => new(false, null, [], []);

    public void ChangeInterception(IReadOnlyList<string>? intercept, IReadOnlyList<string>? passThrough, bool isTrial)
        => throw new OperationException(OperationProblem.Conflict, "no_interception", "Interception is off.");

    public Task<StartedBrowser> StartBrowserAsync(BrowserToStart request, CancellationToken cancellationToken)
        => throw new OperationException(OperationProblem.NotSupported, "no_browser", "There is no browser here.");

    public Task<SentRequest> SendAsync(RequestToSend request, CancellationToken cancellationToken)
        => throw new OperationException(OperationProblem.NotSupported, "no_proxy", "Nothing can be sent here.");

    /// <summary>Stores flows that have ended.</summary>
    /// <param name="count">How many.</param>
    /// <param name="make">Makes a flow of its id; null for GETs that went well.</param>
    public async Task AddAsync(int count, Func<long, FlowSnapshot>? make = null)
    {
        FlowRecord[] batch = [.. Enumerable.Range(0, count).Select(_ => new FlowRecord((make ?? Get)(++latestId), Session))];
        await Store.AppendAsync(batch, FlowAppendOptions.Default);
    }

    /// <summary>Begins a flow that the store does not have yet.</summary>
    /// <returns>Its id in the session.</returns>
    public long Begin(string path = "/slow")
    {
        long id = ++latestId;
        var request = new RequestSnapshot("GET", "http://example.com" + path, []);
        var flow = new FlowSnapshot(request, "127.0.0.1") { Id = id, Timestamp = DateTimeOffset.UnixEpoch.AddSeconds(id) };
        lock (underWay)
        {
            underWay.Add(new StoredFlow { Sequence = -id, Session = Session, Flow = flow, HasBodies = false });
        }

        return id;
    }

    /// <summary>Ends a flow that was begun: it is in the store from then on.</summary>
    public async Task EndAsync(long id)
    {
        await Store.AppendAsync([new FlowRecord(Get(id), Session)], FlowAppendOptions.Default);
        lock (underWay)
        {
            underWay.RemoveAll(flow => flow.Sequence == -id);
        }
    }

    /// <summary>A GET that went well.</summary>
    public static FlowSnapshot Get(long id) => Of(id, 200, $"/{id}");

    public static FlowSnapshot Of(long id, int status, string path, FlowBody? body = null)
        => new(new RequestSnapshot("GET", "http://example.com" + path, [KeyValuePair.Create("Host", "example.com")]), "127.0.0.1")
        {
            Id = id,
            Timestamp = DateTimeOffset.UnixEpoch.AddSeconds(id),
            Duration = TimeSpan.FromMilliseconds(id % 1000),
            Completed = true,
            Response = new ResponseSnapshot(status, "", [KeyValuePair.Create("Content-Type", "text/plain")], body),
        };
}
