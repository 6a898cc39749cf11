using Proximity.Stores;

namespace Proximity.Control;

/// <summary>The store's numbers of flows that callers name.</summary>
internal static class FlowNumbersOf
{
    /// <summary>The most flows that one call may name.</summary>
    public const int MostIds = 10_000;

    /// <summary>The numbers of those that are in the store.</summary>
    /// <exception cref="OperationException">None is named, or too many are.</exception>
    public static async ValueTask<long[]> ReadAsync(ControlContext context, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        if (ids.Count is 0 or > MostIds)
        {
            throw new OperationException(OperationProblem.Invalid, "invalid_ids", $"1 to {MostIds} flows can be named at once.");
        }

        List<long> numbers = [];
        foreach (long id in ids.Distinct())
        {
            StoredFlow? flow = id >= 0
                ? await context.Proxy.Flows.GetAsync(id, cancellationToken).ConfigureAwait(false)
                : await context.Proxy.Flows.FindAsync(context.Proxy.Session, -id, cancellationToken).ConfigureAwait(false);
            if (flow is not null)
            {
                numbers.Add(flow.Sequence);
            }
        }

        return [.. numbers];
    }
}
