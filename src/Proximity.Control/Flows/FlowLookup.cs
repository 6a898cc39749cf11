using Proximity.Stores;

namespace Proximity.Control;

/// <summary>
/// Finds the flows that callers name: by the sequence, or by the negative of the id in the proxy's session, whether the flow is under
/// way or in the store by now.
/// </summary>
internal static class FlowLookup
{
    /// <summary>The most flows that one call may name.</summary>
    public const int MostIds = 10_000;

    /// <summary>A flow with its bodies.</summary>
    /// <exception cref="OperationException">It is not there.</exception>
    public static async ValueTask<StoredFlow> FindAsync(ControlContext context, long id, CancellationToken cancellationToken)
        => await TryFindAsync(context, id, cancellationToken).ConfigureAwait(false) ?? throw OperationException.NoFlow(id);

    /// <summary>A flow with its bodies; null where it is not there.</summary>
    public static async ValueTask<StoredFlow?> TryFindAsync(ControlContext context, long id, CancellationToken cancellationToken)
        => (id < 0 ? context.Proxy.UnderWay.FirstOrDefault(flow => flow.Sequence == id) : null)
            ?? await StoredAsync(context, id, cancellationToken).ConfigureAwait(false);

    /// <exception cref="OperationException">None is named, or too many are.</exception>
    public static void Check(IReadOnlyList<long> ids)
    {
        if (ids.Count is 0 or > MostIds)
        {
            throw new OperationException(OperationProblem.Invalid, "invalid_ids", $"1 to {MostIds} flows can be named at once.");
        }
    }

    /// <summary>The sequences of those that are in the store.</summary>
    /// <exception cref="OperationException">None is named, or too many are.</exception>
    public static async ValueTask<long[]> SequencesAsync(
        ControlContext context, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        Check(ids);
        List<long> sequences = [];
        foreach (long id in ids.Distinct())
        {
            if (await StoredAsync(context, id, cancellationToken).ConfigureAwait(false) is { } flow)
            {
                sequences.Add(flow.Sequence);
            }
        }

        return [.. sequences];
    }

    private static ValueTask<StoredFlow?> StoredAsync(ControlContext context, long id, CancellationToken cancellationToken) => id >= 0
        ? context.Proxy.Flows.GetAsync(id, cancellationToken)
        : context.Proxy.Flows.FindAsync(context.Proxy.Session, -id, cancellationToken);
}
