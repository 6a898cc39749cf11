using Proximity.Stores;

namespace Proximity.Flows.Tests.Stores;

/// <summary>What an <see cref="AppendOnlyStore"/> does: take flows, fail, or not answer.</summary>
internal sealed class SwitchedStore
{
    private readonly Lock gate = new();
    private readonly List<(int Calls, TaskCompletionSource Reached)> awaited = [];
    private Func<CancellationToken, Task> answer = _ => Task.CompletedTask;
    private int calls;

    public SwitchedStore() => Store = new AppendOnlyStore((_, cancellationToken) => AnswerAsync(cancellationToken));

    public AppendOnlyStore Store { get; }

    public void Work() => Set(_ => Task.CompletedTask);

    public void GoAway() => Set(_ => throw new FlowStoreException(FlowStoreProblem.Unavailable, "It is away."));

    /// <summary>From now on it does not answer until the source is set, nor when it is cancelled.</summary>
    public TaskCompletionSource Hang()
    {
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Set(_ => answered.Task);
        return answered;
    }

    /// <summary>Completes when it was asked so many times more.</summary>
    public Task Asked(int times = 1)
    {
        lock (gate)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            awaited.Add((calls + times, reached));
            return reached.Task.WaitAsync(FlowFeederTests.Limit, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private void Set(Func<CancellationToken, Task> next)
    {
        lock (gate)
        {
            answer = next;
        }
    }

    private Task AnswerAsync(CancellationToken cancellationToken)
    {
        Func<CancellationToken, Task> now;
        lock (gate)
        {
            calls++;
            now = answer;
            foreach ((int count, TaskCompletionSource reached) in awaited)
            {
                if (calls >= count)
                {
                    reached.TrySetResult();
                }
            }
        }

        return now(cancellationToken);
    }
}
