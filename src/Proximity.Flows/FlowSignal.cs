namespace Proximity.Flows;

/// <summary>
/// One signal for all who wait for the same thing, as often as it happens; it costs nothing while nobody waits. Thread-safe.
/// </summary>
internal sealed class FlowSignal
{
    /// <summary>Completed, and replaced, when it happens; null while nobody waits.</summary>
    private TaskCompletionSource? next;

    /// <summary>Completes when it happens the next time.</summary>
    public Task Next
    {
        get
        {
            TaskCompletionSource? known = Volatile.Read(ref next);
            if (known is null)
            {
                var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                known = Interlocked.CompareExchange(ref next, fresh, null) ?? fresh;
            }

            return known.Task;
        }
    }

    /// <summary>It has happened.</summary>
    public void Raise()
    {
        if (Volatile.Read(ref next) is not null)
        {
            Interlocked.Exchange(ref next, null)?.TrySetResult();
        }
    }
}
