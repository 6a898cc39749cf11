using System.Diagnostics;
using System.Runtime.CompilerServices;
using Proximity.Protocol;

namespace Proximity.Awaiting;

/// <summary>
/// Holds one asynchronous method's state while it waits; reused by the next call of the same method on the thread where it ended.
/// </summary>
/// <typeparam name="T">What the method returns.</typeparam>
/// <typeparam name="TStateMachine">The method.</typeparam>
internal sealed class SuspendedMethod<T, TStateMachine> : SuspendedMethod<T>
    where TStateMachine : IAsyncStateMachine
{
    /// <summary>
    /// The most that wait for reuse, for each method and thread; further ones are left to the garbage collector, and those not needed for a
    /// while.
    /// </summary>
    private const int MaxKept = 1024;

    private static readonly ContextCallback RunInContext
        = static state => ((SuspendedMethod<T, TStateMachine>)state!).stateMachine!.MoveNext();

    [ThreadStatic]
    private static SpareStack<SuspendedMethod<T, TStateMachine>>? kept;

    private readonly Action resume;
    private TStateMachine? stateMachine;
    private ExecutionContext? context;
    private bool isInUse;

    private SuspendedMethod() => resume = Resume;

    /// <summary>Keeps the state of a method that is about to wait, on its first wait; the result resumes it.</summary>
    /// <param name="suspended">The field of the builder, itself part of the state.</param>
    /// <param name="stateMachine">The state.</param>
    public static Action Suspend(ref SuspendedMethod<T>? suspended, ref TStateMachine stateMachine)
    {
        if (suspended is { } waiting)
        {
            return Unsafe.As<SuspendedMethod<T, TStateMachine>>(waiting).resume;
        }

        SuspendedMethod<T, TStateMachine> fresh = Take();
        Debug.Assert(!fresh.isInUse, "a method's state is given to two calls");
        fresh.isInUse = true;
        suspended = fresh;
        fresh.context = ExecutionContext.Capture();
        fresh.stateMachine = stateMachine;
        return fresh.resume;
    }

    protected override void GiveBack()
    {
        Debug.Assert(isInUse, "a method's state is given back twice");
        isInUse = false;
        stateMachine = default;
        context = null;
        (kept ??= new SpareStack<SuspendedMethod<T, TStateMachine>>(MaxKept)).Push(this);
    }

    private static SuspendedMethod<T, TStateMachine> Take() => kept?.Pop() ?? new SuspendedMethod<T, TStateMachine>();

    /// <summary>In the context it was in when it began to wait: what resumes it may be the user's code.</summary>
    private void Resume()
    {
        if (context is null || ReferenceEquals(ExecutionContext.Capture(), context))
        {
            stateMachine!.MoveNext();
        }
        else
        {
            ExecutionContext.Run(context, RunInContext, this);
        }
    }
}
