using Proximity.Stores;

namespace Proximity.Control;

/// <summary>Finds the flows that callers name.</summary>
internal static class FlowLookup
{
    /// <summary>A flow with its bodies.</summary>
    /// <param name="context">The proxy.</param>
    /// <param name="id">
    /// The sequence; negative for a flow by its id in the proxy's session, whether it is under way or in the store by now.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationException">It is not there.</exception>
    public static async ValueTask<StoredFlow> FindAsync(ControlContext context, long id, CancellationToken cancellationToken)
    {
        IControlledProxy proxy = context.Proxy;
        StoredFlow? found = id >= 0
            ? await proxy.Flows.GetAsync(id, cancellationToken).ConfigureAwait(false)
            : proxy.UnderWay.FirstOrDefault(flow => flow.Sequence == id)
                ?? await proxy.Flows.FindAsync(proxy.Session, -id, cancellationToken).ConfigureAwait(false);
        return found ?? throw OperationException.NoFlow(id);
    }
}
