namespace Proximity.Cli.Running;

/// <summary>
/// Lets a few in at a time. Those that must wait stand in a queue of their key's; the keys get their turns one after the other, so that
/// many that wait for one key delay the others by one
/// turn only. A queue that is full takes nobody more.
/// </summary>
/// <param name="slots">How many are in at a time.</param>
/// <param name="waitersPerKey">How many of one key wait at most.</param>
internal sealed class TurnQueue(int slots, int waitersPerKey)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Queue<TaskCompletionSource<bool>>> waiting = new(StringComparer.Ordinal);
    private readonly Queue<string> turns = new();
    private int free = slots;

    /// <summary>How many wait.</summary>
    public int WaiterCount
    {
        get
        {
            lock (gate)
            {
                return waiting.Values.Sum(queue => queue.Count);
            }
        }
    }

    /// <summary>
    /// Completes with true when it is the caller's turn, who then has to call <see cref="Leave"/>; with false, at once, when too many
    /// wait.
    /// </summary>
    public Task<bool> EnterAsync(string key)
    {
        lock (gate)
        {
            if (free > 0)
            {
                free--;
                return Task.FromResult(true);
            }

            if (!waiting.TryGetValue(key, out var queue))
            {
                waiting.Add(key, queue = new Queue<TaskCompletionSource<bool>>());
                turns.Enqueue(key);
            }

            if (queue.Count >= waitersPerKey)
            {
                return Task.FromResult(false);
            }

            var turn = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            queue.Enqueue(turn);
            return turn.Task;
        }
    }

    /// <summary>Makes room for the next.</summary>
    public void Leave()
    {
        lock (gate)
        {
            if (!turns.TryDequeue(out var key))
            {
                free++;
                return;
            }

            var queue = waiting[key];
            queue.Dequeue().SetResult(true);
            if (queue.Count > 0)
            {
                turns.Enqueue(key);
            }
            else
            {
                waiting.Remove(key);
            }
        }
    }
}
