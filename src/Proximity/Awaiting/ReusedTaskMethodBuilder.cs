using System.Runtime.CompilerServices;

namespace Proximity.Awaiting;

/// <summary>
/// Builds the asynchronous methods of the hot path that return a value: what such a method keeps while it waits is taken from a pool of its
/// thread and given back when its result is fetched, however many connections wait at a time. The pool of the runtime's own builder holds
/// one for each core, which is none when sixty connections wait. The task must be awaited exactly once, at once or later. Changes of an
/// <see cref="AsyncLocal{T}"/> before the first wait reach the caller; these methods make none.
/// </summary>
/// <typeparam name="T">What the method returns.</typeparam>
internal struct ReusedTaskMethodBuilder<T>
{
    private T result;
    private Exception? failure;
    private SuspendedMethod<T>? suspended;

    public ValueTask<T> Task
    {
        get
        {
            if (suspended is { } waiting)
            {
                return waiting.Task;
            }

            return failure is { } exception ? ValueTask.FromException<T>(exception) : new ValueTask<T>(result);
        }
    }

    public static ReusedTaskMethodBuilder<T> Create() => default;

    public void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => stateMachine.MoveNext();

    /// <summary>Part of the pattern; the state machine is never boxed by the compiler.</summary>
    public readonly void SetStateMachine(IAsyncStateMachine stateMachine) => ArgumentNullException.ThrowIfNull(stateMachine);

    public void SetResult(T value)
    {
        if (suspended is { } waiting)
        {
            waiting.SetResult(value);
        }
        else
        {
            result = value;
        }
    }

    public void SetException(Exception exception)
    {
        if (suspended is { } waiting)
        {
            waiting.SetException(exception);
        }
        else
        {
            failure = exception;
        }
    }

    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine
        => awaiter.OnCompleted(SuspendedMethod<T, TStateMachine>.Suspend(ref suspended, ref stateMachine));

    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine
        => awaiter.UnsafeOnCompleted(SuspendedMethod<T, TStateMachine>.Suspend(ref suspended, ref stateMachine));
}
