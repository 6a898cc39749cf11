using System.Runtime.CompilerServices;

namespace Proximity.Awaiting;

/// <summary>The same as <see cref="ReusedTaskMethodBuilder{T}"/>, for methods that return no value.</summary>
internal struct ReusedTaskMethodBuilder
{
    private Exception? failure;
    private SuspendedMethod<bool>? suspended;

    public ValueTask Task
    {
        get
        {
            if (suspended is { } waiting)
            {
                return waiting.TaskOfNothing;
            }

            return failure is { } exception ? ValueTask.FromException(exception) : default;
        }
    }

    public static ReusedTaskMethodBuilder Create() => default;

    public void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => stateMachine.MoveNext();

    /// <summary>Part of the pattern; the state machine is never boxed by the compiler.</summary>
    public readonly void SetStateMachine(IAsyncStateMachine stateMachine) => ArgumentNullException.ThrowIfNull(stateMachine);

    public void SetResult() => suspended?.SetResult(true);

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
        => awaiter.OnCompleted(SuspendedMethod<bool, TStateMachine>.Suspend(ref suspended, ref stateMachine));

    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine
        => awaiter.UnsafeOnCompleted(SuspendedMethod<bool, TStateMachine>.Suspend(ref suspended, ref stateMachine));
}
