namespace Proximity.Exchanges;

/// <summary>
/// The bytes that handlers hold of bodies, all together. A body takes all that it may need before it is read, so that no two wait for one
/// another; at the bound the next one waits its turn. Thread-safe.
/// </summary>
/// <param name="total">The most of all; not less than one body may take (<see cref="HeldLimits"/>).</param>
internal sealed class HeldBytes(long total)
{
    private readonly Lock gate = new();
    private readonly LinkedList<Waiter> waiting = new();
    private readonly long most = total;
    private long free = total;

    /// <summary>How many bytes there are in all.</summary>
    public long Total { get; } = total;

    /// <summary>How many bytes are not taken.</summary>
    public long Free
    {
        get
        {
            lock (gate)
            {
                return free;
            }
        }
    }

    /// <summary>How many bytes are.</summary>
    public long Taken => most - Free;

    /// <summary>Takes bytes where that can be done at once.</summary>
    /// <param name="bytes">At most <see cref="Total"/>.</param>
    public bool TryTake(int bytes)
    {
        lock (gate)
        {
            bool isFree = waiting.Count == 0 && free >= bytes;
            free -= isFree ? bytes : 0;
            return isFree;
        }
    }

    /// <summary>Takes bytes, or waits for them in the order of asking. False when the time was up, or the token was cancelled.</summary>
    /// <param name="bytes">At most <see cref="Total"/>.</param>
    /// <param name="patience">How long to wait; zero or less is for ever, and so is more than the system's timers can.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async ValueTask<bool> TakeAsync(int bytes, TimeSpan patience, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        LinkedListNode<Waiter> node;
        lock (gate)
        {
            if (waiting.Count == 0 && free >= bytes)
            {
                free -= bytes;
                return true;
            }

            node = waiting.AddLast(new Waiter(bytes));
        }

        Task turn = node.Value.Turn.Task;
        bool isForEver = patience <= TimeSpan.Zero || patience.TotalMilliseconds > int.MaxValue;
        Task waited = !isForEver
            ? turn.WaitAsync(patience, timeProvider, cancellationToken)
            : turn.WaitAsync(cancellationToken);
        await waited.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (gate)
        {
            if (node.Value.Turn.Task.IsCompleted)
            {
                return true;
            }

            waiting.Remove(node);
            LetIn();
            return false;
        }
    }

    /// <summary>Gives bytes back.</summary>
    public void Give(int bytes)
    {
        lock (gate)
        {
            free += bytes;
            LetIn();
        }
    }

    private void LetIn()
    {
        while (waiting.First is { } first && first.Value.Bytes <= free)
        {
            free -= first.Value.Bytes;
            waiting.RemoveFirst();
            first.Value.Turn.TrySetResult();
        }
    }

    private sealed record Waiter(int Bytes)
    {
        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
