using System.Threading.Tasks.Sources;

namespace Proximity.Awaiting;

/// <summary>An asynchronous method while it waits, and the result that its caller awaits.</summary>
/// <typeparam name="T">What the method returns.</typeparam>
internal abstract class SuspendedMethod<T> : IValueTaskSource<T>, IValueTaskSource
{
    private ManualResetValueTaskSourceCore<T> core;

    public ValueTask<T> Task => new(this, core.Version);

    public ValueTask TaskOfNothing => new(this, core.Version);

    public void SetResult(T value) => core.SetResult(value);

    public void SetException(Exception exception) => core.SetException(exception);

    public ValueTaskSourceStatus GetStatus(short token) => core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => core.OnCompleted(continuation, state, token, flags);

    public T GetResult(short token)
    {
        // A token of an earlier wait is refused here, before the state that another call may have by now is cleared.
        if (core.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("The result is fetched before the method has ended.");
        }

        try
        {
            return core.GetResult(token);
        }
        finally
        {
            core.Reset();
            GiveBack();
        }
    }

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    protected abstract void GiveBack();
}
