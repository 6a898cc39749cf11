using Proximity.Stores;

namespace Proximity.Control;

/// <summary>What can be asked of the proxy itself.</summary>
internal static class ProxyOperations
{
    /// <summary>What it is doing.</summary>
    public static Operation Status { get; } = new Operation<NoInput, StatusOutput>(
        "proxy.status", "GET /api/status", OperationEffect.Reads, "Says where the proxy listens, what it records and how much it has.")
    {
        Input = ControlJson.Default.NoInput,
        Output = ControlJson.Default.StatusOutput,
        Run = GetStatusAsync,
    };

    /// <summary>The table itself.</summary>
    public static Operation Operations { get; } = new Operation<NoInput, OperationsOutput>(
        "proxy.operations", "GET /api/operations", OperationEffect.Reads, "Lists what can be asked of the proxy.")
    {
        Input = ControlJson.Default.NoInput,
        Output = ControlJson.Default.OperationsOutput,
        Run = static (_, _, _) => ValueTask.FromResult(new OperationsOutput(
            [
                .. OperationTable.All.Select(static entry => new OperationFacts(
                    entry.Name, entry.Method, entry.Path, entry.Effect, entry.Summary)),
            ])),
    };

    private static async ValueTask<StatusOutput> GetStatusAsync(ControlContext context, NoInput input, CancellationToken cancellationToken)
    {
        IControlledProxy proxy = context.Proxy;
        ProxyFacts facts = proxy.GetFacts();
        FlowStoreStatus store = await proxy.Flows.GetStatusAsync(cancellationToken).ConfigureAwait(false);
        FlowStoreCapabilities able = proxy.Flows.Capabilities;
        return new StatusOutput
        {
            Version = facts.Version,
            Started = facts.Started,
            ProxyUrl = facts.ProxyUrl,
            Listening = facts.Listening,
            Recording = proxy.IsRecording,
            Intercepting = facts.IsIntercepting,
            Store = new StoreOutput(
                able.Kind, able.IsDurable, store.Count, store.Bytes, facts.StorePlace, facts.MaxFlows, facts.MaxFlowBytes),
            Clients = facts.ClientCount,
            UnderWay = proxy.UnderWay.Count,
            Dropped = facts.DroppedCount,
            Errors = facts.Errors.Values.Sum(),
            ErrorCodes = new SortedDictionary<string, long>(facts.Errors.ToDictionary(), StringComparer.Ordinal),
            Session = proxy.Session,
            AllowsWrites = context.AllowsWrites,
            MaxBodyBytes = facts.MaxBodyBytes,
        };
    }
}
