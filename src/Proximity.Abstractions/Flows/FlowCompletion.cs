namespace Proximity.Flows;

/// <summary>Whether an exchange has ended, and those who wait for that; free while nobody does. Never copy this struct.</summary>
internal struct FlowCompletion
{
    private static readonly TaskCompletionSource Ended = CreateEnded();

    private volatile bool isSet;
    private TaskCompletionSource? waiting;

    public readonly bool IsSet => isSet;

    /// <summary>Completes when it is set; it never fails.</summary>
    public Task WhenSet
    {
        get
        {
            TaskCompletionSource? known = Volatile.Read(ref waiting);
            if (known is null)
            {
                var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                known = Interlocked.CompareExchange(ref waiting, fresh, null) ?? fresh;
            }

            return known.Task;
        }
    }

    /// <param name="value">True when the exchange has ended.</param>
    public void Set(bool value)
    {
        isSet = value;

        // Nothing more will happen to a flow from here on, nor to one that was read from a file.
        Interlocked.Exchange(ref waiting, Ended)?.TrySetResult();
    }

    private static TaskCompletionSource CreateEnded()
    {
        var ended = new TaskCompletionSource();
        ended.SetResult();
        return ended;
    }
}
