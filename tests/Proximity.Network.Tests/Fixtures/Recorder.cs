namespace Proximity.Network.Tests.Fixtures;

/// <summary>Things that callbacks deliver, in order, and a way to wait for one of them.</summary>
public sealed class Recorder<T>
{
    private readonly Lock gate = new();
    private readonly List<T> items = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A snapshot of what has come so far.</summary>
    public IReadOnlyList<T> Items
    {
        get
        {
            lock (gate)
            {
                return items.ToArray();
            }
        }
    }

    /// <summary>Keeps one and wakes the waiters.</summary>
    public void Add(T item)
    {
        lock (gate)
        {
            items.Add(item);
            changed.TrySetResult();
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The first that matches, now or when it comes.</summary>
    public async Task<T> FirstAsync(Predicate<T> matches, string what)
    {
        await WaitAsync(all => all.Exists(matches), what);
        return Items.First(item => matches(item));
    }

    /// <summary>The first so many, now or when they have come.</summary>
    public async Task<IReadOnlyList<T>> TakeAsync(int count)
    {
        await WaitAsync(all => all.Count >= count, $"{count} of {typeof(T).Name}");
        return Items;
    }

    private async Task WaitAsync(Predicate<List<T>> satisfied, string what)
    {
        using CancellationTokenSource enough = Limits.After(Limits.Step);
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (satisfied(items))
                {
                    return;
                }

                next = changed.Task;
            }

            await Task.WhenAny(next, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, enough.Token));
            if (enough.IsCancellationRequested)
            {
                Assert.Fail($"waited in vain for {what}; came: {string.Join(" | ", Items)}");
            }
        }
    }
}
