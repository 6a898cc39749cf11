namespace Proximity.Flows;

/// <summary>Those who wait for flows of a table to complete. All share one signal. Thread-safe.</summary>
/// <param name="flows">Gives the flows that are kept now, in the order of their ids.</param>
internal sealed class FlowWaiters(Func<Flow[]> flows)
{
    /// <summary>Raised when a flow has completed.</summary>
    private readonly FlowSignal completion = new();
    private volatile bool hasEnded;

    /// <summary>A flow has completed.</summary>
    public void Wake() => completion.Raise();

    /// <summary>No flow will complete any more: nobody may wait for one.</summary>
    public void End()
    {
        hasEnded = true;
        Interlocked.MemoryBarrier();
        Wake();
    }

    /// <summary>All completed flows that the condition takes, once they are so many.</summary>
    /// <param name="count">How many.</param>
    /// <param name="condition">Takes or leaves a flow; null takes any.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<IReadOnlyList<Flow>> WaitAsync(int count, Func<Flow, bool>? condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Before the look, so that nothing that happens behind it is missed.
            bool isLast = hasEnded;
            Task changed = completion.Next;
            Flow[] found = [.. flows().Where(flow => flow.Completed && (condition is null || condition(flow)))];
            if (found.Length >= count)
            {
                return found;
            }

            if (isLast)
            {
                throw new InvalidOperationException("No further flow can complete: the proxy has stopped, or does not record flows.");
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
